/** Width and height of a raw movie in any container (MRC, TIFF, EER), from its header alone. */
import { open } from 'node:fs/promises';
import { fileProblem } from '../files/fileProblem';
import { headerBytes, parseMrcHeader } from './mrcHeader';
import { readTiffDirectories, tiffOrder } from './tiffDirectory';

/** Pixels. Takes the same time for every file size; throws Problem for missing and unknown files. */
export async function readImageSize(path: string): Promise<readonly [width: number, height: number]> {
  const file = await open(path, 'r').catch((error: unknown) => {
    throw fileProblem(error, path, 'cannot read the file');
  });
  try {
    const bytes = new Uint8Array(headerBytes);
    const { bytesRead } = await file.read(bytes, 0, headerBytes, 0);
    const start = bytes.subarray(0, bytesRead);
    if (tiffOrder(new DataView(start.buffer, 0, bytesRead)) !== undefined) {
      const [first] = await readTiffDirectories(file, path, 1);
      return [first.value(256), first.value(257)];
    }
    const header = parseMrcHeader(start, path, (await file.stat()).size);
    return [header.size[0], header.size[1]];
  } catch (error) {
    throw fileProblem(error, path, 'cannot read the file');
  } finally {
    await file.close();
  }
}
