/** What the form for particle sets says of a selection that was counted. */
import type { FormFindings } from '../../shared/protocol/form';
import { scoreText, type ScoreSummary } from '../jobs/report/scoreText';
import { histogramBars } from '../jobs/report/sparkline';
import { problems } from './formValues';

/** Of what `murmur particles` says. */
export interface SelectionCounts {
  readonly before: number;
  readonly after: number;
  /** Into the other half-set. */
  readonly moved: number;
  readonly compared: SetComparison | null;
  readonly scores: ScoreSummary | null;
}

interface SetComparison {
  readonly old: number;
  readonly both: number;
  readonly new: number;
  /** Of pairs, by their distance from 0 to `largest` Å. */
  readonly histogram: readonly number[];
  readonly largest: number;
}

/** @param chosen the form says which particles to keep */
export function selectionNotes(
  { compared: sets, before, after, moved, scores }: SelectionCounts,
  chosen: boolean,
): FormFindings {
  const from = before.toLocaleString('en');
  const kept = `Keeps ${after.toLocaleString('en')} of ${from} particle${before === 1 ? '' : 's'}.`;
  const result = !chosen ? null : sets === null ? kept : `Result: ${particles(after)}, ${from} before.`;
  const score = scores === null ? null : scoreText(scores, particles).join(', ');
  const oneHalf = moved > 0 ? `${particles(moved)} into the other half-set.` : null;
  if (sets === null)
    return {
      errors: {},
      notes: problems({
        oneHalf,
        ...(score === null ? { duplicates: result } : { score: sentences([score, result]) }),
      }),
    };
  return {
    errors: {},
    notes: problems({
      oneHalf,
      tolerance: histogramText(sets),
      keepOld: particles(sets.old),
      keepBoth: particles(sets.both),
      keepNew: sentences([particles(sets.new), result]),
      score,
    }),
  };
}

function sentences(parts: readonly (string | null)[]): string {
  return parts.filter((one) => one !== null).join('. ');
}

function particles(count: number): string {
  return `${count.toLocaleString('en')} particle${count === 1 ? '' : 's'}`;
}

/** `Distances of pairs: █▂▁▁▁ from 0 to 31.2 Å`, twenty bars of the hundred bins. */
function histogramText({ histogram, largest }: SetComparison): string | null {
  const total = histogram.reduce((sum, count) => sum + count, 0);
  if (total === 0) return 'No series has particles of both sets.';
  return `Distances of ${total} closest pairs: ${histogramBars(histogram)} from 0 to ${largest.toFixed(1)} Å`;
}
