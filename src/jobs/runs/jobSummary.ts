/** What a job's events add up to so far: a value that grows by one event at a time. */
import type { RefinementEvent, SpeciesResult } from '../../../shared/records/events';

type EventOf<Kind extends RefinementEvent['event']> = Extract<RefinementEvent, { event: Kind }>;

export interface JobSummary {
  readonly start: EventOf<'start'> | null;
  readonly progress: EventOf<'progress'> | null;
  readonly rounds: readonly EventOf<'round'>[];
  readonly skipped: readonly EventOf<'skipped'>[];
  /** What went wrong without ending it: each sentence once. */
  readonly warnings: readonly string[];
  readonly done: EventOf<'done'> | null;
  readonly error: string | null;
  /** It was asked from outside to end before it was done. */
  readonly stopped: boolean;
}

export const emptySummary: JobSummary = {
  start: null,
  progress: null,
  rounds: [],
  skipped: [],
  warnings: [],
  done: null,
  error: null,
  stopped: false,
};

export function withEvent(summary: JobSummary, event: RefinementEvent): JobSummary {
  switch (event.event) {
    case 'start':
      // Some are said before it starts.
      return { ...emptySummary, warnings: summary.warnings, start: event };
    case 'progress':
      return { ...summary, progress: event };
    case 'round':
      return { ...summary, rounds: [...summary.rounds, event] };
    case 'skipped':
      return { ...summary, skipped: [...summary.skipped, event] };
    case 'log':
      return { ...summary, warnings: withWarning(summary.warnings, event) };
    case 'done':
      return { ...summary, done: event };
    case 'error':
      return { ...summary, error: event.message, stopped: event.stopped === true };
    default:
      return summary;
  }
}

/** The same where it is no warning, or one that was said before. */
export function withWarning(
  warnings: readonly string[],
  { level, message }: EventOf<'log'>,
): readonly string[] {
  return level === 'warning' && !warnings.includes(message) ? [...warnings, message] : warnings;
}

/** `round 2/5 · 3/10 series · 4 min left` */
export function progressText(summary: JobSummary): string {
  const { progress } = summary;
  if (progress === null) return 'starting';
  const parts: string[] = [];
  if (progress.phase === 'prepare') parts.push('preparing');
  else if (progress.rounds > 0) parts.push(`round ${progress.round}/${progress.rounds}`);
  if (progress.phase === 'finish') parts.push('finishing');
  else if (progress.seriesIndex !== undefined && progress.seriesCount !== undefined)
    parts.push(`${progress.seriesIndex}/${progress.seriesCount} series`);
  if (progress.secondsLeft !== null) parts.push(`${durationText(progress.secondsLeft)} left`);
  return parts.join(' · ');
}

/**
 * `; below 0.143 between 27 and 25 Å, as happens where the CTFs of few defocus values are near zero`, or nothing: what is to
 * be known of a resolution beyond dips of its curve.
 */
export function dipsText(dips: SpeciesResult['dips'] = []): string {
  if (dips.length === 0) return '';
  const places = dips.map(({ from, to }) => `${dipEnd(from)} and ${dipEnd(to)} Å`).join(', ');
  return `; below 0.143 between ${places}, as happens where the CTFs of few defocus values are near zero`;
}

function dipEnd(resolution: number): string {
  return resolution.toFixed(resolution < 15 ? 1 : 0);
}

/** `ribosome 12.3 Å`, species separated by commas; unknown resolutions say so. */
export function resolutionsText(species: readonly SpeciesResult[]): string {
  return species.map(({ name, resolution }) => `${name} ${resolutionText(resolution)}`).join(', ');
}

/** `12.3 Å`, or what to say while there is none. */
export function resolutionText(resolution: number | null): string {
  return resolution !== null && resolution > 0 ? `${resolution.toFixed(1)} Å` : 'resolution unknown';
}

/** `45 s`, `4 min`, `2 h 10 min` */
export function durationText(seconds: number): string {
  if (seconds < 60) return `${Math.max(1, Math.round(seconds))} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const rest = minutes % 60;
  return rest === 0 ? `${Math.floor(minutes / 60)} h` : `${Math.floor(minutes / 60)} h ${rest} min`;
}
