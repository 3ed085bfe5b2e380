/** Plain double-precision versions of what the kernels compute: slicing a reference, comparing images with it. */
import { referenceReach } from '../../kernels/score';
import type { PixelList } from '../../kernels/pixelList';
import { seededNormal } from '../../../../shared/math/random';
import { apply, multiply, transpose } from '../../../../shared/math/vector';
import type { Matrix3, Vector3 } from '../../../../shared/math/vector';
import { rotationVector } from '../../../../shared/math/rotations';

/** A reference cube of random coefficients, smooth over a few voxels as those of a particle in a wide box are. */
export function randomCube(edge: number, seed: number): Float32Array {
  const reach = referenceReach(edge);
  const side = 2 * reach + 1;
  const normal = seededNormal(seed);
  const cube = new Float32Array(2 * (reach + 1) * side * side);
  // The transform of a few points near the origin: exactly Hermitian, smooth.
  const points = Array.from({ length: 12 }, () => [normal() * 3, normal() * 3, normal() * 3, normal()]);
  for (let z = -reach, to = 0; z <= reach; z++)
    for (let y = -reach; y <= reach; y++)
      for (let x = 0; x <= reach; x++, to += 2)
        for (const [px, py, pz, amplitude] of points) {
          const phase = (-2 * Math.PI * (px * x + py * y + pz * z)) / edge;
          cube[to] += amplitude * Math.cos(phase);
          cube[to + 1] += amplitude * Math.sin(phase);
        }
  return cube;
}

/** Trilinear read at `kappa`, conjugate for negative x. */
export function readCube(cube: Float32Array, edge: number, kappa: Vector3): readonly [number, number] {
  const reach = referenceReach(edge);
  const side = 2 * reach + 1;
  const flip = kappa[0] < 0 ? -1 : 1;
  const p = kappa.map((value) => value * flip);
  const corner = p.map(Math.floor);
  let re = 0;
  let im = 0;
  for (let c = 0; c < 8; c++) {
    const step = [c & 1, (c >> 1) & 1, c >> 2];
    const share = step.reduce(
      (product, s, axis) => product * (s === 1 ? p[axis] - corner[axis] : 1 - (p[axis] - corner[axis])),
      1,
    );
    if (share === 0) continue;
    const [x, y, z] = step.map((s, axis) => corner[axis] + s);
    const at = 2 * (((z + reach) * side + y + reach) * (reach + 1) + x);
    re += share * cube[at];
    im += share * cube[at + 1];
  }
  return [re, im * flip];
}

export interface Comparison {
  readonly cube: Float32Array;
  readonly edge: number;
  readonly pixels: PixelList;
  readonly radius: number;
  /** (pixel, 2) */
  readonly image: Float32Array;
  readonly weights: Float32Array;
  readonly rotation: Matrix3;
  readonly shift: readonly [number, number];
  /** With the derivative of the transfer function by its phase, where that changes. */
  readonly quadrature?: { readonly image: Float32Array; readonly weights: Float32Array };
}

/** What changes beside shift and turn: columns of the slice (x of both, y of both), and the phase, rad, at a frequency in pixels. */
export interface Changes {
  readonly magnification?: readonly [number, number, number, number];
  readonly phase?: (kx: number, ky: number) => number;
}

/** AB, A2 and B2 after a further shift (pixels) and a turn of the frequencies in the reference's frame. */
export function compare(
  c: Comparison,
  moreShift: readonly [number, number] = [0, 0],
  turn: Vector3 = [0, 0, 0],
  { magnification: [m11, m21, m12, m22] = [1, 0, 0, 1], phase: added = () => 0 }: Changes = {},
): { ab: number; a2: number; b2: number } {
  const toReference = multiply(rotationVector(turn), transpose(c.rotation));
  const dx = c.shift[0] + moreShift[0];
  const dy = c.shift[1] + moreShift[1];
  let ab = 0;
  let a2 = 0;
  let b2 = 0;
  for (let i = 0; i < c.pixels.count; i++) {
    const kx = c.pixels.frequencies[2 * i];
    const ky = c.pixels.frequencies[2 * i + 1];
    if (kx * kx + ky * ky > c.radius ** 2) continue;
    const sliced = [m11 * kx + m12 * ky, m21 * kx + m22 * ky, 0] as const;
    const [vr, vi] = readCube(c.cube, c.edge, apply(toReference, sliced));
    const g = added(kx, ky);
    const [c0, c1] = [Math.cos(g), Math.sin(g)];
    const q = c.quadrature ?? { image: c.image, weights: c.weights };
    const [re, im] = [2 * i, 2 * i + 1].map((at) => c.image[at] * c0 + q.image[at] * c1);
    const phase = (2 * Math.PI * (dx * kx + dy * ky)) / c.edge;
    const pr = re * Math.cos(phase) - im * Math.sin(phase);
    const pi = re * Math.sin(phase) + im * Math.cos(phase);
    ab += c.weights[2 * i] * (pr * vr + pi * vi);
    b2 += c.weights[2 * i] * (pr * pr + pi * pi);
    const power =
      c.weights[2 * i + 1] * c0 * c0 + 2 * q.weights[2 * i] * c0 * c1 + q.weights[2 * i + 1] * c1 * c1;
    a2 += power * (vr * vr + vi * vi);
  }
  return { ab, a2, b2 };
}

/** The predicted image, shifted by `shift` pixels: what the information matrix is about. */
export function predicted(c: Comparison, shift: readonly [number, number], turn: Vector3): Float64Array {
  const toReference = multiply(rotationVector(turn), transpose(c.rotation));
  const out = new Float64Array(2 * c.pixels.count);
  for (let i = 0; i < c.pixels.count; i++) {
    const kx = c.pixels.frequencies[2 * i];
    const ky = c.pixels.frequencies[2 * i + 1];
    if (kx * kx + ky * ky > c.radius ** 2) continue;
    const [vr, vi] = readCube(c.cube, c.edge, apply(toReference, [kx, ky, 0]));
    const phase = (-2 * Math.PI * (shift[0] * kx + shift[1] * ky)) / c.edge;
    const root = Math.sqrt(c.weights[2 * i + 1]);
    out[2 * i] = root * (vr * Math.cos(phase) - vi * Math.sin(phase));
    out[2 * i + 1] = root * (vr * Math.sin(phase) + vi * Math.cos(phase));
  }
  return out;
}
