/** A format of maps and one of movies that no program writes: what adding one takes. */
import { open } from 'node:fs/promises';
import { mapFormats } from '../../src/formats/mapFormats';
import { imageFormats, type ImageFormats } from '../../src/formats/imageFormats';
import { terseHeader, type MapFormat } from '../../src/formats/maps/mapFormat';
import { readExactly } from '../../src/formats/randomAccess';
import { describeStack, type ImageStack, type StackFormat } from '../../src/formats/stacks/stackFormat';

/** `brickFloats`, three edges in bytes, then bytes of voxels. */
export const brick: MapFormat = {
  name: 'Brick',
  endings: [{ ending: 'brick', holds: 'volume' }],
  headerBytes: 8,
  recognizes: (start) => mark(start) === 'BRICK',
  parse: (start) => ({
    header: terseHeader([start[5], start[6], start[7]], { mode: 0, littleEndian: true, dataOffset: 8 }),
    rowBytes: start[5],
    isPlain: false,
    decode: (bytes) => Float32Array.from(bytes),
  }),
};

/** @param size edges under 256 @param values of bytes */
export function encodeBrick(size: readonly [number, number, number], values: readonly number[]): Buffer {
  return Buffer.from([...Buffer.from('BRICK'), ...size, ...values]);
}

/** `FLICK`, columns, rows and frames in bytes, then bytes of pixels. */
const flick: StackFormat = {
  endings: ['flick'],
  recognizes: async (start) => mark(start) === 'FLICK',
  readSize: async (file, path) => {
    const [, , , , , width, height] = await readExactly(file, 0, 8, path);
    return [width, height];
  },
  open: openFlick,
  describe: async (path) => describeStack(await openFlick(path), 'Flick movie', 'frames'),
};

/** @param values of bytes */
export function encodeFlick(size: readonly [number, number, number], values: readonly number[]): Buffer {
  return Buffer.from([...Buffer.from('FLICK'), ...size, ...values]);
}

async function openFlick(path: string): Promise<ImageStack> {
  const file = await open(path);
  const [, , , , , width, height, frames] = await readExactly(file, 0, 8, path);
  const pixels = width * height;
  return {
    size: [width, height],
    frames,
    pixelSize: 0,
    readFrame: async (index) => Float32Array.from(await readExactly(file, 8 + index * pixels, pixels, path)),
    close: () => file.close(),
  };
}

export const withDummyImages: ImageFormats = {
  maps: [...mapFormats, brick],
  stacks: [...imageFormats.stacks, flick],
};

function mark(start: Uint8Array): string {
  return String.fromCharCode(...start.subarray(0, 5));
}
