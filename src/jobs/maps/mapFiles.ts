/** Reads maps that a command computes with: every format that holds volumes, each voxel a finite number. */
import { resolve } from 'node:path';
import type { Volume } from '../../compute/maps/volume';
import { mapFormats } from '../../formats/mapFormats';
import { Problem } from '../../../shared/problem';
import { openMap, readMap, type MapGrid } from './mapSource';

export interface MapFile extends MapGrid {
  /** x fastest */
  readonly data: Float32Array;
}

/** Throws Problem, also for NaN and infinite voxels. */
export async function readMapFile(path: string, formats = mapFormats): Promise<MapFile> {
  const source = await openMap(path, formats);
  const { box, pixelSize } = source;
  const data = new Float32Array(box[0] * box[1] * box[2]);
  await readMap(source, data);
  if (!areFinite(data)) throw notFinite(path);
  return { path, box, pixelSize, data };
}

export function notFinite(path: string): Problem {
  return new Problem('the map holds voxels that are no finite numbers', {
    where: path,
    remedy: 'compute it again',
  });
}

export function areFinite(voxels: Float32Array): boolean {
  for (let i = 0; i < voxels.length; i++) if (!Number.isFinite(voxels[i])) return false;
  return true;
}

/** Throws Problem for a map that is not a cube, too. */
export async function readCube(path: string): Promise<Volume> {
  return cubeOf(await readMapFile(path));
}

export function cubeOf({ path, box, pixelSize, data }: MapFile): Volume {
  return { size: edgeOf({ path, box }), pixelSize, data };
}

/** Throws Problem for a map that is not a cube. */
export function edgeOf({ path, box: [nx, ny, nz] }: Pick<MapGrid, 'path' | 'box'>): number {
  if (nx !== ny || ny !== nz)
    throw new Problem(`the map is not a cube, it is ${nx} x ${ny} x ${nz}`, {
      where: path,
      remedy: 'pad or crop it to a cube first',
    });
  return nx;
}

/**
 * Throws Problem unless the second map has the box of the first and, where both headers say it, its pixel size: headers
 * hold 32-bit cells, and programs round differently.
 */
export function checkSameGrid(first: MapGrid, second: MapGrid): void {
  if (first.box.some((edge, axis) => edge !== second.box[axis]))
    throw new Problem(
      `the map is ${second.box.join(' x ')} voxels, ${first.path} is ${first.box.join(' x ')}`,
      {
        where: second.path,
        remedy: 'give maps of the same size',
      },
    );
  const isKnown = first.pixelSize > 0 && second.pixelSize > 0;
  if (isKnown && Math.abs(second.pixelSize / first.pixelSize - 1) > 1e-3)
    throw new Problem(`the map has ${second.pixelSize} Å per voxel, ${first.path} has ${first.pixelSize} Å`, {
      where: second.path,
      remedy: 'resample it, or correct its header if only that is wrong',
    });
}

/** Throws Problem for a map without anything in it to compute with. */
export function checkVaries({ path, data }: Pick<MapFile, 'path' | 'data'>): void {
  if (data.every((value) => value === data[0])) throw sameEverywhere(path);
}

export function sameEverywhere(path: string): Problem {
  return new Problem('the map has the same value everywhere', {
    where: path,
    remedy: 'check which file you chose, or compute it again',
  });
}

/** @param half2 where the second half-map is */
export function oppositeHalves(half2: string): Problem {
  return new Problem('the half-maps show the particle in opposite contrast', {
    where: half2,
    remedy: 'multiply the one with dark particles by -1 (relion_image_handler --multiply_constant -1)',
  });
}

/** Throws Problem for what is no mask, and for one without a voxel inside. */
export function checkMask({ path, data }: Pick<MapFile, 'path' | 'data'>): void {
  let low = Infinity;
  let high = -Infinity;
  for (const value of data) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  const remedy = 'make one with murmur create_mask';
  // Resampled masks ring at their edges.
  if (low < -0.25 || high > 1.25)
    throw new Problem(`a mask holds values from 0 to 1, this one from ${low} to ${high}`, {
      where: path,
      remedy,
    });
  if (high < 0.5) throw new Problem('the mask is empty', { where: path, remedy });
}

/** Throws Problem where writing the output would destroy what it is made of. */
export function checkNotInput(output: string, inputs: readonly (string | undefined)[]): void {
  if (inputs.some((input) => input !== undefined && resolve(input) === resolve(output)))
    throw new Problem('the result would take the place of a map that it is made of', {
      where: output,
      remedy: 'choose another --o',
    });
}
