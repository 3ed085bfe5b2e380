/** Movies and stacks of images frame by frame, whatever file they are in. */
import { imageFormats, readImageStart } from './imageFormats';
import { openDensityFile } from './maps/densityFile';
import type { ImageStack } from './stacks/stackFormat';

/** Recognizes the file by its content. Close it after use. Throws Problem for missing and unknown files. */
export async function openImageStack(path: string, formats = imageFormats): Promise<ImageStack> {
  const found = await readImageStart(path, formats);
  if ('open' in found) return found.open(path);
  const { header, readRows, close } = await openDensityFile(path, { formats: formats.maps });
  const [width, height, frames] = header.size;
  return {
    size: [width, height],
    frames,
    pixelSize: header.pixelSize[0],
    readFrame: (index) => readRows(index, 0, height),
    close,
  };
}
