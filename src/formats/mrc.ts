/** Reads and writes MRC files: maps, masks, tilt images and stacks. */
import { open, type FileHandle } from 'node:fs/promises';
import { Problem } from '../problem';
import { writeFileAtomically } from './atomicFile';
import { fileProblem } from './fileProblem';
import { dataBytes, headerBytes, parseMrcHeader, type MrcHeader } from './mrcHeader';
import { decodeSections, toXyz } from './mrcValues';
import { encodeMrc, type MrcContent } from './mrcWriter';

export { parseMrcHeader, type MrcHeader } from './mrcHeader';
export { encodeMrc, type MrcContent } from './mrcWriter';

/** Takes the same time for every file size. Throws Problem for missing, truncated and foreign files. */
export async function readMrcHeader(path: string): Promise<MrcHeader> {
  return withFile(path, (file) => headerOf(file, path));
}

/** The whole map, x fastest, axes in x, y, z order. Throws Problem. */
export async function readMrc(path: string): Promise<{ header: MrcHeader; data: Float32Array }> {
  return withFile(path, async (file) => {
    const header = await headerOf(file, path);
    const bytes = await readExactly(file, header.dataOffset, dataBytes(header), path);
    return toXyz(header, decodeSections(header, bytes, header.size[2], path));
  });
}

/** `countZ` sections from `firstZ` on, in the file's own axis order. Throws Problem. */
export async function readMrcSections(
  path: string,
  firstZ: number,
  countZ: number,
): Promise<{ header: MrcHeader; data: Float32Array }> {
  return withFile(path, async (file) => {
    const header = await headerOf(file, path);
    if (firstZ < 0 || countZ < 0 || firstZ + countZ > header.size[2])
      throw new Problem(
        `sections ${firstZ + 1} to ${firstZ + countZ} were asked for, the file has ${header.size[2]}`,
        { where: path },
      );
    const offset = header.dataOffset + dataBytes(header, firstZ);
    const bytes = await readExactly(file, offset, dataBytes(header, countZ), path);
    return { header, data: decodeSections(header, bytes, countZ, path) };
  });
}

/** Replaces the file in one step. Throws Problem when it cannot be written. */
export async function writeMrc(path: string, map: MrcContent): Promise<void> {
  await writeFileAtomically(path, encodeMrc(map));
}

async function headerOf(file: FileHandle, path: string): Promise<MrcHeader> {
  const { size } = await file.stat();
  const bytes = await readExactly(file, 0, Math.min(size, headerBytes), path);
  return parseMrcHeader(bytes, path, size);
}

async function readExactly(
  file: FileHandle,
  position: number,
  length: number,
  path: string,
): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  let done = 0;
  while (done < length) {
    // One read call is limited to 2 GiB by the system.
    const chunk = Math.min(length - done, 2 ** 30);
    const { bytesRead } = await file.read(bytes, done, chunk, position + done);
    if (bytesRead === 0) throw new Problem('the file became shorter while it was read', { where: path });
    done += bytesRead;
  }
  return bytes;
}

async function withFile<T>(path: string, use: (file: FileHandle) => Promise<T>): Promise<T> {
  let file: FileHandle | undefined;
  try {
    file = await open(path, 'r');
    return await use(file);
  } catch (error) {
    throw fileProblem(error, path, 'cannot read the file');
  } finally {
    await file?.close();
  }
}
