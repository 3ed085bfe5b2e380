/** What is known of the scores of particles, as forms and terminals tell it. */
import { histogramBars } from './sparkline';

/** Of the particles that scores were asked about. */
export interface ScoreSummary {
  readonly label: string;
  readonly best: 'highest' | 'lowest';
  /** Particles with a number, and without: those are left out. */
  readonly count: number;
  readonly without: number;
  readonly smallest: number;
  readonly largest: number;
  /** (bin) counts from `smallest` to `largest`. */
  readonly histogram: readonly number[];
  /** Scores of the particles that are left in the end; null when there are none. */
  readonly kept: { readonly smallest: number; readonly largest: number } | null;
}

/**
 * `murmurScore of 240 particles: ▁▂█▃ from -0.12 to 1.3`, `kept from 0.31 to 1.3`
 *
 * @param particles so many of them, in words
 */
export function scoreText(found: ScoreSummary, particles: (count: number) => string): readonly string[] {
  const { label, count, without, smallest, largest, histogram, kept } = found;
  const digits = (value: number): string => String(Number(value.toPrecision(4)));
  return [
    `${label} of ${particles(count)}: ${histogramBars(histogram)} from ${digits(smallest)} to ${digits(largest)}`,
    ...(without > 0 ? [`${particles(without)} without a number left out`] : []),
    ...(kept === null ? [] : [`kept from ${digits(kept.smallest)} to ${digits(kept.largest)}`]),
  ];
}
