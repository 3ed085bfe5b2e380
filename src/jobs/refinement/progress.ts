/** Turns work done into progress events with an estimate of the time that is left. */
import type { RefinementEvent } from '../events';

type Phase = Extract<RefinementEvent, { event: 'progress' }>['phase'];

export interface RoundProgress {
  /** Counted from 1. */
  readonly round: number;
  /** @param fraction of the round */
  report(phase: Phase, fraction: number, message: string): void;
  /** @param fraction of this series */
  series(phase: Phase, index: number, count: number, fraction: number, name: string): void;
}

/** Events closer than this, ms, are left out. */
const INTERVAL = 200;

export function progressOf(
  tell: (event: RefinementEvent) => void,
  rounds: number,
): { round(round: number): RoundProgress } {
  const started = Date.now();
  let last = 0;
  const emit = (
    round: number,
    phase: Phase,
    fraction: number,
    message: string,
    series: { series?: string; seriesIndex?: number; seriesCount?: number } = {},
  ): void => {
    const now = Date.now();
    if (now - last < INTERVAL) return;
    last = now;
    const whole = (round - 1 + fraction) / rounds;
    const secondsLeft = whole > 0.02 ? Math.round(((now - started) / 1000) * (1 / whole - 1)) : null;
    tell({ event: 'progress', phase, message, fraction: whole, round, rounds, secondsLeft, ...series });
  };
  return {
    round: (round) => ({
      round,
      report: (phase, fraction, message) => emit(round, phase, fraction, message),
      series: (phase, index, count, fraction, name) =>
        emit(
          round,
          phase,
          0.05 + (0.9 * (index + fraction)) / count,
          `${name}: ${phase === 'refine' ? 'refining' : 'adding to the maps'}`,
          { series: name, seriesIndex: index + 1, seriesCount: count },
        ),
    }),
  };
}
