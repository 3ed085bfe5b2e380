/** The 1024-byte header of MRC, MAP and CCP4 files, in either byte order. */
import type { Vector3 } from '../../shared/math/vector';
import { Problem } from '../../shared/problem';

export interface MrcHeader {
  /** Columns, rows, sections. */
  readonly size: readonly [number, number, number];
  /** 0 int8, 1 int16, 2 float32, 6 uint16, 12 float16, 101 4-bit. */
  readonly mode: number;
  /** Å along columns, rows and sections; 0 if unknown. */
  readonly pixelSize: readonly [number, number, number];
  /** Å */
  readonly origin: Vector3;
  /** First column, row and section of the stored box, in voxels. */
  readonly start: Vector3;
  /** Which axis (1 x, 2 y, 3 z) columns, rows and sections run along. */
  readonly axes: readonly [number, number, number];
  readonly littleEndian: boolean;
  /** Bytes before the first voxel: the header and the extended header. */
  readonly dataOffset: number;
  /** As the file states them; meaningless in many files, see statedStatistics. */
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  readonly rms: number;
  /** One volume rather than a single image or a stack of images. */
  readonly isVolume: boolean;
  /** Volumes of a stack of volumes, one behind the other along the sections; 1 for everything else. */
  readonly volumes: number;
  /** Mode 0 holds signed bytes, except in files of old programs, whose headers say so by stamp or range. */
  readonly signedBytes: boolean;
}

export const headerBytes = 1024;

/**
 * Reads the header from the first 1024 bytes or more.
 * Throws Problem for what is not MRC and for files too short for the voxels that the header promises.
 *
 * @param fileSize bytes in the whole file
 */
export function parseMrcHeader(bytes: Uint8Array, where: string, fileSize: number): MrcHeader {
  if (bytes.byteLength < headerBytes)
    throw new Problem(
      `this is not an MRC file: it has ${fileSize} bytes and the header alone takes ${headerBytes}`,
      {
        where,
        remedy: 'check which file you chose',
      },
    );
  const view = new DataView(bytes.buffer, bytes.byteOffset, headerBytes);
  const littleEndian = byteOrder(view);
  if (littleEndian === undefined)
    throw new Problem('this is not an MRC file: neither byte order gives a plausible size and mode', {
      where,
      remedy: 'check which file you chose',
    });
  const header = readFields(view, littleEndian);
  const needed = header.dataOffset + dataBytes(header);
  if (fileSize < needed)
    throw new Problem(
      `the file is truncated: ${header.size.join(' x ')} voxels of mode ${header.mode} need ${needed} bytes, it has ${fileSize}`,
      { where, remedy: 'copy or compute it again' },
    );
  return header;
}

/** Of the voxels, null where the file does not say: MRC2014 marks that with impossible values, others leave 0. */
export function statedStatistics({ min, max, mean, rms }: Pick<MrcHeader, 'min' | 'max' | 'mean' | 'rms'>): {
  readonly min: number | null;
  readonly max: number | null;
  readonly mean: number | null;
  readonly rms: number | null;
} {
  const isUnset = min === 0 && max === 0;
  const hasRange = Number.isFinite(min) && Number.isFinite(max) && max >= min && !isUnset;
  const hasMean = hasRange
    ? mean >= min && mean <= max
    : Number.isFinite(mean) && mean !== 0 && mean >= Math.min(min, max);
  const hasDeviation = Number.isFinite(rms) && (rms > 0 || (rms === 0 && hasRange && min === max));
  return {
    min: hasRange ? min : null,
    max: hasRange ? max : null,
    mean: hasMean ? mean : null,
    rms: hasDeviation ? rms : null,
  };
}

/** Bytes that `sections` sections of voxels take. */
export function dataBytes(header: MrcHeader, sections = header.size[2]): number {
  const [columns, rows] = header.size;
  const rowBytes = header.mode === 101 ? Math.ceil(columns / 2) : columns * (bytesPerVoxel[header.mode] ?? 0);
  return rowBytes * rows * sections;
}

const bytesPerVoxel: Readonly<Record<number, number>> = {
  0: 1,
  1: 2,
  2: 4,
  3: 4,
  4: 8,
  6: 2,
  12: 2,
  101: 0.5,
};
const largestEdge = 2 ** 24;

/** The machine stamp is wrong in some real files, so it only decides which order is tried first. */
function byteOrder(view: DataView): boolean | undefined {
  const stampSaysBig = view.getUint8(212) === 0x11 && view.getUint8(213) === 0x11;
  return (stampSaysBig ? [false, true] : [true, false]).find((little) => {
    const edges = [0, 4, 8].map((offset) => view.getInt32(offset, little));
    const mode = view.getInt32(12, little);
    const extended = view.getInt32(92, little);
    return edges.every((edge) => edge > 0 && edge < largestEdge) && mode in bytesPerVoxel && extended >= 0;
  });
}

function readFields(view: DataView, little: boolean): MrcHeader {
  const int = (offset: number): number => view.getInt32(offset, little);
  const float = (offset: number): number => view.getFloat32(offset, little);
  const size = [int(0), int(4), int(8)] as const;
  const axes = axisOrder([int(64), int(68), int(72)]);
  // Cells and samplings are given along x, y, z; columns, rows and sections may run along others.
  const spacing = [0, 1, 2].map((axis) => {
    const samples = int(28 + 4 * axis);
    const cell = float(40 + 4 * axis);
    const pixel = cell / (samples > 0 ? samples : size[axes.indexOf(axis + 1)]);
    return Number.isFinite(pixel) && pixel > 0 ? roundToFloat(pixel) : 0;
  });
  const spaceGroup = int(88);
  const volumeSections = int(36);
  const isStack =
    spaceGroup >= 401 && spaceGroup <= 630 && volumeSections > 0 && size[2] % volumeSections === 0;
  const imodStamp = int(152) === 1146047817;
  const imodFlags = imodStamp ? int(156) : 0;
  const isHalved = int(12) === 0 && (imodFlags & 16) !== 0;
  return {
    // IMOD's 4-bit images say half of their columns: two are in a byte.
    size: isHalved ? [2 * size[0], size[1], size[2]] : size,
    mode: isHalved ? 101 : int(12),
    pixelSize: [spacing[axes[0] - 1], spacing[axes[1] - 1], spacing[axes[2] - 1]],
    origin: [float(196), float(200), float(204)],
    start: [int(16), int(20), int(24)],
    axes,
    littleEndian: little,
    dataOffset: headerBytes + int(92),
    min: float(76),
    max: float(80),
    mean: float(84),
    rms: float(216),
    // A stack of images has space group 0 and one section a cell; RELION and EMDB write 1 for volumes.
    isVolume: size[2] > 1 && ((spaceGroup >= 1 && spaceGroup < 401) || volumeSections === size[2]),
    // The MRC2014 standard adds 400 to the space group of stacks of volumes.
    volumes: isStack ? size[2] / volumeSections : 1,
    signedBytes: imodStamp ? (imodFlags & 1) === 1 : !(float(76) >= 0 && float(80) > 127),
  };
}

/** 10.7 stored as cell 682.8 over 64 comes back as 10.668750000000001: round to what 32 bits can tell apart. */
function roundToFloat(value: number): number {
  return Number(value.toPrecision(7));
}

function axisOrder(axes: readonly [number, number, number]): readonly [number, number, number] {
  return [...axes].sort((a, b) => a - b).join() === '1,2,3' ? axes : [1, 2, 3];
}
