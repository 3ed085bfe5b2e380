/**
 * Where a shell correlation ends. Half-maps agree in runs of shells above a threshold. What parts two of them may be noise,
 * or a dip where the transfer functions of few defocus values vanish; a run behind a dip counts if its shells are above the
 * threshold beyond doubt, and the first one if it is not noise.
 */

/** A part of the curve below the threshold with shells beyond it that count. */
export interface Dip {
  /** Å, the coarser end. */
  readonly from: number;
  readonly to: number;
}

/** A map's box. */
export interface Box {
  /** Voxels. */
  readonly size: number;
  /** Å */
  readonly pixelSize: number;
}

export interface ResolvedShells {
  /** Å, interpolated between shells where the last run falls below the threshold; Nyquist if it never does. */
  readonly resolution: number;
  readonly dips: readonly Dip[];
}

/** Standard deviations by which the mean of the first run, from the origin on, exceeds 0. */
const leastOfFirst = 3;
/** By which that of a run behind a dip exceeds the threshold. */
const leastBehindDip = 4;

/**
 * @param curve one value per shell 0 .. size/2 - 1
 * @param independent how many coefficients of each shell are independent of each other
 */
export function resolvedShells(
  curve: ArrayLike<number>,
  independent: ArrayLike<number>,
  threshold: number,
  { size, pixelSize }: Box,
): ResolvedShells {
  const counting: Run[] = [];
  for (const run of runsAbove(curve, threshold)) {
    const before = counting.at(-1);
    const withGap = { first: before?.end ?? run.end, end: run.end };
    const counts =
      run.first === 1
        ? excess(curve, independent, run, 0) >= leastOfFirst
        : excess(curve, independent, run, threshold) >= leastBehindDip ||
          // As the never rising curve that fits best would have it: the gap and what follows are above it together.
          (excess(curve, independent, withGap, threshold) > 0 &&
            excess(curve, independent, withGap, 0) >= leastOfFirst);
    if (counts) counting.push(run);
  }
  const last = counting.at(-1);
  const length = size * pixelSize;
  if (last === undefined) return { resolution: length, dips: [] };
  const at = (above: number, below: number): number => {
    const drop = Math.max(curve[above] - curve[below], 1e-9);
    return above + (below - above) * Math.min(1, Math.max(0, (curve[above] - threshold) / drop));
  };
  const isWhole = last.end === curve.length;
  const gaps = counting.slice(1).map(({ first }, i) => ({ first: counting[i].end, end: first }));
  return {
    resolution: isWhole ? 2 * pixelSize : length / at(last.end - 1, last.end),
    dips: gaps.map(({ first, end }) => ({
      from: length / at(first - 1, first),
      to: length / at(end, end - 1),
    })),
  };
}

/**
 * Independent coefficients of half of each shell under a mask: as many as voxels that the mask covers evenly. The more of
 * a correlation is taken off as the mask's own, the more the rest scatters: as if there were fewer.
 * @param share of the box that the mask covers
 */
export function independentCoefficients(takenOff: Float64Array, share: number): Float64Array {
  return takenOff.map(
    (bias, shell) => 2 * Math.PI * shell ** 2 * share * Math.max(0, 1 - Math.abs(bias)) ** 2,
  );
}

/** Coefficients of a masked map are not independent: there are as many that are as the mask covers voxels. */
export function coveredShare(mask: Float32Array): number {
  let squares = 0;
  let fourths = 0;
  for (const value of mask) {
    squares += value ** 2;
    fourths += value ** 4;
  }
  return squares ** 2 / (fourths * mask.length);
}

/** Shells first .. end - 1. */
interface Run {
  readonly first: number;
  readonly end: number;
}

/** The first one starts at shell 1, which is never judged by itself. */
function runsAbove(curve: ArrayLike<number>, threshold: number): readonly Run[] {
  const runs: Run[] = [];
  let first = 1;
  for (let shell = 2; shell <= curve.length; shell++) {
    if (shell < curve.length && curve[shell] >= threshold) continue;
    if (shell > first) runs.push({ first, end: shell });
    first = shell + 1;
  }
  return runs;
}

/** By how many of its standard deviations the mean correlation of a run exceeds `expected`, by Fisher's transform. */
function excess(
  curve: ArrayLike<number>,
  independent: ArrayLike<number>,
  { first, end }: Run,
  expected: number,
): number {
  let sum = 0;
  let count = 0;
  for (let shell = first; shell < end; shell++) {
    sum += independent[shell] * curve[shell];
    count += independent[shell];
  }
  if (!(count > 0)) return 0;
  const mean = Math.max(-0.999, Math.min(0.999, sum / count));
  return (Math.atanh(mean) - Math.atanh(expected)) * Math.sqrt(Math.max(0, 2 * count - 3));
}
