/** One particle in one tilt, as the kernels see it: its struct in WGSL, and how it is written. */
import type { Matrix3 } from '../../../shared/math/vector';

/** Floats of a view without numbers of its own. */
export const plainViewFloats = 12;

const fixedFloats = 11;

/** Floats of a view that brings so many numbers for channels; a struct with vectors fills whole lines of four. */
export function viewFloats(numbers: number): number {
  return 4 * Math.ceil((fixedFloats + numbers) / 4);
}

/** @param numbers names of those that it brings for channels */
export function viewSource(numbers: readonly string[] = []): string {
  return `struct View {
  columnX: vec3f,     // position in the reference: kappa = columnX kx + columnY ky, Fourier voxels
  subset: u32,        // half-set, 0 or 1
  columnY: vec3f,
  row: u32,           // of its image
  shift: vec2f,       // pixels; from where the image was cut out to where the particle is
  tilt: u32,          // row of the weights
${numbers.map((name) => `  ${name}: f32,\n`).join('')}}
`;
}

export interface WrittenView {
  /** Reference to image. */
  readonly rotation: Matrix3;
  readonly magnification: readonly [number, number, number, number];
  readonly halfSet: number;
  /** Of its image. */
  readonly row: number;
  readonly tilt: number;
  /** Pixels. */
  readonly shift?: readonly [number, number];
  readonly numbers?: readonly number[];
}

/** @param at float at which the view begins */
export function writeView(target: Float32Array, at: number, view: WrittenView): void {
  const integers = new Uint32Array(target.buffer, target.byteOffset, target.length);
  writeSlice(target, at, view.rotation, view.magnification);
  integers[at + 3] = view.halfSet;
  integers[at + 7] = view.row;
  if (view.shift !== undefined) target.set(view.shift, at + 8);
  integers[at + 10] = view.tilt;
  if (view.numbers !== undefined) target.set(view.numbers, at + fixedFloats);
}

export interface WrittenViews {
  /** (view, 3, 3) reference to image. */
  readonly rotation: Float64Array;
  /** (view, 4) */
  readonly magnification: Float64Array;
  /** (view, 2) pixels. */
  readonly shift: Float64Array;
  readonly particle: Int32Array;
  readonly tilt: Int32Array;
  /** (particle) */
  readonly halfSet: Uint8Array;
  /** Of the first view's image; the others follow. */
  readonly firstRow: number;
  /** (view, number) for channels. */
  readonly numbers: Float64Array;
}

/** Many views at once, which fill `target`: see `writeView`. */
export function writeViews(target: Float32Array, views: WrittenViews): void {
  const { rotation, magnification, shift, particle, tilt, halfSet, firstRow, numbers } = views;
  const integers = new Uint32Array(target.buffer, target.byteOffset, target.length);
  const count = tilt.length;
  const stride = count === 0 ? 0 : target.length / count;
  const own = count === 0 ? 0 : numbers.length / count;
  for (let view = 0, at = 0; view < count; view++, at += stride) {
    const m = 4 * view;
    for (let axis = 0; axis < 3; axis++) {
      const x = rotation[9 * view + axis];
      const y = rotation[9 * view + 3 + axis];
      target[at + axis] = magnification[m] * x + magnification[m + 1] * y;
      target[at + 4 + axis] = magnification[m + 2] * x + magnification[m + 3] * y;
    }
    integers[at + 3] = halfSet[particle[view]];
    integers[at + 7] = firstRow + view;
    target[at + 8] = shift[2 * view];
    target[at + 9] = shift[2 * view + 1];
    integers[at + 10] = tilt[view];
    for (let i = 0; i < own; i++) target[at + fixedFloats + i] = numbers[view * own + i];
  }
}

/** Columns of the slice: image frequency k is read at R' M k. */
export function writeSlice(
  target: Float32Array,
  at: number,
  rotation: Matrix3,
  [m11, m21, m12, m22]: readonly [number, number, number, number],
): void {
  for (let axis = 0; axis < 3; axis++) {
    target[at + axis] = m11 * rotation[axis] + m21 * rotation[3 + axis];
    target[at + 4 + axis] = m12 * rotation[axis] + m22 * rotation[3 + axis];
  }
}
