/** Width and height of a raw movie in any container (MRC, TIFF, EER), from its header alone. */
import { open } from 'node:fs/promises';
import { Problem } from '../problem';
import { fileProblem } from './fileProblem';
import { headerBytes, parseMrcHeader } from './mrcHeader';

/** Pixels. Takes the same time for every file size; throws Problem for missing and unknown files. */
export async function readImageSize(path: string): Promise<readonly [width: number, height: number]> {
  const file = await open(path, 'r').catch((error: unknown) => {
    throw fileProblem(error, path, 'cannot read the file');
  });
  const read = async (position: number, length: number): Promise<DataView> => {
    const bytes = new Uint8Array(length);
    const { bytesRead } = await file.read(bytes, 0, length, position);
    return new DataView(bytes.buffer, 0, bytesRead);
  };
  try {
    const start = await read(0, headerBytes);
    const order = start.byteLength >= 16 ? start.getUint16(0) : 0;
    if (order === 0x4949 || order === 0x4d4d) return await tiffSize(start, order === 0x4949, read);
    const header = parseMrcHeader(
      new Uint8Array(start.buffer, 0, start.byteLength),
      path,
      (await file.stat()).size,
    );
    return [header.size[0], header.size[1]];
  } catch (error) {
    if (error instanceof RangeError)
      throw new Problem('the TIFF directory is broken or truncated', { where: path, cause: error });
    throw fileProblem(error, path, 'cannot read the file');
  } finally {
    await file.close();
  }
}

type Read = (position: number, length: number) => Promise<DataView>;

/** The first directory of a TIFF or BigTIFF; EER files are BigTIFF. */
async function tiffSize(start: DataView, little: boolean, read: Read): Promise<readonly [number, number]> {
  const big = start.getUint16(2, little) === 43;
  const offset = big ? Number(start.getBigUint64(8, little)) : start.getUint32(4, little);
  const entryBytes = big ? 20 : 12;
  const countBytes = big ? 8 : 2;
  const head = await read(offset, countBytes);
  const count = Math.min(big ? Number(head.getBigUint64(0, little)) : head.getUint16(0, little), 4096);
  const entries = await read(offset + countBytes, count * entryBytes);
  const value = (tag: number): number => {
    for (let i = 0; i < count; i++) {
      const at = i * entryBytes;
      if (entries.getUint16(at, little) !== tag) continue;
      const short = entries.getUint16(at + 2, little) === 3;
      const valueAt = at + (big ? 12 : 8);
      return short ? entries.getUint16(valueAt, little) : entries.getUint32(valueAt, little);
    }
    throw new RangeError(`tag ${tag} is missing`);
  };
  return [value(256), value(257)];
}
