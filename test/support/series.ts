/** A tilt series without any deformation, to be changed by tests. */
import { constantGrid, zeroGrid4 } from '../../src/compute/math/grids';
import type { TiltSeries } from '../../src/model/tiltSeries';

/** Tilts from -40 to 40 degrees, dose-symmetric order, 3000 x 2000 Å images, 300 kV. */
export function emptySeries(tilts: number): TiltSeries {
  const angle = (tilt: number): number =>
    tilts > 1 ? ((-40 + (80 * tilt) / (tilts - 1)) * Math.PI) / 180 : 0;
  const zero = constantGrid(0);
  const four = zeroGrid4();
  return {
    name: 'TS_1',
    tiltCount: tilts,
    angles: Float64Array.from({ length: tilts }, (_, tilt) => angle(tilt)),
    dose: Float64Array.from({ length: tilts }, (_, tilt) => Math.abs(angle(tilt)) * 60),
    used: Array.from({ length: tilts }, () => true),
    axisAngles: new Float64Array(tilts).fill(-1.5),
    axisOffsets: new Float64Array(2 * tilts),
    levelAngleX: 0,
    levelAngleY: 0,
    anglesInverted: false,
    magnification: [1, 0, 0, 1],
    weight: 1,
    bfactor: 0,
    volumeSize: [2000, 3000, 600],
    imageSize: [3000, 2000],
    imageWarp: { x: zero, y: zero },
    volumeWarp: { x: four, y: four, z: four },
    stageAngles: { x: zero, y: zero, z: zero },
    optics: { voltage: 300e3, cs: 2.7e7, amplitude: 0.07 },
    defocus: constantGrid(35000),
    astigmatism: new Float64Array(tilts),
    astigmatismAngle: new Float64Array(tilts),
    phaseShift: new Float64Array(tilts),
    doseWeights: constantGrid(1),
    doseBfactors: constantGrid(0),
    zernikeOdd: new Float64Array(0),
    zernikeEven: new Float64Array(0),
  };
}
