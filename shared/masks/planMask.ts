/**
 * Masks from maps, stage by stage, by the rules of relion_mask_create, voxel for voxel: low-pass, binarize, extend,
 * soften. Needs no GPU, so that a preview can run the same code where it is drawn.
 */
import { forEachFrequency, inverse, planForward } from '../math/realFft';
import { nearDistances, type Box } from './distanceTransform';
import { raisedCosine } from './raisedCosine';

export interface MaskOptions {
  /** Å; null leaves the map as it is. */
  readonly lowPass: number | null;
  readonly threshold: number;
  /** Voxels by which the binary mask grows, or shrinks if negative. */
  readonly extend: number;
  /** Voxels of raised cosine around it; 0 keeps the mask binary. */
  readonly softEdge: number;
  readonly invert: boolean;
  /** How a second map decides with the first; it is not low-passed. */
  readonly combine: { readonly rule: CombineRule; readonly with: Float32Array } | null;
}

/** above T in both; in one of them; in the first and below T in the second; in the first or below T in the second. */
export type CombineRule = 'and' | 'or' | 'and_not' | 'or_not';

/** A map of any box; low-passes need a cubic one. */
export interface MaskInput {
  readonly box: Box;
  /** Å */
  readonly pixelSize: number;
  /** x fastest */
  readonly data: Float32Array;
}

/** Longest extension and edge, voxels. */
export const longestReach = 255;

/** All stages at once. */
export function createMask(input: MaskInput, options: MaskOptions): Float32Array {
  return planMask(input)(options).mask;
}

export interface MaskStages {
  /** The map that was thresholded. */
  readonly filtered: Float32Array | Float64Array;
  /** 0 or 1, before and after extension. */
  readonly binary: Uint8Array;
  readonly extended: Uint8Array;
  /** 0 to 1. */
  readonly mask: Float32Array;
}

/** Makes masks of one map; what the options before have in common with the new ones is not computed again. */
export function planMask(input: MaskInput): (options: MaskOptions) => MaskStages {
  const lowPass = remembering((resolution: number | null) =>
    resolution === null ? input.data : lowPassed(input, resolution),
  );
  const binary = remembering(
    (map: Float32Array | Float64Array, threshold: number, combine: MaskOptions['combine']) =>
      binarized(map, threshold, combine),
  );
  const extension = remembering((mask: Uint8Array, by: number) => extended(mask, input.box, by));
  const edge = remembering((mask: Uint8Array, width: number, invert: boolean) =>
    softened(mask, input.box, width, invert),
  );
  return (options) => {
    const filtered = lowPass(options.lowPass);
    const binaryMask = binary(filtered, options.threshold, options.combine);
    const extendedMask = extension(binaryMask, options.extend);
    const mask = edge(extendedMask, options.softEdge, options.invert);
    return { filtered, binary: binaryMask, extended: extendedMask, mask };
  };
}

/** Keeps the last result: the same arguments give it again. */
function remembering<Args extends readonly unknown[], Result>(
  compute: (...args: Args) => Result,
): (...args: Args) => Result {
  let last: { args: Args; result: Result } | undefined;
  return (...args) => {
    if (last === undefined || last.args.some((value, i) => value !== args[i]))
      last = { args, result: compute(...args) };
    return last.result;
  };
}

/**
 * Raised cosine two Fourier voxels wide about the shell nearest to `resolution` (Å). In 64 bits: a voxel near the
 * threshold must not fall on the other side of it.
 */
export function lowPassed({ box, pixelSize, data }: MaskInput, resolution: number): Float64Array {
  const filtered = new Float64Array(data.length);
  const area = box[0] * box[1];
  const lowPass = planLowPass(box, pixelSize, resolution);
  for (let z = 0; z < box[2]; z++) lowPass.add(data.subarray(z * area, (z + 1) * area), z);
  lowPass.finish((section, z) => filtered.set(section, z * area));
  return filtered;
}

interface LowPass {
  add(section: Float32Array, z: number): void;
  /** `take` gets section after section, each valid until it returns. */
  finish(take: (section: Float64Array, z: number) => void): void;
}

function planLowPass(box: Box, pixelSize: number, resolution: number): LowPass {
  const [n, ny, nz] = box;
  if (n !== ny || n !== nz) throw new RangeError(`a low-pass needs a cubic map, got ${box.join(' x ')}`);
  const start = Math.floor((n * pixelSize) / resolution + 0.5) - 1;
  const transform = planForward(box, Math.max(start + 2, 0));
  return {
    add: (section, z) => transform.add(section, z),
    finish(take) {
      const spectrum = transform.finish();
      forEachFrequency(spectrum, (i, x, y, z) => {
        const factor = raisedCosine(Math.sqrt(x * x + y * y + z * z), start, 2);
        spectrum.re[i] *= factor;
        spectrum.im[i] *= factor;
      });
      inverse(spectrum, take);
    },
  };
}

