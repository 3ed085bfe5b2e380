/**
 * Whether a map has a symmetry: how well it agrees with itself moved by the operations that make the symmetry, against
 * how well noise lets it. Halves that correlate by f have a mean that would agree with an independent one by 2f / (1 + f).
 */
import { coarser } from './coarser';
import type { SymmetryOperator } from './finishReconstruction';
import { shellCorrelation } from './fsc';
import { binarize, expandAndSoften, softSphere } from './masks';
import { movedMap, movedMask, type Reading } from './movedVolume';
import { plainSpectrum } from './plainSpectrum';
import { average, multiplied, padOrCrop, type Volume } from './volume';

export interface SymmetryAgreement {
  /** The operation that fits least. */
  readonly operator: SymmetryOperator;
  /** Part of the agreement that noise allows: 1 with the symmetry, 0 without any likeness. */
  readonly part: number;
  /** Å, up to which it was compared. */
  readonly resolution: number;
}

/** Voxels; thirty shells tell a symmetry. */
const largestEdge = 64;
/** Shells in which the halves agree less say little of the map. */
const leastCorrelation = 0.3;

/**
 * @param mask binary; a part of the particle that the operations carry elsewhere is passed over for the whole sphere
 * @param diameter Å
 * @returns null where there is nothing to tell: no operation, no shell in which the halves agree, or one map for both
 *   halves, which agrees with itself in its noise
 */
export function symmetryAgreement(
  maps: { readonly half1: Volume; readonly half2: Volume; readonly mask: Volume },
  diameter: number,
  operators: readonly SymmetryOperator[],
): SymmetryAgreement | null {
  const prepared = (map: Volume): Volume => coarser(padOrCrop(map, map.size + (map.size % 2)), largestEdge);
  const [half1, half2] = [maps.half1, maps.half2].map(prepared);
  const mask = binarize(prepared(maps.mask), 0.5);
  if (half1.data.every((value, i) => value === half2.data[i])) return null;
  const { size, pixelSize } = half1;
  const sphere = binarize({ ...half1, data: softSphere(size, diameter / pixelSize, 0) }, 0.5);
  const mean = average(half1, half2);
  let worst: SymmetryAgreement | null = null;
  for (const operator of operators) {
    const region = regionFor(mask, sphere, readingOf(operator, pixelSize));
    const under = (map: Volume): ReturnType<typeof plainSpectrum> => plainSpectrum(multiplied(map, region));
    const halves = shellCorrelation(under(half1), under(half2));
    const found = shellCorrelation(under(mean), under(movedMap(mean, readingOf(operator, pixelSize))));
    const last = lastShell(halves);
    if (last < 3) continue;
    let [agreed, possible] = [0, 0];
    for (let shell = 2; shell <= last; shell++) {
      const count = shell * shell;
      agreed += count * found[shell];
      possible += (count * 2 * halves[shell]) / (1 + halves[shell]);
    }
    const part = agreed / possible;
    if (worst === null || part < worst.part)
      worst = { operator, part, resolution: (size * pixelSize) / last };
  }
  return worst;
}

/** How to read a map so that it lies at the operation's other end. */
function readingOf({ rotation, shift: [x, y, z] }: SymmetryOperator, pixelSize: number): Reading {
  return { turn: rotation, shift: [x / pixelSize, y / pixelSize, z / pixelSize] };
}

/** Where both the map and the moved one are: of the mask, or, where hardly any of it would be left, of the sphere. */
function regionFor(mask: Volume, sphere: Volume, reading: Reading): Float32Array {
  const common = (region: Volume): Volume => multiplied(region, movedMask(region, reading).data);
  const count = (region: Volume): number => region.data.reduce((sum, value) => sum + value, 0);
  const ofMask = common(mask);
  return expandAndSoften(count(ofMask) > 0.5 * count(mask) ? ofMask : common(sphere), 2, 4).data;
}

/** The last shell before the halves first stop to agree. */
function lastShell(halves: Float64Array): number {
  const end = halves.findIndex((value, shell) => shell >= 2 && !(value >= leastCorrelation));
  return (end < 0 ? halves.length : end) - 1;
}
