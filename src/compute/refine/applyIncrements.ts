/** Turns increments into new grids and poses. */
import type { TiltSeries } from '../../model/tiltSeries';
import { resize } from '../math/cubicGrid';
import { euler, rotationVector, toEuler } from '../math/rotations';
import { multiply } from '../math/vector';
import type { Vector3 } from '../math/vector';
import { POSE_PARAMETERS, poseOffset } from './parameters';
import type { ParameterLayout } from './parameters';
import type { SeriesParticles } from './views';

/** The series with an image warp of the size that is refined: the old one, read at the new nodes. */
export function withWarpSize(series: TiltSeries, size: readonly [number, number] | null): TiltSeries {
  if (size === null) return series;
  const target = [size[0], size[1], series.tiltCount] as const;
  const same = (grid: { readonly size: readonly number[] }): boolean =>
    grid.size.every((length, axis) => length === target[axis]);
  const { x, y } = series.imageWarp;
  return {
    ...series,
    imageWarp: { x: same(x) ? x : resize(x, target), y: same(y) ? y : resize(y, target) },
  };
}

export function withWarpIncrements(
  series: TiltSeries,
  layout: ParameterLayout,
  increments: Float64Array,
): TiltSeries {
  const size = layout.groups.imageWarp;
  if (size === null) return series;
  const nodes = size[0] * size[1];
  const moved = (axis: 0 | 1): Float64Array => {
    const grid = axis === 0 ? series.imageWarp.x : series.imageWarp.y;
    return grid.values.map((value, i) => {
      const tilt = Math.floor(i / nodes);
      return value + increments[(2 * tilt + axis) * nodes + (i % nodes)];
    });
  };
  return {
    ...series,
    imageWarp: {
      x: { ...series.imageWarp.x, values: moved(0) },
      y: { ...series.imageWarp.y, values: moved(1) },
    },
  };
}

export function withPoseIncrements(
  particles: SeriesParticles,
  layout: ParameterLayout,
  species: number,
  increments: Float64Array,
): SeriesParticles {
  if (!layout.groups.particles) return particles;
  const positions = Float64Array.from(particles.positions);
  const angles = Float64Array.from(particles.angles);
  for (let particle = 0; particle < particles.count; particle++)
    for (let sample = 0; sample < particles.samples; sample++) {
      const from = poseOffset(layout, species, particle) + sample * POSE_PARAMETERS;
      const at = (particle * particles.samples + sample) * 3;
      for (let i = 0; i < 3; i++) positions[at + i] += increments[from + i];
      const turn: Vector3 = [increments[from + 3], increments[from + 4], increments[from + 5]];
      if (turn.every((value) => value === 0)) continue;
      const before: Vector3 = [angles[at], angles[at + 1], angles[at + 2]];
      const after = toEuler(multiply(rotationVector(turn), euler(...before)));
      angles.set(nearestSpelling(after, before), at);
    }
  return { ...particles, positions, angles };
}

/**
 * Of all Euler angles of one rotation those nearest to `reference`: samples of a trajectory are interpolated component
 * by component, and must not jump by a turn.
 */
export function nearestSpelling(angles: Vector3, reference: Vector3): Vector3 {
  const [rot, tilt, psi] = angles;
  const spellings: Vector3[] = [
    [rot, tilt, psi],
    [rot + Math.PI, -tilt, psi + Math.PI],
  ];
  const turned = spellings.map(
    (spelling) =>
      spelling.map(
        (value, i) => value - 2 * Math.PI * Math.round((value - reference[i]) / (2 * Math.PI)),
      ) as unknown as Vector3,
  );
  const distance = (spelling: Vector3): number =>
    Math.hypot(...spelling.map((value, i) => value - reference[i]));
  return distance(turned[0]) <= distance(turned[1]) ? turned[0] : turned[1];
}
