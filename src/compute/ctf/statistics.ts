/**
 * What particle images of one tilt say of its transfer function, in few numbers: sums over all of them by which their agreement with
 * the references is known under any change d of the phase that all of them share. With gamma the phase as it is,
 *
 *   AB(d) = sum P cos d + Q sin d       A2(d) = sum A - C cos 2d + S sin 2d       for CTF = -sin(gamma + d)
 *   AB(f) = sum P cos f - M sin f       for images times exp(i f)
 *
 * AB is exact, the circle under which images are compared included; A2 is what AB is expected to be for amplitude 1.
 */

/** P, Q, M, A, C and S. */
export const statisticsSums = 6;

/** Frequencies that sums stand for. */
export interface FrequencyGrid {
  readonly count: number;
  /** 1/Å */
  readonly x: Float64Array;
  readonly y: Float64Array;
}

/** (sum, frequency) of one tilt and half-set. */
export type TiltSums = Float32Array | Float64Array;

/** Of one species in one series. */
export interface CtfStatistics {
  readonly grid: FrequencyGrid;
  /** Of a box that the circle covers: pixels of a masked image are not independent (see refine/objective). */
  readonly coverage: number;
  /** (tilt, half) null for tilts that show no particle. */
  readonly tilts: readonly (readonly [TiltSums, TiltSums] | null)[];
}

/** Sectors of half the plane. */
const sectors = 24;

/** Rings of one pixel of the references' box, in sectors: changes of the phase vary little within one. */
export function polarGrid(rings: number, boxLength: number): FrequencyGrid {
  const count = rings * sectors;
  const at = (index: number, along: (azimuth: number) => number): number =>
    (Math.floor(index / sectors) / boxLength) *
    along(-Math.PI / 2 + ((index % sectors) + 0.5) * (Math.PI / sectors));
  return {
    count,
    x: Float64Array.from({ length: count }, (_, i) => at(i, Math.cos)),
    y: Float64Array.from({ length: count }, (_, i) => at(i, Math.sin)),
  };
}

/**
 * Sums of pixels of one half-set as sums of a polar grid's places.
 *
 * @param pixels (sum, padded, padded / 2) as ctfSums.wgsl has them
 * @param boxes lengths of the padded box and of the one whose pixels rings are counted in, Å
 */
export function onPolarGrid(
  pixels: Float32Array,
  padded: number,
  boxes: { readonly padded: number; readonly ring: number },
  rings: number,
): Float32Array {
  const [half, count] = [padded / 2, rings * sectors];
  const sums = new Float64Array(statisticsSums * count);
  for (let row = 0; row < padded; row++)
    for (let x = 0; x < half; x++) {
      const y = row < half ? row : row - padded;
      const ring = Math.round((Math.hypot(x, y) * boxes.ring) / boxes.padded);
      if (ring >= rings) continue;
      const turn = (Math.atan2(y, x) + Math.PI / 2) / Math.PI;
      const place = ring * sectors + Math.min(sectors - 1, Math.floor(turn * sectors));
      for (let j = 0; j < statisticsSums; j++)
        sums[j * count + place] += pixels[(j * padded + row) * half + x];
    }
  return Float32Array.from(sums);
}

/** The pixels of a padded box of that length, Å, as the grid that their sums belong to. */
export function pixelGrid(padded: number, boxLength: number): FrequencyGrid {
  const [half, count] = [padded / 2, (padded * padded) / 2];
  return {
    count,
    x: Float64Array.from({ length: count }, (_, i) => (i % half) / boxLength),
    y: Float64Array.from({ length: count }, (_, i) => {
      const row = Math.floor(i / half);
      return (row < half ? row : row - padded) / boxLength;
    }),
  };
}

export interface Agreement {
  readonly ab: number;
  readonly a2: number;
}

/** @param phase (frequency) rad, added to that of the transfer function */
export function agreement(sums: TiltSums, phase: Float64Array): Agreement {
  const count = phase.length;
  let ab = 0;
  let a2 = 0;
  for (let i = 0; i < count; i++) {
    const [c, s] = [Math.cos(phase[i]), Math.sin(phase[i])];
    ab += sums[i] * c + sums[count + i] * s;
    a2 += sums[3 * count + i] - sums[4 * count + i] * (c * c - s * s) + sums[5 * count + i] * 2 * s * c;
  }
  return { ab, a2 };
}
