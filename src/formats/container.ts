/** What kind of file images or maps are in, told by its content, without what reads them. */
import { open } from 'node:fs/promises';
import { isEm } from './em';
import { fileProblem } from '../files/fileProblem';
import { isEer, readTiffDirectories, tiffOrder } from './tiffDirectory';

export type Container = 'eer' | 'tiff' | 'em' | 'mrc';

/** What cannot be told apart counts as MRC, whose reader says what is wrong. Throws Problem for missing files. */
export async function containerOf(path: string): Promise<Container> {
  try {
    const file = await open(path, 'r');
    try {
      const bytes = new Uint8Array(512);
      const { bytesRead } = await file.read(bytes, 0, 512, 0);
      if (tiffOrder(new DataView(bytes.buffer, 0, bytesRead)) !== undefined)
        return isEer((await readTiffDirectories(file, path, 1))[0]) ? 'eer' : 'tiff';
      return isEm(bytes.subarray(0, bytesRead), (await file.stat()).size) ? 'em' : 'mrc';
    } finally {
      await file.close();
    }
  } catch (error) {
    throw fileProblem(error, path, 'cannot read the file');
  }
}
