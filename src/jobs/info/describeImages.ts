/** What maps, images and movies hold, from their headers. */
import { open } from 'node:fs/promises';
import { containerOf } from '../../formats/container';
import { openImageStack } from '../../formats/openImageStack';
import { readMrcHeader, statedStatistics } from '../../formats/mrc';
import type { MrcHeader } from '../../formats/mrc';
import { readTiffDirectories } from '../../formats/tiffDirectory';
import type { Described } from './facts';

export async function describeImages(path: string): Promise<Described> {
  const container = await containerOf(path);
  if (container === 'mrc') return describeMrc(await readMrcHeader(path));
  const colours = container === 'tiff' ? await coloursOf(path) : 1;
  if (colours > 1)
    return { kind: 'TIFF picture', facts: { colours, use: 'none: movies and gain references are grey' } };
  const stack = await openImageStack(path);
  try {
    const kind = { tiff: 'TIFF images', eer: 'electron-event movie', em: 'EM file' }[container];
    return {
      kind,
      facts: {
        'size (pixels)': stack.size,
        [container === 'eer' ? 'camera frames' : 'images']: stack.frames,
      },
    };
  } finally {
    await stack.close();
  }
}

async function coloursOf(path: string): Promise<number> {
  const file = await open(path, 'r');
  try {
    return (await readTiffDirectories(file, path, 1))[0].values(277)[0] ?? 1;
  } finally {
    await file.close();
  }
}

const modes: Readonly<Record<number, string>> = {
  0: '8-bit integers',
  1: '16-bit integers',
  2: '32-bit floats',
  3: 'complex 16-bit integers',
  4: 'complex 32-bit floats',
  6: 'unsigned 16-bit integers',
  12: '16-bit floats',
  101: '4-bit integers',
};

function describeMrc(header: MrcHeader): Described {
  const [, , sections] = header.size;
  const stacked = header.volumes > 1 ? 'MRC stack of volumes' : 'MRC stack of images';
  const { min, max, mean, rms } = statedStatistics(header);
  const kind = header.isVolume ? 'MRC volume' : sections > 1 ? stacked : 'MRC image';
  return {
    kind,
    facts: {
      'size (pixels)': header.size,
      ...(header.volumes > 1 && { volumes: header.volumes }),
      'pixel size (Å)': header.pixelSize.every((pixel) => pixel === 0) ? null : header.pixelSize,
      values: modes[header.mode],
      'byte order': header.littleEndian ? 'little-endian' : 'big-endian',
      axes: header.axes.map((axis) => ' xyz'[axis]).join(''),
      'start (voxels)': header.start,
      'origin (Å)': header.origin,
      minimum: min,
      maximum: max,
      mean,
      'standard deviation': rms,
      'header (bytes)': header.dataOffset,
    },
  };
}
