/** Thresholds for masks that can be read off a map: by the mass of the molecule, and by how the voxels are distributed. */

/** Da per Å^3 of protein, 1.35 g/cm^3, as RELION takes it. */
export const daltonPerCubicAngstrom = 0.81;

/** kDa of a molecule that fills `voxels`. */
export function molecularWeight(voxels: number, pixelSize: number): number {
  return (daltonPerCubicAngstrom * voxels * pixelSize ** 3) / 1000;
}

/**
 * The density above which there is as much volume as a molecule of `weight` (kDa) fills; null if the box cannot hold it.
 */
export function thresholdByWeight(map: ArrayLike<number>, pixelSize: number, weight: number): number | null {
  const wanted = Math.round((weight * 1000) / daltonPerCubicAngstrom / pixelSize ** 3);
  if (!(wanted >= 1) || wanted > map.length) return null;
  return valueOfRank(map, wanted);
}

/** The `rank`-th largest value, 1 for the maximum: by histograms that zoom in. */
function valueOfRank(map: ArrayLike<number>, rank: number): number {
  let { low, high } = rangeOf(map);
  const bins = 4096;
  let rest = rank;
  // Each pass narrows by 4096: three tell all 32-bit values of a range apart that matter.
  for (let pass = 0; pass < 3 && high > low; pass++) {
    const counts = new Uint32Array(bins);
    const scale = bins / (high - low);
    for (let i = 0; i < map.length; i++) {
      const value = map[i];
      if (value >= low && value <= high) counts[Math.min(bins - 1, Math.floor((value - low) * scale))]++;
    }
    let bin = bins - 1;
    while (bin > 0 && counts[bin] < rest) rest -= counts[bin--];
    [low, high] = [low + bin / scale, bin === bins - 1 ? high : low + (bin + 1) / scale];
  }
  return low;
}

/**
 * Half of the molecule's mean density above the background, whose surface that is, and no less than what the
 * background's own spread explains. The background is symmetric about the most frequent value: whatever reaches
 * further up than it reaches down belongs to the molecule.
 */
export function thresholdByHistogram(map: ArrayLike<number>): number {
  const { low, high } = rangeOf(map);
  if (!(high > low)) return high;
  const bins = 2048;
  const width = (high - low) / bins;
  const counts = new Float64Array(bins);
  for (let i = 0; i < map.length; i++) counts[Math.min(bins - 1, Math.floor((map[i] - low) / width))]++;
  const mode = counts.indexOf(counts.reduce((most, count) => Math.max(most, count), 0));
  const reach = backgroundReach(counts, mode);
  let voxels = 0;
  let density = 0;
  for (let bin = mode + reach + 1; bin < bins; bin++) {
    voxels += counts[bin];
    density += counts[bin] * (bin - mode);
  }
  const surface = voxels > 0 ? density / voxels / 2 : 0;
  return low + (mode + 0.5 + Math.max(reach, surface)) * width;
}

/** Bins above the mode beyond which the background, mirrored from below it, explains less than a hundredth. */
function backgroundReach(counts: Float64Array, mode: number): number {
  let below = 0;
  let above = 0;
  for (let bin = 0; bin < mode; bin++) below += counts[bin];
  for (let bin = mode + 1; bin < counts.length; bin++) above += counts[bin];
  let reach = 0;
  while (reach < counts.length - mode - 1 && below > 0.01 * above) {
    reach++;
    below -= mode - reach >= 0 ? counts[mode - reach] : 0;
    above -= counts[mode + reach];
  }
  return reach;
}

function rangeOf(map: ArrayLike<number>): { low: number; high: number } {
  let low = Infinity;
  let high = -Infinity;
  for (let i = 0; i < map.length; i++) {
    if (map[i] < low) low = map[i];
    if (map[i] > high) high = map[i];
  }
  return { low, high };
}