/** A binary mask of a map that comes section by section, which takes no memory for the map. */
export interface BinaryPlan {
  add(section: Float32Array, z: number): void;
  /** The mask and the map's maximum, both after the low-pass. */
  finish(): { binary: Uint8Array; most: number };
}

/** Low-pass (Å; null for none) and threshold in one. */
export function planBinary(
  { box, pixelSize }: Omit<MaskInput, 'data'>,
  resolution: number | null,
  threshold: number,
): BinaryPlan {
  const area = box[0] * box[1];
  const binary = new Uint8Array(area * box[2]);
  const least = Math.fround(threshold);
  let most = -Infinity;
  const take = (section: Float32Array | Float64Array, z: number): void => {
    const start = z * area;
    for (let i = 0; i < area; i++) {
      const value = section[i];
      if (value > most) most = value;
      binary[start + i] = value >= least ? 1 : 0;
    }
  };
  const lowPass = resolution === null ? null : planLowPass(box, pixelSize, resolution);
  return {
    add: (section, z) => (lowPass === null ? take(section, z) : lowPass.add(section, z)),
    finish() {
      lowPass?.finish(take);
      return { binary, most };
    },
  };
}

/** 1 where the map is at or above the threshold; a second map makes both tests strict. */
export function binarized(
  map: Float32Array | Float64Array,
  threshold: number,
  combine: MaskOptions['combine'] = null,
): Uint8Array {
  const mask = new Uint8Array(map.length);
  const least = Math.fround(threshold);
  if (combine === null) {
    for (let i = 0; i < mask.length; i++) mask[i] = map[i] >= least ? 1 : 0;
    return mask;
  }
  const { rule, with: other } = combine;
  const isEither = rule.startsWith('or');
  const isBelow = rule.endsWith('_not');
  for (let i = 0; i < mask.length; i++) {
    const first = map[i] > least;
    const second = isBelow ? other[i] < least : other[i] > least;
    mask[i] = (isEither ? first || second : first && second) ? 1 : 0;
  }
  return mask;
}

/**
 * Adds voxels nearer than `by` to the mask, or takes off those nearer than -`by` to a voxel outside of it.
 *
 * @param room for the result, which may be the mask
 */
export function extended(mask: Uint8Array, box: Box, by: number, room?: Uint8Array): Uint8Array {
  const reach = Math.abs(Math.fround(by));
  if (reach === 0) return mask;
  const isGrowing = by > 0;
  const squared = nearDistances(mask, box, { value: isGrowing ? 1 : 0, limit: reach }, room);
  const limit = reach * reach;
  const result = room ?? new Uint8Array(mask.length);
  for (let i = 0; i < result.length; i++) result[i] = squared[i] < limit === isGrowing ? 1 : 0;
  return result;
}

/** A raised cosine of `width` voxels around a binary mask. */
export function softened(mask: Uint8Array, box: Box, width: number, invert = false): Float32Array {
  const steps = softSteps(mask, box, { width, invert });
  const soft = new Float32Array(mask.length);
  spreadSteps(steps, 0, soft);
  return soft;
}

/** A mask in few values: that of a voxel is `values[min(steps[voxel], last)]`. */
export interface MaskSteps {
  readonly steps: Uint8Array | Uint16Array;
  readonly values: Float32Array;
}

export interface SoftEdge {
  /** Voxels. */
  readonly width: number;
  /** 0 inside and 1 outside. */
  readonly invert: boolean;
}

/**
 * As `softened`, in half the memory or less.
 *
 * @param room for the steps where bytes are enough; it may be the mask, which is then used up
 */
export function softSteps(
  mask: Uint8Array,
  box: Box,
  { width, invert }: SoftEdge,
  room?: Uint8Array,
): MaskSteps {
  const edge = Math.max(0, Math.fround(width));
  const steps =
    edge > 0 ? nearDistances(mask, box, { value: 1, limit: edge }, room) : mask.map((value) => 1 - value);
  // By squared distance; the last one stands for all that is further away.
  const values = Float32Array.from({ length: Math.ceil(edge * edge) + 2 }, (_, distance) => {
    const value = edge > 0 ? raisedCosine(Math.sqrt(distance), 0, edge) : distance === 0 ? 1 : 0;
    return invert ? 1 - value : value;
  });
  return { steps, values };
}

/** Fills `into` with the values of voxels from `first` on. */
export function spreadSteps({ steps, values }: MaskSteps, first: number, into: Float32Array): void {
  const last = values.length - 1;
  for (let i = 0; i < into.length; i++) into[i] = values[Math.min(steps[first + i], last)];
}
