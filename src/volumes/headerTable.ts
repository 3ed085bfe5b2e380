/** A density file's header in words: label and value. */
import type { DensityFile } from '../formats/maps/densityFile';
import { statedStatistics } from '../formats/mrc';
import type { VolumeLevel } from '../../shared/protocol/volume';

const modeNames: Readonly<Record<number, string>> = {
  0: '8-bit integer',
  1: '16-bit integer',
  2: '32-bit float',
  6: '16-bit unsigned integer',
  12: '16-bit float',
  101: '4-bit integer',
};

export function headerTable(file: DensityFile, finest: VolumeLevel): [string, string][] {
  const { header } = file;
  const known = header.pixelSize.every((pixel) => pixel > 0);
  const flat = header.size[2] === 1;
  const rows: [string, string][] = [
    [
      'Size',
      flat
        ? `${header.size.slice(0, 2).join(' × ')} pixels`
        : `${header.size.join(' × ')} ${header.isVolume ? 'voxels' : 'pixels and images'}`,
    ],
    ['Voxel size', known ? `${uniform(header.pixelSize.map(short))} Å` : 'not in the header'],
  ];
  if (known)
    rows.push([
      'Extent',
      `${header.size.map((edge, axis) => short(edge * header.pixelSize[axis])).join(' × ')} Å`,
    ]);
  const stated = statedStatistics(header);
  const order = header.littleEndian ? 'little' : 'big';
  rows.push(['Values', `${modeNames[header.mode] ?? `mode ${header.mode}`}, ${order}-endian`]);
  rows.push(['Format', `${file.format}${file.compressed ? ', compressed' : ''}`]);
  if (header.isTerse !== true)
    rows.push(
      ['Origin', `${[...header.origin].map(short).join(', ')} Å`],
      ['Start', [...header.start].join(', ')],
      ['Axis order', header.axes.map((axis) => 'xyz'[axis - 1]).join(', ')],
      ['Minimum, maximum in header', `${orUnknown(stated.min)}, ${orUnknown(stated.max)}`],
      ['Mean, rms in header', `${orUnknown(stated.mean)}, ${orUnknown(stated.rms)}`],
    );
  if (finest.binning.some((factor) => factor > 1))
    rows.push([
      'Surface from',
      `${finest.sampled ? 'samples' : 'averages'} of ${finest.binning.join(' × ')} voxels`,
    ]);
  return rows;
}

/** One number where all are the same. */
function uniform(values: readonly string[]): string {
  return values.every((value) => value === values[0]) ? values[0] : values.join(' × ');
}

function orUnknown(value: number | null): string {
  return value === null ? 'unknown' : short(value);
}

function short(value: number): string {
  return String(Number(value.toPrecision(6)));
}
