/** Particle images in MRC stacks, read in long pieces whatever order a table names them in. */
import { readMrcHeader, withMrcSections } from '../../formats/mrc';
import { Problem } from '../../../shared/problem';
import type { ImagePlace } from './projectionTable';

/** Bytes that are read at once. */
const pieceBytes = 1 << 18;
/** Sections that nobody asked for are read where they are fewer than this between two that are wanted. */
const gap = 4;

/** Edge of all images, pixels. Throws Problem unless they are there, square, even and of one size. */
export async function imageSize(places: readonly ImagePlace[]): Promise<number> {
  const last = new Map<string, number>();
  for (const { path, section } of places) last.set(path, Math.max(section, last.get(path) ?? 0));
  let size: number | undefined;
  for (const [path, section] of last) {
    const [nx, ny, count] = (await readMrcHeader(path)).size;
    if (nx !== ny || nx % 2 !== 0 || nx < 8)
      throw new Problem(`images have to be squares of an even number of pixels, these are ${nx} x ${ny}`, {
        where: path,
      });
    if (section >= count)
      throw new Problem(`image ${section + 1} is asked for, the stack has ${count}`, { where: path });
    size ??= nx;
    if (nx !== size)
      throw new Problem(`its images have ${nx} pixels, those before ${size}`, {
        where: path,
        remedy: 'extract all with one size',
      });
  }
  return size ?? 0;
}

/**
 * Hands over all images, each with its index in `places`, stack by stack and in the order of the file; the memory of an
 * image is used again after the next one. Throws Problem.
 */
export async function eachImage(
  places: readonly ImagePlace[],
  size: number,
  use: (index: number, image: Float32Array) => void,
): Promise<void> {
  const pixels = size * size;
  const most = Math.max(1, Math.floor(pieceBytes / (4 * pixels)));
  const room = new Float32Array(most * pixels);
  for (const [path, indices] of byStack(places))
    await withMrcSections(path, async (readInto) => {
      for (let i = 0; i < indices.length;) {
        const first = places[indices[i]].section;
        let last = first;
        let end = i + 1;
        for (; end < indices.length; end++) {
          const { section } = places[indices[end]];
          if (section - first >= most || section - last > gap) break;
          last = section;
        }
        const piece = room.subarray(0, (last - first + 1) * pixels);
        await readInto(first, piece);
        for (; i < end; i++) {
          const start = (places[indices[i]].section - first) * pixels;
          use(indices[i], piece.subarray(start, start + pixels));
        }
      }
    });
}

/** Indices of places for each file, in its order. */
function byStack(places: readonly ImagePlace[]): ReadonlyMap<string, number[]> {
  const stacks = new Map<string, number[]>();
  places.forEach(({ path }, i) => {
    const indices = stacks.get(path);
    if (indices === undefined) stacks.set(path, [i]);
    else indices.push(i);
  });
  for (const indices of stacks.values()) indices.sort((a, b) => places[a].section - places[b].section);
  return stacks;
}
