/**
 * Electron-event files (EER): every directory of a BigTIFF is one camera frame, its bits a run-length code of
 * electron positions, each refined to a quarter of a pixel.
 */
import { open } from 'node:fs/promises';
import { Problem } from '../../../shared/problem';
import { fileProblem } from '../../files/fileProblem';
import { firstImageSize, isEer, readTiffDirectories, tiffOrder, type TiffDirectory } from '../tiffDirectory';
import { describeStack, type ImageStack, type StackFormat } from './stackFormat';

export const eer: StackFormat = {
  endings: ['eer'],
  recognizes: async (start, file, path) =>
    tiffOrder(start) !== undefined && isEer((await readTiffDirectories(file, path, 1))[0]),
  readSize: firstImageSize,
  open: (path) => openEer(path, { groupFrames: 0, superResolution: 1 }),
  describe: async (path) => describeStack(await eer.open(path), 'electron-event movie', 'camera frames'),
};

export interface EerOptions {
  /** Camera frames added up to one image; negative: minus the number of images; 0: every frame is one. */
  readonly groupFrames: number;
  /** 1 camera pixels, 2 and 4 that many times finer along each axis. */
  readonly superResolution: 1 | 2 | 4;
}

/** Values are electrons. Frames that do not fill a group are left out. Throws Problem. */
export async function openEer(path: string, options: EerOptions): Promise<ImageStack> {
  const file = await open(path, 'r').catch((error: unknown) => {
    throw fileProblem(error, path, 'cannot read the file');
  });
  try {
    const frames = (await readTiffDirectories(file, path)).filter((frame) => isEer(frame));
    if (frames.length === 0) throw new Problem('it holds no electron-event frames', { where: path });
    const width = frames[0].value(256);
    const height = frames[0].value(257);
    if (!(width >= 1 && height >= 1 && width <= largestEdge && height <= largestEdge))
      throw new Problem(`it claims frames of ${width} x ${height} pixels`, { where: path });
    const fine = options.superResolution;
    const group = groupSize(frames.length, options.groupFrames);
    const size = [width * fine, height * fine] as const;
    return {
      size,
      frames: Math.floor(frames.length / group),
      pixelSize: 0,
      async readFrame(index) {
        const image = new Float32Array(size[0] * size[1]);
        for (const frame of frames.slice(index * group, (index + 1) * group)) {
          if (frame.value(256) !== width || frame.value(257) !== height)
            throw new Problem('its frames differ in size', { where: path });
          const code = codeOf(frame);
          addElectrons(image, await readStrips(frame), { ...code, width, height, fine });
        }
        return image;
      },
      close: () => file.close(),
    };
  } catch (error) {
    await file.close();
    throw fileProblem(error, path, 'cannot read the file');
  }

  async function readStrips(frame: TiffDirectory): Promise<Uint8Array> {
    const { size } = await file.stat();
    const lengths = frame.values(279);
    const parts: Uint8Array[] = [];
    for (const [i, offset] of frame.values(273).entries()) {
      const length = lengths[i] ?? 0;
      if (offset + length > size)
        throw new Problem('a frame reaches beyond the end of the file', {
          where: path,
          remedy: 'the file may be truncated, copy it again',
        });
      const bytes = new Uint8Array(length);
      await file.read(bytes, 0, length, offset);
      parts.push(bytes);
    }
    return Buffer.concat(parts);
  }
}

/** Twice what cameras have. */
const largestEdge = 8192;

export function groupSize(frames: number, groupFrames: number): number {
  const group = groupFrames < 0 ? Math.floor(frames / -groupFrames) : groupFrames;
  return Math.min(Math.max(1, group), frames);
}

interface Code {
  /** Bits that say how many pixels to skip. */
  readonly skip: number;
  /** Bits that place the electron within its pixel, along x and y. */
  readonly horizontal: number;
  readonly vertical: number;
}

function codeOf(frame: TiffDirectory): Code {
  const compression = frame.value(259);
  const bits = (tag: number, usual: number): number => Math.min(frame.values(tag)[0] ?? usual, 16);
  if (compression !== 65002) return { skip: compression === 65000 ? 8 : 7, horizontal: 2, vertical: 2 };
  return { skip: Math.max(1, bits(65007, 7)), horizontal: bits(65008, 2), vertical: bits(65009, 2) };
}

/** Least significant bits first: how many pixels without an electron, then where in its pixel the electron is. */
function addElectrons(
  image: Float32Array,
  bytes: Uint8Array,
  {
    skip,
    horizontal,
    vertical,
    width,
    height,
    fine,
  }: Code & { width: number; height: number; fine: 1 | 2 | 4 },
): void {
  const total = width * height;
  const none = 2 ** skip - 1;
  const end = bytes.length * 8;
  let at = 0;
  const read = (count: number): number => {
    let value = 0;
    for (let done = 0; done < count;) {
      const take = Math.min(count - done, 8 - (at & 7));
      value |= ((bytes[at >> 3] >> (at & 7)) & ((1 << take) - 1)) << done;
      done += take;
      at += take;
    }
    return value;
  };
  let pixel = 0;
  const goesOn = (): boolean => at + skip <= end;
  while (goesOn()) {
    const run = read(skip);
    pixel += run;
    // The largest run only skips: the pixel after it may be empty too.
    if (run === none) continue;
    if (pixel >= total || at + horizontal + vertical > end) return;
    const x = subPixel(read(horizontal), horizontal, fine);
    const y = subPixel(read(vertical), vertical, fine);
    const row = Math.floor(pixel / width) * fine + y;
    image[row * width * fine + (pixel % width) * fine + x]++;
    pixel++;
  }
}

/** Positions within a pixel count from its center: the highest bit is inverted. */
function subPixel(bits: number, count: number, fine: 1 | 2 | 4): number {
  if (fine === 1 || count === 0) return 0;
  const position = bits ^ (1 << (count - 1));
  return Math.floor((position * fine) / 2 ** count);
}
