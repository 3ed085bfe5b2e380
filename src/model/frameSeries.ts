/** One frame series (movie): how the sample moved and what the optics did, as the engine uses it. */
import type { CubicGrid } from '../../shared/math/grids';

/** Lengths in Å, angles in radians. Grids run over (x, y, frame). */
export interface FrameSeries {
  readonly name: string;
  /** Motion of the whole image, Å. */
  readonly movement: { readonly x: CubicGrid; readonly y: CubicGrid };
  /** Motion that differs across the image, Å. */
  readonly localMovement: { readonly x: CubicGrid; readonly y: CubicGrid };
  /** Levels of ever finer grids in space, coarser in time, Å. */
  readonly pyramid: readonly { readonly x: CubicGrid; readonly y: CubicGrid }[];
  /** Radians */
  readonly angles: { readonly x: CubicGrid; readonly y: CubicGrid; readonly z: CubicGrid };
  /** Å, underfocus positive. */
  readonly defocus: CubicGrid;
  readonly astigmatism: CubicGrid;
  readonly astigmatismAngle: CubicGrid;
  readonly phaseShift: CubicGrid;
  /** Change of defocus as the film bends, Å. */
  readonly doming: CubicGrid;
  /** Change of the spherical aberration, Å. */
  readonly cs: CubicGrid;
  readonly doseWeights: CubicGrid;
  readonly doseBfactors: CubicGrid;
  readonly doseBfactorDeltas: CubicGrid;
  readonly doseBfactorAngles: CubicGrid;
  readonly locationWeights: CubicGrid;
  readonly locationBfactors: CubicGrid;
}
