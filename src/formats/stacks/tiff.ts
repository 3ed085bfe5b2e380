/** Reads TIFF movies and gain references frame by frame: none, LZW, deflate or packbits, 8 to 32 bits, strips or tiles. */
import { open } from 'node:fs/promises';
import type { GeoTIFF, GeoTIFFImage } from 'geotiff';
import { Problem } from '../../../shared/problem';
import { fileProblem } from '../../files/fileProblem';
import { firstImageSize, readTiffDirectories, tiffOrder } from '../tiffDirectory';
import { describeStack, type ImageStack, type StackFormat } from './stackFormat';

export const tiff: StackFormat = {
  endings: ['tif', 'tiff', 'gain'],
  recognizes: async (start) => tiffOrder(start) !== undefined,
  readSize: firstImageSize,
  open: openTiff,
  describe: async (path) => {
    const colors = await colorsOf(path);
    return colors > 1
      ? { kind: 'TIFF picture', facts: { colors, use: 'none: movies and gain references are gray' } }
      : describeStack(await openTiff(path), 'TIFF images', 'images');
  },
};

async function colorsOf(path: string): Promise<number> {
  const file = await open(path, 'r');
  try {
    return (await readTiffDirectories(file, path, 1))[0].values(277)[0] ?? 1;
  } finally {
    await file.close();
  }
}

/** Rows are turned upside down, as Warp does, so that they match those of MRC files. Throws Problem. */
async function openTiff(path: string): Promise<ImageStack> {
  const frames = await checkedFrames(path);
  let tiff: GeoTIFF | undefined;
  try {
    // Loaded where a frame is read: sizes and other formats do without.
    const { fromFile } = await import('geotiff');
    tiff = await fromFile(path);
    const first = await tiff.getImage(0);
    const size = sizeOf(first, path);
    const opened = tiff;
    return {
      size,
      frames,
      pixelSize: 0,
      readFrame: async (index) => {
        try {
          const image = await opened.getImage(index);
          const [width, height] = sizeOf(image, path);
          if (width !== size[0] || height !== size[1])
            throw new Problem(`frame ${index + 1} is ${width} x ${height}, the first ${size.join(' x ')}`, {
              where: path,
            });
          return await readImage(image, size);
        } catch (error) {
          throw damaged(error, path);
        }
      },
      close: async () => {
        await opened.close();
      },
    };
  } catch (error) {
    await tiff?.close();
    throw damaged(error, path);
  }
}

/** The library goes on for ever in circular files and fails without a reason in truncated ones: look at both first. */
async function checkedFrames(path: string): Promise<number> {
  const file = await open(path, 'r').catch((error: unknown) => {
    throw fileProblem(error, path, 'cannot read the file');
  });
  try {
    const { size } = await file.stat();
    const directories = await readTiffDirectories(file, path);
    directories.forEach((directory, frame) => {
      const offsets = [...directory.values(273), ...directory.values(324)];
      const lengths = [...directory.values(279), ...directory.values(325)];
      const stored = lengths.reduce((sum, length) => sum + length, 0);
      const pixels = directory.value(256) * directory.value(257);
      const remedy = 'the file may be truncated, copy it again';
      if (offsets.some((offset, i) => offset + (lengths[i] ?? 0) > size))
        throw new Problem(`frame ${frame + 1} reaches beyond the end of the file`, { where: path, remedy });
      if (pixels > mostPixels || pixels > stored * mostCompression)
        throw new Problem(
          `frame ${frame + 1} claims ${directory.value(256)} x ${directory.value(257)} pixels in ${stored} bytes`,
          { where: path, remedy },
        );
    });
    return directories.length;
  } finally {
    await file.close();
  }
}

const mostPixels = 2 ** 28;
/** Pixels that a byte can stand for: deflate reaches 1032 zeros. */
const mostCompression = 1100;

function sizeOf(image: GeoTIFFImage, path: string): readonly [number, number] {
  const [width, height, samples] = [image.getWidth(), image.getHeight(), image.getSamplesPerPixel()];
  if (!(width > 0 && height > 0 && width * height <= mostPixels))
    throw new Problem(`it claims images of ${width} x ${height} pixels`, { where: path });
  if (samples !== 1)
    throw new Problem(`it has ${samples} colors, expected gray values`, {
      where: path,
      remedy: 'give a movie or a gain reference',
    });
  return [width, height];
}

async function readImage(
  image: GeoTIFFImage,
  [width, height]: readonly [number, number],
): Promise<Float32Array> {
  const values = (await image.readRasters({ samples: [0], interleave: true })) as ArrayLike<number>;
  const turned = new Float32Array(width * height);
  for (let row = 0; row < height; row++) {
    const from = (height - 1 - row) * width;
    for (let x = 0; x < width; x++) turned[row * width + x] = values[from + x];
  }
  return turned;
}

/** The library throws errors of many kinds for broken files, none with a place. */
function damaged(error: unknown, path: string): Problem {
  if (error instanceof Problem) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new Problem(`the TIFF file cannot be read, ${message.split('\n')[0].slice(0, 120)}`, {
    where: path,
    remedy: 'the file may be truncated, copy it again',
    cause: error,
  });
}
