/** The correlation curves of two versions in a few numbers. */
import type { CurveSummary, FscComparison } from '../../../shared/records/comparison';
import type { FscReport } from '../../../shared/records/report';

type Crossings = Pick<CurveSummary, 'below143' | 'below500'>;

/** Either may be missing. */
export function compareFsc(from: FscReport | null, to: FscReport | null): FscComparison {
  const ends = [from, to].flatMap((curves) => (curves === null ? [] : [crossings(curves).below143]));
  const known = ends.filter((end) => end !== null);
  const meanTo = from === null || to === null || known.length === 0 ? null : Math.min(...known);
  return { from: summary(from, meanTo), to: summary(to, meanTo), meanTo };
}

function summary(curves: FscReport | null, meanTo: number | null): CurveSummary | null {
  if (curves === null) return null;
  return { ...crossings(curves), mean: meanTo === null ? null : meanUpTo(curves, 1 / meanTo), curves };
}

function crossings(curves: FscReport): Crossings {
  return { below143: firstBelow(curves, 0.143), below500: firstBelow(curves, 0.5) };
}

/** Å, between shells where the straight line between them is at the threshold; null where the first shell is below. */
function firstBelow({ frequency, corrected }: FscReport, threshold: number): number | null {
  // Shell 0 is the mean density, which says nothing.
  const shell = corrected.findIndex((value, i) => i > 0 && value < threshold);
  if (shell === 1 || frequency.length < 2) return null;
  if (shell < 0) return 1 / frequency[frequency.length - 1];
  const share = (corrected[shell - 1] - threshold) / (corrected[shell - 1] - corrected[shell]);
  return 1 / (frequency[shell - 1] + share * (frequency[shell] - frequency[shell - 1]));
}

/** By trapezoids from shell 1 to a frequency, 1/Å. */
function meanUpTo({ frequency, corrected }: FscReport, end: number): number | null {
  let [area, width] = [0, 0];
  for (let shell = 1; shell + 1 < frequency.length && frequency[shell] < end; shell++) {
    const step = frequency[shell + 1] - frequency[shell];
    const share = Math.min(1, (end - frequency[shell]) / step);
    const [left, right] = [corrected[shell], corrected[shell + 1]].map((value) => Math.max(0, value));
    area += share * step * (left + (share * (right - left)) / 2);
    width += share * step;
  }
  return width > 0 ? area / width : null;
}
