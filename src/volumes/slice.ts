/** The file's own voxels at one place along x, y or z, read without what lies around them. */
import type { DensityFile } from '../formats/maps/densityFile';
import { eachAtOnce, wholeFile } from './levels';

/**
 * @param axis 0 x, 1 y, 2 z: what the slice is at right angles to
 * @returns the lower of the other two axes fastest; null where a large file would have to be read whole. Throws Problem.
 */
export async function readSlice(
  file: DensityFile,
  axis: number,
  index: number,
): Promise<Float32Array | null> {
  const { size, axes } = file.header;
  // For x, y, z: which of columns, rows, sections runs along it.
  const along = [1, 2, 3].map((one) => axes.indexOf(one));
  const [depth, first, second] = [
    along[axis],
    ...[0, 1, 2].filter((one) => one !== axis).map((one) => along[one]),
  ];
  const stored = await storedPlane(file, depth, index);
  if (stored === null || first < second) return stored;
  const [width, height] = [size[first], size[second]];
  const turned = new Float32Array(stored.length);
  for (let v = 0; v < height; v++)
    for (let u = 0; u < width; u++) turned[u + width * v] = stored[v + height * u];
  return turned;
}

/** Lower of the remaining file axes fastest. @param depth 0 a column, 1 a row, 2 a section of the file */
async function storedPlane(file: DensityFile, depth: number, index: number): Promise<Float32Array | null> {
  const [columns, rows, sections] = file.header.size;
  if (depth === 2) return file.readRows(index, 0, rows);
  if (depth === 0 && file.bytes > wholeFile / 4) return null;
  const result = new Float32Array((depth === 1 ? columns : rows) * sections);
  await eachAtOnce(
    Array.from({ length: sections }, (_, z) => z),
    async (z) => {
      if (depth === 1) {
        result.set(await file.readRows(z, index, 1), z * columns);
        return;
      }
      const section = await file.readRows(z, 0, rows);
      for (let y = 0; y < rows; y++) result[z * rows + y] = section[y * columns + index];
    },
  );
  return result;
}
