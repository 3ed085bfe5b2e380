/** A map file whose header is known and whose voxels are read when there is a place for them, again and again. */
import { mapFormats } from '../../formats/mapFormats';
import { withDensityFile } from '../../formats/maps/densityFile';
import { readMapHeader } from '../../formats/maps/mapHeader';
import type { ReadSectionsInto } from '../../formats/mrc';
import { toXyz } from '../../formats/mrcValues';

/** A map of any box. */
export interface MapGrid {
  readonly path: string;
  readonly box: readonly [number, number, number];
  /** Å; 0 if the header does not say. */
  readonly pixelSize: number;
}

export interface MapSource extends MapGrid {
  /** For what is read piece by piece: `readInto` fills its room with whole sections. Voxels may be infinite, or no numbers. Throws Problem. */
  withSections<T>(use: (readInto: ReadSectionsInto) => Promise<T>): Promise<T>;
}

/** Floats of sections that are read at once. */
const piece = 1 << 16;

/** In any format that holds maps, compressed or not. Throws Problem. */
export async function openMap(path: string, formats = mapFormats): Promise<MapSource> {
  const { size, pixelSize, axes } = await readMapHeader(path, formats);
  const [x, y, z] = [axes.indexOf(1), axes.indexOf(2), axes.indexOf(3)];
  const box = [size[x], size[y], size[z]] as const;
  return {
    ...{ path, box, pixelSize: pixelSize[x] },
    withSections: (use) =>
      withDensityFile(
        path,
        async ({ header, readRows }) => {
          if (z === 2 && y === 1)
            return use(async (first, into) => void (await readRows(first, 0, into.length / size[0], into)));
          // Sections of the file are no sections of the map.
          return use(sectionsOf(toXyz(header, await readRows(0, 0, size[1] * size[2])).data, box));
        },
        { formats },
      ),
  };
}

/** The whole map. Throws Problem. */
export async function readMap(source: MapSource, into: Float32Array): Promise<void> {
  await source.withSections((readInto) => readInto(0, into));
}

/** Section after section, each valid until `take` returns. Throws Problem. */
export async function eachSection(
  source: MapSource,
  take: (section: Float32Array, z: number) => void,
): Promise<void> {
  const [nx, ny, nz] = source.box;
  const area = nx * ny;
  const most = Math.max(1, Math.floor(piece / area));
  const room = new Float32Array(Math.min(most, nz) * area);
  await source.withSections(async (readInto) => {
    for (let first = 0; first < nz; first += most) {
      const count = Math.min(most, nz - first);
      await readInto(first, room.subarray(0, count * area));
      for (let k = 0; k < count; k++) take(room.subarray(k * area, (k + 1) * area), first + k);
    }
  });
}

function sectionsOf(data: Float32Array, [nx, ny]: MapGrid['box']): ReadSectionsInto {
  return async (first, into) => into.set(data.subarray(first * nx * ny, first * nx * ny + into.length));
}
