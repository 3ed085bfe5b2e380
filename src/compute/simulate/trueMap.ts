/** The map and mask that a simulated project is to be refined towards. */
import type { Volume } from '../maps/volume';
import { squaredDistances } from '../../../shared/masks/distanceTransform';
import { densityMap } from './density';
import type { SimulationOptions } from './options';
import type { PseudoAtoms } from './pseudoAtoms';

export function trueMap(atoms: PseudoAtoms, options: SimulationOptions): Volume {
  const { box: size, pixelSize, bfactor } = options;
  return { size, pixelSize, data: Float32Array.from(densityMap(atoms, size, pixelSize, bfactor)) };
}

/** 1 where the map blurred to about 20 Å is a tenth of its maximum or more, and one voxel around that. */
export function trueMask(atoms: PseudoAtoms, options: SimulationOptions): Volume {
  const { box: size, pixelSize } = options;
  const blurred = densityMap(atoms, size, pixelSize, 8 * 20 ** 2);
  const threshold = 0.1 * blurred.reduce((top, value) => Math.max(top, value), 0);
  const core = blurred.map((value) => (value >= threshold ? 1 : 0));
  const distances = squaredDistances(core, size);
  return { size, pixelSize, data: distances.map((squared) => (squared <= 1 ? 1 : 0)) };
}
