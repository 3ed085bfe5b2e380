/**
 * The parameters of one series as one vector of increments, and how they move its particles.
 *
 *   [ image warp: (tilt, axis, node) Å | species 1: (particle, sample, x y z rad rad rad) | species 2 ... ]
 *
 * Positions are linear in the increments (the warp's nodes are read where the particle was at the start of a
 * sub-iteration); orientations are turned by rotation vectors in the tomogram's frame: no Euler angle can degenerate.
 */
import type { TiltSeries } from '../../model/tiltSeries';
import { axisWeights } from '../math/cubicGrid';
import { rotationVector } from '../math/rotations';
import { apply, multiply, transpose } from '../math/vector';
import type { Matrix3, Vector3 } from '../math/vector';
import type { SeriesParticles, View } from './views';

export interface RefinedGroups {
  /** Nodes across and down, or null to leave the image warp alone. */
  readonly imageWarp: readonly [number, number] | null;
  readonly particles: boolean;
}

export interface ParameterLayout {
  readonly groups: RefinedGroups;
  readonly tilts: number;
  readonly count: number;
  /** First parameter of each species' poses. */
  readonly poses: readonly number[];
  readonly samples: readonly number[];
}

/** What the increments do to one view, and the way back for gradients. */
export interface ViewModel {
  readonly view: View;
  /** (node) weights of the warp's nodes; empty when the warp is not refined. */
  readonly basis: Float64Array;
  /** (sample) share of each temporal sample at this tilt's dose. */
  readonly hats: Float64Array;
}

export const POSE_PARAMETERS = 6;

export function planParameters(
  groups: RefinedGroups,
  series: TiltSeries,
  species: readonly SeriesParticles[],
): ParameterLayout {
  let count =
    groups.imageWarp === null ? 0 : 2 * groups.imageWarp[0] * groups.imageWarp[1] * series.tiltCount;
  const poses = species.map((particles) => {
    const first = count;
    if (groups.particles) count += particles.count * particles.samples * POSE_PARAMETERS;
    return first;
  });
  return { groups, tilts: series.tiltCount, count, poses, samples: species.map(({ samples }) => samples) };
}

export function modelView(layout: ParameterLayout, view: View, samples: number): ViewModel {
  return { view, basis: warpBasis(layout.groups.imageWarp, view), hats: hatWeights(samples, view.u) };
}

/** Displacement in the image (Å) and turned orientation of a view under the increments `x`. */
export function displaced(
  layout: ParameterLayout,
  x: Float64Array,
  species: number,
  model: ViewModel,
): { readonly dx: number; readonly dy: number; readonly turn: Vector3; readonly orientation: Matrix3 } {
  const { view, basis, hats } = model;
  let dx = 0;
  let dy = 0;
  const nodes = basis.length;
  const warp = 2 * nodes * view.tilt;
  for (let node = 0; node < nodes; node++) {
    dx -= basis[node] * x[warp + node];
    dy -= basis[node] * x[warp + nodes + node];
  }
  if (!layout.groups.particles) return { dx, dy, turn: [0, 0, 0], orientation: view.orientation };
  const move = [0, 0, 0, 0, 0, 0];
  const first = poseOffset(layout, species, view.particle);
  for (let sample = 0; sample < hats.length; sample++)
    for (let i = 0; i < POSE_PARAMETERS; i++)
      move[i] += hats[sample] * x[first + sample * POSE_PARAMETERS + i];
  const j = view.dPosition;
  dx += j[0] * move[0] + j[1] * move[1] + j[2] * move[2];
  dy += j[3] * move[0] + j[4] * move[1] + j[5] * move[2];
  const turn: Vector3 = [move[3], move[4], move[5]];
  return { dx, dy, turn, orientation: multiply(rotationVector(turn), view.orientation) };
}

/**
 * Adds what one view contributes to the gradient by the increments.
 * @param byPosition d score / d(x, y) in the image, per Å
 * @param byTurn d score / d omega, per rad, omega in the reference's frame
 */
export function addGradient(
  layout: ParameterLayout,
  gradient: Float64Array,
  species: number,
  model: ViewModel,
  turn: Vector3,
  orientation: Matrix3,
  byPosition: readonly [number, number],
  byTurn: Vector3,
): void {
  const { view, basis, hats } = model;
  const nodes = basis.length;
  const warp = 2 * nodes * view.tilt;
  for (let node = 0; node < nodes; node++) {
    gradient[warp + node] -= basis[node] * byPosition[0];
    gradient[warp + nodes + node] -= basis[node] * byPosition[1];
  }
  if (!layout.groups.particles) return;
  const j = view.dPosition;
  // omega = -orientation' J(turn) d(turn): see algorithm section 15.1.
  const inVolume = apply(transpose(leftJacobian(turn)), apply(orientation, byTurn));
  const first = poseOffset(layout, species, view.particle);
  for (let sample = 0; sample < hats.length; sample++) {
    const at = first + sample * POSE_PARAMETERS;
    const h = hats[sample];
    for (let i = 0; i < 3; i++) {
      gradient[at + i] += h * (j[i] * byPosition[0] + j[3 + i] * byPosition[1]);
      gradient[at + 3 + i] -= h * inVolume[i];
    }
  }
}

export function poseOffset(layout: ParameterLayout, species: number, particle: number): number {
  return layout.poses[species] + particle * layout.samples[species] * POSE_PARAMETERS;
}

/** Piecewise linear shares of evenly spaced samples at `u`. */
export function hatWeights(samples: number, u: number): Float64Array {
  const hats = new Float64Array(samples);
  const at = Math.min(Math.max(u, 0), 1) * (samples - 1);
  const first = Math.min(Math.floor(at), Math.max(samples - 2, 0));
  hats[first] = 1 - (at - first);
  if (samples > 1) hats[first + 1] = at - first;
  return hats;
}

function warpBasis(size: readonly [number, number] | null, view: View): Float64Array {
  if (size === null) return new Float64Array(0);
  const across = axisWeights(size[0], view.gx).weight;
  const down = axisWeights(size[1], view.gy).weight;
  const basis = new Float64Array(size[0] * size[1]);
  for (let y = 0, node = 0; y < size[1]; y++)
    for (let x = 0; x < size[0]; x++, node++) basis[node] = across[x] * down[y];
  return basis;
}

/** exp(turn + d) = exp(J d) exp(turn) to first order in d (Chirikjian 2012). */
function leftJacobian(turn: Vector3): Matrix3 {
  const [x, y, z] = turn;
  const square = x * x + y * y + z * z;
  const angle = Math.sqrt(square);
  const a = square < 1e-8 ? 0.5 - square / 24 : (1 - Math.cos(angle)) / square;
  const b = square < 1e-8 ? 1 / 6 - square / 120 : (angle - Math.sin(angle)) / (square * angle);
  return [
    1 - b * (y * y + z * z),
    -a * z + b * x * y,
    a * y + b * x * z,
    a * z + b * x * y,
    1 - b * (x * x + z * z),
    -a * x + b * y * z,
    -a * y + b * x * z,
    a * x + b * y * z,
    1 - b * (x * x + y * y),
  ];
}
