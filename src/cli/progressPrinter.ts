/** Tells people on standard error how a refinement goes: one line that changes on a terminal, lines in a log file. */
import { opticsWords } from '../../shared/report/opticsWords';
import type { RefinementEvent, SpeciesResult } from '../../shared/records/events';
import { dipsText } from '../jobs/runs/jobSummary';
import { notGoldStandard } from '../../shared/report/caution';

export function progressPrinter(): (event: RefinementEvent) => void {
  const terminal = process.stderr.isTTY;
  const line = (text: string): void => {
    process.stderr.write(terminal ? `\r\x1b[K${text}\n` : `${text}\n`);
  };
  return (event) => {
    if (event.event === 'progress') {
      if (terminal) process.stderr.write(`\r\x1b[K${progressText(event)}`);
      return;
    }
    const text = eventText(event);
    if (text !== null) line(text);
  };
}

function progressText(event: Extract<RefinementEvent, { event: 'progress' }>): string {
  const filled = Math.round(event.fraction * 24);
  const bar = '#'.repeat(filled) + '-'.repeat(24 - filled);
  const left = event.secondsLeft === null ? '' : `, at most ${duration(event.secondsLeft)} left`;
  return `[${bar}] round ${event.round}/${event.rounds}, ${event.message}${left}`;
}

function eventText(event: RefinementEvent): string | null {
  switch (event.event) {
    case 'start':
      return (
        `${event.sources.reduce((sum, { series }) => sum + series, 0)} series, ` +
        `${event.species.map(named).join(', ')}, on ${event.adapter}` +
        (event.localReference === true ? `\nwarning: ${notGoldStandard}` : '')
      );
    case 'series':
      return (
        `round ${event.round}: ${event.series}, ${event.particles} particles, ` +
        `score ${event.scoreBefore.toFixed(0)} -> ${event.scoreAfter.toFixed(0)}, ` +
        `moved ${event.movedPosition.toFixed(2)} Å and ${event.movedAngle.toFixed(2)}°` +
        (event.optics === undefined ? '' : `; ${opticsWords(event.optics)}`)
      );
    case 'skipped':
      return `round ${event.round}: ${event.series} left out: ${event.reason}`;
    case 'round':
      return `round ${event.round} done: ${event.species.map(named).join(', ')}`;
    case 'log':
      return event.level === 'warning' ? `warning: ${event.message}` : event.message;
    case 'done':
      return `done in ${duration(event.seconds)}`;
    default:
      return null;
  }
}

function named({ name, resolution, dips }: SpeciesResult): string {
  return `${name} ${resolution === null ? 'of unknown resolution' : `${resolution.toFixed(2)} Å${dipsText(dips)}`}`;
}

function duration(seconds: number): string {
  return seconds < 90 ? `${Math.round(seconds)} s` : `${Math.round(seconds / 60)} min`;
}
