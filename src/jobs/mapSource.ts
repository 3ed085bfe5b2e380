/** A map file whose header is known and whose voxels are read when there is a place for them, again and again. */
import { containerOf } from '../formats/container';
import { readEm } from '../formats/em';
import { readMrcHeader, readMrcInto } from '../formats/mrc';
import type { MapFile } from './mapFiles';

export interface MapSource extends Omit<MapFile, 'data'> {
  /** Voxels may be infinite, or no numbers. Throws Problem. */
  read(into: Float32Array): Promise<void>;
}

/** MRC, compressed or not, or EM. Throws Problem. */
export async function openMap(path: string): Promise<MapSource> {
  if ((await containerOf(path)) === 'em') {
    const { size, data } = await readEm(path);
    return { path, box: size, pixelSize: 0, read: async (into) => into.set(data) };
  }
  const { size, pixelSize, axes } = await readMrcHeader(path);
  const [x, y, z] = [axes.indexOf(1), axes.indexOf(2), axes.indexOf(3)];
  return {
    path,
    box: [size[x], size[y], size[z]],
    pixelSize: pixelSize[x],
    read: (into) => readMrcInto(path, into),
  };
}
