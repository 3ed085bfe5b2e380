/** A tilt series with every kind of deformation, for tests, beside the plain one. */
import type { CubicGrid, LinearGrid4 } from '../../shared/math/grids';
import { seededNormal } from '../../shared/math/random';
import { plainSeries } from '../../src/compute/selfTest/plain/series';
import type { TiltSeries } from '../../src/model/tiltSeries';

const degree = Math.PI / 180;

export { plainSeries };

/** The same with level angles, axis, offsets, and all deformation grids filled at random (strong ones, to show every term). */
export function deformedSeries(tilts: number, seed: number): TiltSeries {
  const normal = seededNormal(seed);
  const cubic = (size: CubicGrid['size'], sigma: number): CubicGrid => ({
    size,
    values: Float64Array.from({ length: size[0] * size[1] * size[2] }, () => sigma * normal()),
    margins: [0, 0, 0],
  });
  const linear = (size: LinearGrid4['size'], sigma: number): LinearGrid4 => ({
    size,
    values: Float64Array.from({ length: size[0] * size[1] * size[2] * size[3] }, () => sigma * normal()),
  });
  const warp = [4, 3, tilts] as const;
  const flow = [3, 2, 2, 5] as const;
  const stage = [1, 1, tilts] as const;
  return {
    ...plainSeries(tilts),
    axisAngles: Float64Array.from({ length: tilts }, () => (-85 + 0.2 * normal()) * degree),
    axisOffsets: Float64Array.from({ length: 2 * tilts }, () => 40 * normal()),
    levelAngleX: 2 * degree,
    levelAngleY: -5 * degree,
    imageWarp: { x: cubic(warp, 30), y: cubic(warp, 30) },
    volumeWarp: { x: linear(flow, 20), y: linear(flow, 20), z: linear(flow, 20) },
    stageAngles: { x: cubic(stage, degree), y: cubic(stage, degree), z: cubic(stage, degree) },
    defocus: { ...cubic(stage, 500), values: cubic(stage, 500).values.map((value) => value + 30000) },
    astigmatism: Float64Array.from({ length: tilts }, () => 300 * normal()),
    astigmatismAngle: Float64Array.from({ length: tilts }, () => normal()),
  };
}
