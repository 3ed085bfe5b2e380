/** What maps, images and movies hold, from their headers. */
import type { Described } from '../../formats/described';
import { readImageStart, type ImageFormats } from '../../formats/imageFormats';
import type { MapStart } from '../../formats/maps/mapHeader';
import { statedStatistics } from '../../formats/mrc';

/** Throws Problem. */
export async function describeImages(path: string, formats: ImageFormats): Promise<Described> {
  const found = await readImageStart(path, formats);
  return 'open' in found ? found.describe(path) : describeMap(found);
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

function describeMap({ header, format: { name } }: MapStart): Described {
  const [columns, rows, sections] = header.size;
  if (header.isTerse === true)
    return { kind: `${name} file`, facts: { 'size (pixels)': [columns, rows], images: sections } };
  const stacked = header.volumes > 1 ? `${name} stack of volumes` : `${name} stack of images`;
  const { min, max, mean, rms } = statedStatistics(header);
  const kind = header.isVolume ? `${name} volume` : sections > 1 ? stacked : `${name} image`;
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
