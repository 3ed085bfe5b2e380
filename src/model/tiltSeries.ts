/** One tilt series: geometry, optics and weights as the engine uses them. */
import type { CubicGrid, LinearGrid4 } from '../../shared/math/grids';
import type { Vector3 } from '../../shared/math/vector';

/** Optics shared by all tilts of a series; what varies over tilts is in grids. */
export interface Optics {
  /** V */
  readonly voltage: number;
  /** Spherical aberration, Å. */
  readonly cs: number;
  /** Fraction of amplitude contrast. */
  readonly amplitude: number;
}

/**
 * Tilts are in file order, which is what "tilt index" means everywhere.
 * Lengths in Å (files hold µm and mm for defocus and Cs), angles in radians (files hold degrees), dose in e/Å².
 */
export interface TiltSeries {
  /** Root name: `TS_1`. */
  readonly name: string;
  readonly tiltCount: number;
  readonly angles: Float64Array;
  readonly dose: Float64Array;
  readonly used: readonly boolean[];
  readonly axisAngles: Float64Array;
  /** (tilt, 2) Å */
  readonly axisOffsets: Float64Array;
  readonly levelAngleX: number;
  readonly levelAngleY: number;
  /** Handedness of the defocus; does not move x and y. */
  readonly anglesInverted: boolean;
  /** m11, m21, m12, m22 (column-major, as in the file): multiplies Fourier coordinates of the reference slice. */
  readonly magnification: readonly [number, number, number, number];
  readonly weight: number;
  /** Å² */
  readonly bfactor: number;
  /** Physical size of the tomogram, Å. */
  readonly volumeSize: Vector3;
  /** Physical size of a tilt image, Å. */
  readonly imageSize: readonly [number, number];
  /** Å, over (x, y, tilt index). */
  readonly imageWarp: { readonly x: CubicGrid; readonly y: CubicGrid };
  /** Å, over (x, y, z, dose). */
  readonly volumeWarp: { readonly x: LinearGrid4; readonly y: LinearGrid4; readonly z: LinearGrid4 };
  /** Radians, over (x, y, tilt index). */
  readonly stageAngles: { readonly x: CubicGrid; readonly y: CubicGrid; readonly z: CubicGrid };
  readonly optics: Optics;
  /** Å, underfocus positive. */
  readonly defocus: CubicGrid;
  /** Å, full difference U - V, one value per tilt. */
  readonly astigmatism: Float64Array;
  /** Radians, one value per tilt. */
  readonly astigmatismAngle: Float64Array;
  /** Radians (files hold units of pi), one value per tilt. */
  readonly phaseShift: Float64Array;
  /** Fitted per-tilt weights and B-factors (Å²); one node means not fitted: cos(tilt) and -4 dose are used. */
  readonly doseWeights: CubicGrid;
  readonly doseBfactors: CubicGrid;
  /** rad and rad Å^n, RELION's indexing (ZernikeCoeffsOdd and ...Even of Warp's XML). */
  readonly zernikeOdd: Float64Array;
  readonly zernikeEven: Float64Array;
}
