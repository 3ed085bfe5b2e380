/** Movies and stacks of images frame by frame, whatever file they are in: MRC, TIFF, EER, EM. */
import { containerOf } from './container';
import { openEer, type EerOptions } from './eer';
import { readEm } from './em';
import type { ImageStack } from './imageStack';
import { readMrcHeader, readMrcSections } from './mrc';
import { openTiff } from './tiff';

/** Recognises the file by its content. Close it after use. Throws Problem for missing and unknown files. */
export async function openImageStack(
  path: string,
  eer: EerOptions = { groupFrames: 0, superResolution: 1 },
): Promise<ImageStack> {
  const kind = await containerOf(path);
  if (kind === 'eer') return openEer(path, eer);
  if (kind === 'tiff') return openTiff(path);
  if (kind === 'em') {
    const { size, data } = await readEm(path);
    const length = size[0] * size[1];
    return {
      size: [size[0], size[1]],
      frames: size[2],
      pixelSize: 0,
      readFrame: async (index) => data.slice(index * length, (index + 1) * length),
      close: async () => undefined,
    };
  }
  const header = await readMrcHeader(path);
  return {
    size: [header.size[0], header.size[1]],
    frames: header.size[2],
    pixelSize: header.pixelSize[0],
    readFrame: async (index) => (await readMrcSections(path, index, 1)).data,
    close: async () => undefined,
  };
}
