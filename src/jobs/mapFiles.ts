/** Reads maps that a command computes with: every format that holds volumes, each voxel a finite number. */
import type { Volume } from '../compute/maps/volume';
import { readEm } from '../formats/em';
import { containerOf } from '../formats/imageStack';
import { readMrc } from '../formats/mrc';
import { Problem } from '../problem';

/** A map of any box. */
export interface MapFile {
  readonly path: string;
  readonly box: readonly [number, number, number];
  /** Å; 0 if the header does not say. */
  readonly pixelSize: number;
  /** x fastest */
  readonly data: Float32Array;
}

/** MRC, compressed or not, or EM, whose headers hold no pixel size. Throws Problem, also for NaN and infinite voxels. */
export async function readMapFile(path: string): Promise<MapFile> {
  const map = await readVoxels(path);
  if (!areFinite(map.data))
    throw new Problem('the map holds voxels that are no finite numbers', {
      where: path,
      remedy: 'compute it again',
    });
  return { path, ...map };
}

function areFinite(voxels: Float32Array): boolean {
  for (let i = 0; i < voxels.length; i++) if (!Number.isFinite(voxels[i])) return false;
  return true;
}

/** Throws Problem for a map that is not a cube, too. */
export async function readCube(path: string): Promise<Volume> {
  return cubeOf(await readMapFile(path));
}

export function cubeOf({ path, box, pixelSize, data }: MapFile): Volume {
  const [nx, ny, nz] = box;
  if (nx !== ny || ny !== nz)
    throw new Problem(`the map is not a cube, it is ${nx} x ${ny} x ${nz}`, {
      where: path,
      remedy: 'pad or crop it to a cube first',
    });
  return { size: nx, pixelSize, data };
}

/**
 * Throws Problem unless the second map has the box of the first and, where both headers say it, its pixel size: headers
 * hold 32-bit cells, and programs round differently.
 */
export function checkSameGrid(first: MapFile, second: MapFile): void {
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
    throw new Problem(`the map has ${second.pixelSize} Å a voxel, ${first.path} has ${first.pixelSize} Å`, {
      where: second.path,
      remedy: 'resample it, or correct its header if only that is wrong',
    });
}

async function readVoxels(path: string): Promise<Omit<MapFile, 'path'>> {
  if ((await containerOf(path)) === 'em') {
    const { size, data } = await readEm(path);
    return { box: size, pixelSize: 0, data };
  }
  const { header, data } = await readMrc(path);
  return { box: header.size, pixelSize: header.pixelSize[0], data };
}
