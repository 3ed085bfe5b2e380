/** A map file whose header is known and whose voxels are read when there is a place for them, again and again. */
import { containerOf } from '../formats/container';
import { readEm } from '../formats/em';
import { readMrcHeader, readMrcInto, withMrcSections } from '../formats/mrc';
import type { MapFile } from './mapFiles';

export interface MapSource extends Omit<MapFile, 'data'> {
  /** Voxels may be infinite, or no numbers. Throws Problem. */
  read(into: Float32Array): Promise<void>;
  /** The same section by section, each valid until `take` returns. Throws Problem. */
  eachSection(take: (section: Float32Array, z: number) => void): Promise<void>;
}

/** Floats of sections that are read at once. */
const PIECE = 1 << 16;

/** MRC, compressed or not, or EM. Throws Problem. */
export async function openMap(path: string): Promise<MapSource> {
  if ((await containerOf(path)) === 'em') {
    const { size, data } = await readEm(path);
    return {
      ...{ path, box: size, pixelSize: 0 },
      read: async (into) => into.set(data),
      eachSection: async (take) => takeEach(data, 0, size, take),
    };
  }
  const { size, pixelSize, axes } = await readMrcHeader(path);
  const [x, y, z] = [axes.indexOf(1), axes.indexOf(2), axes.indexOf(3)];
  const box = [size[x], size[y], size[z]] as const;
  return {
    ...{ path, box, pixelSize: pixelSize[x] },
    read: (into) => readMrcInto(path, into),
    async eachSection(take) {
      const area = box[0] * box[1];
      if (z === 2 && y === 1) {
        const most = Math.max(1, Math.floor(PIECE / area));
        const room = new Float32Array(Math.min(most, box[2]) * area);
        return withMrcSections(path, async (readInto) => {
          for (let first = 0; first < box[2]; first += most) {
            const piece = room.subarray(0, Math.min(most, box[2] - first) * area);
            await readInto(first, piece);
            takeEach(piece, first, box, take);
          }
        });
      }
      // Sections of the file are no sections of the map.
      const data = new Float32Array(area * box[2]);
      await readMrcInto(path, data);
      takeEach(data, 0, box, take);
    },
  };
}

function takeEach(
  data: Float32Array,
  first: number,
  [nx, ny]: MapFile['box'],
  take: (section: Float32Array, z: number) => void,
): void {
  const area = nx * ny;
  for (let k = 0; k * area < data.length; k++) take(data.subarray(k * area, (k + 1) * area), first + k);
}
