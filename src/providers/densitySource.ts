/** Reads a density file for display: its header first, then a few sections at a time, averaged when there are many. */
import path from 'node:path';
import type { DensityInfo } from '../../webview/protocol/density';
import { readMrcHeader, readMrcSections, type MrcHeader } from '../formats/mrc';

/** Most voxels that go to the screen. */
const budget = 256 ** 3;

const modeNames: Readonly<Record<number, string>> = {
  0: '8-bit integer',
  1: '16-bit integer',
  2: '32-bit float',
  6: '16-bit unsigned integer',
  12: '16-bit float',
  101: '4-bit integer',
};

export async function describeDensity(file: string): Promise<DensityInfo> {
  const header = await readMrcHeader(file);
  const binning = chooseBinning(header.size, header.isVolume);
  return {
    fileName: path.basename(file),
    size: alongAxes((axis) => Math.floor(header.size[axis] / binning[axis])),
    binning,
    pixelSize: alongAxes((axis) => header.pixelSize[axis] * binning[axis]),
    axes: header.axes,
    isVolume: header.isVolume,
    table: headerTable(header, binning),
  };
}

/** @returns voxels of binned sections, columns fastest */
export async function readBinnedSections(
  file: string,
  info: DensityInfo,
  first: number,
  count: number,
): Promise<Float32Array> {
  const [binX, binY, binZ] = info.binning;
  if (binX === 1 && binY === 1 && binZ === 1) return (await readMrcSections(file, first, count)).data;
  const [columns, rows] = info.size;
  const result = new Float32Array(columns * rows * count);
  for (let z = 0; z < count * binZ; z++) {
    const { header, data } = await readMrcSections(file, first * binZ + z, 1);
    const target = result.subarray(Math.floor(z / binZ) * columns * rows);
    for (let y = 0; y < rows * binY; y++) {
      const from = y * header.size[0];
      const to = Math.floor(y / binY) * columns;
      for (let x = 0; x < columns * binX; x++) target[to + Math.floor(x / binX)] += data[from + x];
    }
  }
  const scale = 1 / (binX * binY * binZ);
  for (let index = 0; index < result.length; index++) result[index] *= scale;
  return result;
}

/** The smallest binning that fits the budget; images of a stack are not averaged with each other. */
export function chooseBinning(
  size: readonly [number, number, number],
  isVolume: boolean,
): readonly [number, number, number] {
  for (let factor = 1; ; factor++) {
    const binning = [
      Math.min(factor, size[0]),
      Math.min(factor, size[1]),
      isVolume ? Math.min(factor, size[2]) : 1,
    ] as const;
    const voxels = size.reduce((product, edge, axis) => product * Math.floor(edge / binning[axis]), 1);
    if (voxels <= budget || (binning[0] === size[0] && binning[1] === size[1])) return binning;
  }
}

function headerTable(header: MrcHeader, binning: readonly number[]): [string, string][] {
  const known = header.pixelSize.every((pixel) => pixel > 0);
  const binned = binning.some((factor) => factor > 1);
  return [
    [
      'Size',
      header.size[2] > 1
        ? `${header.size.join(' × ')} voxels`
        : `${header.size.slice(0, 2).join(' × ')} pixels`,
    ],
    ['Voxel size', known ? `${uniform(header.pixelSize.map(short))} Å` : 'not in the header'],
    ...(known
      ? ([
          [
            'Extent',
            `${header.size.map((edge, axis) => short(edge * header.pixelSize[axis])).join(' × ')} Å`,
          ],
        ] as [string, string][])
      : []),
    [
      'Values',
      `${modeNames[header.mode] ?? `mode ${header.mode}`}, ${header.littleEndian ? 'little' : 'big'}-endian`,
    ],
    ['Origin', `${[header.origin[0], header.origin[1], header.origin[2]].map(short).join(', ')} Å`],
    [
      'Start',
      header.start[0] === 0 && header.start[1] === 0 && header.start[2] === 0
        ? '0, 0, 0'
        : [...header.start].join(', '),
    ],
    ['Axis order', header.axes.map((axis) => 'xyz'[axis - 1]).join(', ')],
    ['Minimum, maximum in header', `${short(header.min)}, ${short(header.max)}`],
    ['Mean, rms in header', `${short(header.mean)}, ${short(header.rms)}`],
    ...(binned ? ([['Shown', `average of ${binning.join(' × ')} voxels`]] as [string, string][]) : []),
  ];
}

function alongAxes(value: (axis: number) => number): [number, number, number] {
  return [value(0), value(1), value(2)];
}

/** One number where all are the same. */
function uniform(values: readonly string[]): string {
  return values.every((value) => value === values[0]) ? values[0] : values.join(' × ');
}

function short(value: number): string {
  return String(Number(value.toPrecision(6)));
}
