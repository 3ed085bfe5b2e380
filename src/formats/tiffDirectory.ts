/** The chain of directories of a TIFF or BigTIFF file: one a frame, each a list of tags. */
import { Problem } from '../../shared/problem';
import type { RandomAccess } from './randomAccess';

export interface TiffDirectory {
  /** Numbers under a tag; empty when it is missing. */
  values(tag: number): readonly number[];
  /** The first number under a tag. Throws Problem when it is missing. */
  value(tag: number): number;
}

/** The byte order in the first two bytes; undefined for what is no TIFF. */
export function tiffOrder(start: Uint8Array): 'little' | 'big' | undefined {
  if (start.length < 16 || start[0] !== start[1]) return undefined;
  return start[0] === 0x49 ? 'little' : start[0] === 0x4d ? 'big' : undefined;
}

/** At most `most` directories, in file order. Throws Problem for broken, truncated and circular files. */
export async function readTiffDirectories(
  file: RandomAccess,
  where: string,
  most = Infinity,
): Promise<readonly TiffDirectory[]> {
  const { size } = await file.stat();
  const read = async (position: number, length: number): Promise<DataView> => {
    if (!(position >= 0 && position + length <= size))
      throw new Problem(`its directories point beyond its end, at byte ${position}`, {
        where,
        remedy: 'the file may be truncated, copy it again',
      });
    const bytes = new Uint8Array(length);
    await file.read(bytes, 0, length, position);
    return new DataView(bytes.buffer);
  };
  const start = await read(0, Math.min(16, size));
  const order = tiffOrder(new Uint8Array(start.buffer));
  if (order === undefined) throw new Problem('this is not a TIFF file', { where });
  const little = order === 'little';
  const big = start.getUint16(2, little) === 43;
  const directories: TiffDirectory[] = [];
  const seen = new Set<number>();
  let offset = big ? Number(start.getBigUint64(8, little)) : start.getUint32(4, little);
  while (offset !== 0 && directories.length < most) {
    if (seen.has(offset)) throw new Problem('its directories run in a circle', { where });
    seen.add(offset);
    const [entryBytes, countBytes, pointerBytes] = big ? [20, 8, 8] : [12, 2, 4];
    const head = await read(offset, countBytes);
    const count = big ? Number(head.getBigUint64(0, little)) : head.getUint16(0, little);
    if (count > mostTags) throw new Problem(`a directory has ${count} tags`, { where });
    const entries = await read(offset + countBytes, count * entryBytes + pointerBytes);
    directories.push(await parseDirectory(entries, count, { size, little, big, read, where }));
    const at = count * entryBytes;
    offset = big ? Number(entries.getBigUint64(at, little)) : entries.getUint32(at, little);
  }
  if (directories.length === 0) throw new Problem('it holds no images', { where });
  return directories;
}

const mostTags = 4096;
const mostValues = 2 ** 20;

interface Layout {
  /** Of the whole file, bytes. */
  readonly size: number;
  readonly little: boolean;
  readonly big: boolean;
  readonly read: (position: number, length: number) => Promise<DataView>;
  readonly where: string;
}

/** Bytes of a value by field type, and the types whose values are whole numbers that mean something here. */
const typeBytes = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 0, 0, 8, 8, 8];
const wholeNumbers = [1, 3, 4, 7, 16, 18];

async function parseDirectory(entries: DataView, count: number, layout: Layout): Promise<TiffDirectory> {
  const { little, big, read, where } = layout;
  const tags = new Map<number, readonly number[]>();
  for (let i = 0; i < count; i++) {
    const at = i * (big ? 20 : 12);
    const type = entries.getUint16(at + 2, little);
    const bytes = typeBytes.at(type) ?? 0;
    const length = big ? Number(entries.getBigUint64(at + 4, little)) : entries.getUint32(at + 4, little);
    // Other readers of the file would try to read all of it.
    if (Math.max(1, bytes) * length > layout.size)
      throw new Problem(`a tag of its directory claims ${length} values`, {
        where,
        remedy: 'the file may be damaged, copy it again',
      });
    if (!wholeNumbers.includes(type) || length > mostValues) continue;
    const valueAt = at + (big ? 12 : 8);
    const room = big ? 8 : 4;
    const far = bytes * length > room;
    const pointer = big ? Number(entries.getBigUint64(valueAt, little)) : entries.getUint32(valueAt, little);
    const view = far ? await read(pointer, bytes * length) : entries;
    const from = far ? 0 : valueAt;
    tags.set(
      entries.getUint16(at, little),
      Array.from({ length }, (_, j) => numberAt(view, from + j * bytes, bytes, little)),
    );
  }
  return {
    values: (tag) => tags.get(tag) ?? [],
    value: (tag) => {
      const value = tags.get(tag)?.[0];
      if (value === undefined) throw new Problem(`tag ${tag} is missing from its directory`, { where });
      return value;
    },
  };
}

function numberAt(view: DataView, at: number, bytes: number, little: boolean): number {
  if (bytes === 1) return view.getUint8(at);
  if (bytes === 2) return view.getUint16(at, little);
  return bytes === 4 ? view.getUint32(at, little) : Number(view.getBigUint64(at, little));
}

/** True for the three codes of electron events. */
export function isEer(directory: TiffDirectory): boolean {
  return [65000, 65001, 65002].includes(directory.values(259)[0] ?? 0);
}

/** Width and height of the first image. Throws Problem. */
export async function firstImageSize(
  file: RandomAccess,
  path: string,
): Promise<readonly [width: number, height: number]> {
  const [first] = await readTiffDirectories(file, path, 1);
  return [first.value(256), first.value(257)];
}
