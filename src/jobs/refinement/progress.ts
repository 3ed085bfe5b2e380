/** Turns work done into progress events with an estimate of the time that is left. */
import type { RefinementEvent } from '../../../shared/records/events';

type Phase = Progress['phase'];

export interface RoundProgress {
  /** Counted from 1. */
  readonly round: number;
  /** @param fraction of the round */
  report(phase: Phase, fraction: number, message: string): void;
  /** @param fraction of this series */
  series(phase: Phase, place: SeriesPlace, fraction: number): void;
}

/** A series among those of the round. */
export interface SeriesPlace {
  readonly name: string;
  /** Counted from 0. */
  readonly index: number;
  readonly count: number;
}

type Progress = Extract<RefinementEvent, { event: 'progress' }>;

/** What an event of progress says of the round; its fraction is that of the round. */
type Step = Omit<Progress, 'event' | 'rounds' | 'secondsLeft'>;

/** Events of one phase of a series that are closer than this, ms, are left out. */
const interval = 200;

/** @param clock ms */
export function progressOf(
  emit: (event: RefinementEvent) => void,
  rounds: number,
  clock: () => number = Date.now,
): { round(round: number): RoundProgress } {
  const started = clock();
  let last = 0;
  let lastPlace = '';
  const emitStep = ({ phase, message, fraction, round, ...series }: Step): void => {
    const now = clock();
    const place = [round, phase, series.seriesIndex].join();
    if (place === lastPlace && now - last < interval) return;
    last = now;
    lastPlace = place;
    const whole = (round - 1 + fraction) / rounds;
    const secondsLeft = whole > 0.02 ? Math.round(((now - started) / 1000) * (1 / whole - 1)) : null;
    emit({ event: 'progress', phase, message, fraction: whole, round, rounds, secondsLeft, ...series });
  };
  return {
    round(round) {
      // Of each series, in whatever order they are worked on, and several at a time.
      const parts = new Map<number, number>();
      let done = 0;
      let furthest = 0;
      const forward = (fraction: number): number => (furthest = Math.max(furthest, fraction));
      return {
        round,
        report: (phase, fraction, message) =>
          emitStep({ round, phase, fraction: forward(fraction), message }),
        series(phase, { name, index, count }, fraction) {
          const before = parts.get(index) ?? 0;
          parts.set(index, Math.max(fraction, before));
          done += Math.max(fraction, before) - before;
          emitStep({
            round,
            phase,
            fraction: forward(0.05 + (0.9 * done) / count),
            message: `${name}: ${phase === 'refine' ? 'refining' : 'adding to the maps'}`,
            series: name,
            seriesIndex: index + 1,
            seriesCount: count,
          });
        },
      };
    },
  };
}
