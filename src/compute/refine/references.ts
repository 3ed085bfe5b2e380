/** References that particle images are compared with: half-maps, filtered by their own resolution, ready for slicing. */
import type { Gpu } from '../gpu/gpu';
import { uploadReferencePair, type ReferencePair } from '../kernels/referencePair';
import { referenceReach } from '../kernels/score';
import { withoutInterpolationEnvelope } from '../maps/interpolation';
import { toSpectrum, toVolume } from '../maps/spectrum';
import { filtered, forEachCoefficient, resized } from '../maps/coefficients';
import type { Spectrum } from '../maps/coefficients';
import { multiplied } from '../maps/volume';
import type { Volume } from '../maps/volume';

export interface References {
  readonly edge: number;
  readonly pair: ReferencePair;
  /** Sum of squared density by distance from the middle, a value per voxel of the half-maps: where the particle is. */
  readonly powerByRadius: Float64Array;
  destroy(): void;
}

export interface ReferenceInput {
  /** Half-maps in the engine's box. */
  readonly half1: Volume;
  readonly half2: Volume;
  /** 0 to 1, soft, in the same box. */
  readonly mask: Float32Array;
  /** Corrected FSC, one value per shell of that box, 0 beyond what the halves resolve. */
  readonly fsc: ArrayLike<number>;
  /** Fourier-cropped edge. */
  readonly edge: number;
  /** Halves have their Wiener filter already: they are only cut where the FSC ends. */
  readonly isFiltered?: boolean;
  /** Shells from the origin that both halves are given in common. */
  readonly sharedShells: number;
}

/** Å; halves share what is coarser than this, so that they stay in register and hold less noise, as M does. */
const sharedBeyond = 40;
/** And what is coarser than the resolution by this factor: it is told by shells that they do not share. */
const sharedMargin = 1.25;

/**
 * @param length of the box, Å
 * @param everything beyond 40 Å, whatever the resolution: M's rule
 */
export function sharedShells(length: number, resolution: number, everything: boolean): number {
  return Math.floor(length / Math.max(sharedBeyond, everything ? 0 : sharedMargin * resolution));
}

/** References before they are on a GPU. */
export interface ReferenceCubes {
  readonly edge: number;
  /** Of each half-map, as shared/slice.wgsl reads it. */
  readonly cubes: readonly [Float32Array, Float32Array];
  readonly powerByRadius: Float64Array;
}

/**
 * Each half is weighted shell by shell with the FSC: the Wiener filter of a half-map. Shells that are shared are given the
 * mean of both.
 */
export async function referenceCubes(gpu: Gpu, input: ReferenceInput): Promise<ReferenceCubes> {
  const { half1, half2, mask, fsc, edge } = input;
  const last = Array.from(fsc).findLastIndex((value) => value > 0);
  const weight = (radius: number): number => {
    const shell = Math.round(radius);
    if (shell > last) return 0;
    return input.isFiltered === true ? 1 : Math.min(1, Math.max(0, fsc[shell]));
  };
  const spectra = [
    filtered(await toSpectrum(gpu, half1), weight),
    filtered(await toSpectrum(gpu, half2), weight),
  ] as const;
  shareCoarse(spectra, input.sharedShells);
  const cubes: Float32Array[] = [];
  const powerByRadius = new Float64Array(half1.size);
  for (const spectrum of spectra) {
    const masked = multiplied(await toVolume(gpu, spectrum), mask);
    addPower(masked, powerByRadius);
    const cropped = resized(await toSpectrum(gpu, masked), edge);
    const corrected = withoutInterpolationEnvelope(await toVolume(gpu, cropped));
    cubes.push(toCube(await toSpectrum(gpu, corrected)));
  }
  return { edge, cubes: [cubes[0], cubes[1]], powerByRadius };
}

export function uploadReferences(gpu: Gpu, { edge, cubes, powerByRadius }: ReferenceCubes): References {
  const pair = uploadReferencePair(gpu, cubes);
  return { edge, pair, powerByRadius, destroy: () => pair.destroy() };
}

function addPower({ size, data }: Volume, sums: Float64Array): void {
  const middle = size / 2;
  for (let z = 0, i = 0; z < size; z++)
    for (let y = 0; y < size; y++)
      for (let x = 0; x < size; x++, i++) {
        if (data[i] === 0) continue;
        sums[Math.round(Math.hypot(x - middle, y - middle, z - middle))] += data[i] * data[i];
      }
}

/** Replaces coefficients within `shells` of the origin by the mean of both halves, in place. */
function shareCoarse([a, b]: readonly [Spectrum, Spectrum], shells: number): void {
  forEachCoefficient(a.size, (i, x, y, z) => {
    if (x * x + y * y + z * z >= shells * shells) return;
    for (const at of [i, i + 1]) a.data[at] = b.data[at] = 0.5 * (a.data[at] + b.data[at]);
  });
}

/** The layout of shared/slice.wgsl, nothing at and beyond Nyquist; scaled as an image of the same edge over edge^2. */
export function toCube(spectrum: Spectrum): Float32Array {
  const n = spectrum.size;
  const reach = referenceReach(n);
  const side = 2 * reach + 1;
  const cube = new Float32Array(2 * (reach + 1) * side * side);
  const scale = 1 / (n * n);
  forEachCoefficient(n, (i, x, y, z) => {
    if (x * x + y * y + z * z >= (n / 2) ** 2) return;
    const to = 2 * (((z + reach) * side + y + reach) * (reach + 1) + x);
    cube[to] = spectrum.data[i] * scale;
    cube[to + 1] = spectrum.data[i + 1] * scale;
  });
  return cube;
}
