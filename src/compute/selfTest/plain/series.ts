/** A tilt series out of thin air: ideal geometry and optics, nothing fitted. */
import { constantGrid, zeroGrid4 } from '../../../../shared/math/grids';
import type { TiltSeries } from '../../../model/tiltSeries';

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

/** Pixels, and Å a pixel. */
export const smallImage = { width: 60, height: 52, pixelSize: 4 } as const;

/** Three tilts of small images with even aberrations, the last with astigmatism and a phase shift. */
export function astigmaticSeries(): TiltSeries {
  const { width, height, pixelSize } = smallImage;
  return {
    ...plainSeries(3),
    imageSize: [width * pixelSize, height * pixelSize],
    astigmatism: new Float64Array([0, 0, 900]),
    astigmatismAngle: new Float64Array([0, 0, 0.6]),
    phaseShift: new Float64Array([0, 0, 0.3]),
    zernikeEven: new Float64Array([9, -6, 7, 300, -200, 250, 160, -120]),
  };
}
