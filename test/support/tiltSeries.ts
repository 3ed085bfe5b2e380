/** Makes tilt series out of thin air for tests: a plain one, and one with every kind of deformation. */
import { constantGrid, zeroGrid4, type CubicGrid, type LinearGrid4 } from '../../shared/math/grids';
import { seededNormal } from '../../shared/math/random';
import type { TiltSeries } from '../../src/model/tiltSeries';

const degree = Math.PI / 180;

/** `tilts` images from -50 to 50 degrees, axis at 0, dose-symmetric, no deformation. */
export function plainSeries(tilts: number): TiltSeries {
  const angles = Float64Array.from({ length: tilts }, (_, t) =>
    tilts === 1 ? 0 : -50 + (100 * t) / (tilts - 1),
  );
  const order = Array.from(angles.keys()).sort((a, b) => Math.abs(angles[a]) - Math.abs(angles[b]));
  return {
    name: 'TS_1',
    tiltCount: tilts,
    angles: angles.map((angle) => angle * degree),
    dose: Float64Array.from(angles, (_, t) => 3 * order.indexOf(t)),
    used: Array.from(angles, () => true),
    axisAngles: new Float64Array(tilts),
    axisOffsets: new Float64Array(2 * tilts),
    levelAngleX: 0,
    levelAngleY: 0,
    anglesInverted: false,
    magnification: [1, 0, 0, 1],
    weight: 1,
    bfactor: 0,
    volumeSize: [2400, 3300, 600],
    imageSize: [3400, 2400],
    imageWarp: { x: constantGrid(0), y: constantGrid(0) },
    volumeWarp: { x: zeroGrid4(), y: zeroGrid4(), z: zeroGrid4() },
    stageAngles: { x: constantGrid(0), y: constantGrid(0), z: constantGrid(0) },
    optics: { voltage: 300e3, cs: 2.7e7, amplitude: 0.07 },
    defocus: constantGrid(30000),
    astigmatism: new Float64Array(tilts),
    astigmatismAngle: new Float64Array(tilts),
    phaseShift: new Float64Array(tilts),
    doseWeights: constantGrid(1),
    doseBfactors: constantGrid(0),
    zernikeOdd: new Float64Array(0),
    zernikeEven: new Float64Array(0),
  };
}

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
