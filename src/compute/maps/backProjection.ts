/**
 * Reconstruction from projections, on the CPU: slices are inserted with trilinear weights into a grid that is `padding`
 * times as fine, and the sum of image times transfer function is divided by that of its square, as relion_reconstruct does.
 */
import { SimdTransforms } from '../../../shared/math/simdTransforms';
import type { Matrix3 } from '../../../shared/math/vector';
import moduleBytes from './assembly/insertion.wasm';
import { brickFloats, planBricks } from './brickGrid';
import { brickMapArrays, mapFromBricks } from './brickMap';

export interface Projection {
  /** (y, x) pixels. */
  readonly image: Float32Array;
  /** Reference frame to image frame; one for each symmetric copy. */
  readonly rotations: readonly Matrix3[];
  /** Pixels that move the particle to the middle. */
  readonly shift: readonly [number, number];
  /** What the signal was multiplied with; null for nothing. */
  readonly transfer: Transfer | null;
}

/** scale * exp(-decay * square(k)) * sin(pi (constant + phase(k) - quartic * square(k)^2)) */
export interface Transfer {
  readonly polynomial: TransferPolynomial;
  readonly scale: number;
  readonly decay: number;
  /** Phases are flipped already. */
  readonly isAbsolute: boolean;
  /** Only signs are corrected. */
  readonly isSign: boolean;
  /** 1 up to where the phase is pi / 2. */
  readonly isIntactFirst: boolean;
  /** The image has been multiplied with it once more, and need not be. */
  readonly isPremultiplied: boolean;
}

/** Of frequency in cycles an image; quadratic forms are given as factors of x^2, x y and y^2. */
export interface TransferPolynomial {
  readonly constant: number;
  readonly phase: readonly [number, number, number];
  /** Of the frequency, 1/Å^2. */
  readonly square: readonly [number, number, number];
  readonly quartic: number;
}

export interface BackProjection {
  /** Adds an image, whose memory may then be used again; returns false, and adds nothing, when it holds NaN or infinity. */
  insert(projection: Projection): boolean;
  /** (z, y, x) map with its center in voxel size/2; uses the sums up. */
  finish(): Float32Array;
}

/**
 * @param size even edge of the images, pixels
 * @param reach highest frequency, cycles an image, at most size/2
 */
export function planBackProjection(size: number, padding: number, reach: number): BackProjection {
  const edge = 2 * Math.round((size * padding) / 2);
  const scale = edge / size;
  const grid = planBricks(scale * reach);
  const rows = rowTable(size, reach);
  const capacity = rows.reduce((sum, [, , count]) => sum + roomFor(count), 0);
  const longest = roomFor(size / 2 + 1);
  const pixels = size * size;
  const phases = 2 * (size / 2 + 4);
  const mapSize = { edge, size };
  const arrays = [pixels, pixels, 4 * rows.length, 3 * capacity, phases, 2 * settingDoubles, 6, 15 * longest];
  const all = [...arrays, grid.floats + brickFloats, ...brickMapArrays(grid, mapSize)];
  const transforms = new SimdTransforms(
    all.reduce((sum, floats) => sum + floats),
    all.length,
    [size, edge],
  );
  const [re, im, table, samples, alongX, settingFloats, pose, scratch] = arrays.map((floats) =>
    transforms.allocate(floats),
  );
  new Int32Array(table.buffer, table.byteOffset, table.length).set(rows.flat());
  const settings = new Float64Array(settingFloats.buffer, settingFloats.byteOffset, settingDoubles);
  const sums = pageAligned(transforms.allocate(grid.floats + brickFloats), grid.floats);
  const kernel = transforms.link(moduleBytes) as unknown as Kernel;
  /** Images are transformed two by two; this one waits for its second. */
  let first: Projection | null = null;

  /** Phase that one step of frequency adds, radians: the middle is pixel size/2. */
  const turn = (offset: number): number => (2 * Math.PI * (size / 2 - offset)) / size;

  const insertOne = ({ rotations, shift, transfer }: Projection, isSecond: boolean): void => {
    const [stepX, stepY] = [turn(shift[0]), turn(shift[1])];
    settings[0] = Math.cos(stepX);
    settings[1] = Math.sin(stepX);
    settings[2] = Math.cos(rows[0][0] * stepY);
    settings[3] = Math.sin(rows[0][0] * stepY);
    settings[4] = Math.cos(stepY);
    settings[5] = Math.sin(stepY);
    if (transfer !== null) setTransfer(settings, transfer);
    kernel.weigh(
      re.byteOffset,
      im.byteOffset,
      size,
      isSecond ? 1 : 0,
      table.byteOffset,
      rows.length,
      alongX.byteOffset,
      settings.byteOffset,
      modeOf(transfer),
      samples.byteOffset,
      capacity,
    );
    for (const rotation of rotations) {
      for (let i = 0; i < 6; i++) pose[i] = scale * rotation[i];
      kernel.insert(
        samples.byteOffset,
        capacity,
        table.byteOffset,
        rows.length,
        pose.byteOffset,
        sums.byteOffset,
        grid.bricks[0],
        grid.bricks[1],
        grid.middle,
        scratch.byteOffset,
        longest,
      );
    }
  };

  const insertPair = (second: Projection | null): void => {
    if (first === null) return;
    if (second === null) im.fill(0);
    const lines = { length: size, count: size, pitch: size };
    transforms.rows(re, im, lines);
    transforms.columns(re, im, lines);
    insertOne(first, false);
    if (second !== null) insertOne(second, true);
    first = null;
  };

  return {
    insert(projection) {
      const room = first === null ? re : im;
      room.set(projection.image);
      if (kernel.isFinite(room.byteOffset, pixels) === 0) return false;
      if (first === null) first = projection;
      else insertPair(projection);
      return true;
    },
    finish() {
      insertPair(null);
      return mapFromBricks(grid, sums, transforms, mapSize);
    },
  };
}

/** Doubles that say how one image is weighed. */
const settingDoubles = 16;

interface Kernel {
  isFinite(from: number, count: number): number;
  weigh(
    re: number,
    im: number,
    size: number,
    isSecond: number,
    rowTable: number,
    rowCount: number,
    alongX: number,
    settings: number,
    mode: number,
    samples: number,
    capacity: number,
  ): void;
  insert(
    samples: number,
    capacity: number,
    rowTable: number,
    rowCount: number,
    pose: number,
    grid: number,
    bricksX: number,
    bricksY: number,
    middle: number,
    scratch: number,
    longest: number,
  ): void;
}

function setTransfer(settings: Float64Array, transfer: Transfer): void {
  const { constant, phase, square, quartic } = transfer.polynomial;
  settings[6] = constant;
  for (let i = 0; i < 3; i++) {
    settings[7 + i] = phase[i];
    settings[10 + i] = square[i];
  }
  settings[13] = quartic;
  settings[14] = transfer.scale;
  settings[15] = transfer.decay;
}

function modeOf(transfer: Transfer | null): number {
  if (transfer === null) return 0;
  const { isAbsolute, isSign, isIntactFirst, isPremultiplied } = transfer;
  return 1 + (isAbsolute ? 2 : 0) + (isSign ? 4 : 0) + (isIntactFirst ? 8 : 0) + (isPremultiplied ? 16 : 0);
}

/** Rows of half of an image's transform within the reach: ky, first kx, number of samples, place of the first. */
function rowTable(size: number, reach: number): [number, number, number, number][] {
  // Nyquist's row and column are their own mates.
  const most = Math.min(reach, size / 2 - 1);
  let place = 0;
  return Array.from({ length: 2 * most + 1 }, (_, i) => {
    const ky = i - most;
    const first = ky < 0 ? 1 : 0;
    const count = Math.min(Math.floor(Math.sqrt(reach * reach - ky * ky)), most) + 1 - first;
    const start = place;
    place += roomFor(count);
    return [ky, first, count, start];
  });
}

function roomFor(count: number): number {
  return 4 * Math.ceil(count / 4);
}

function pageAligned(room: Float32Array, floats: number): Float32Array {
  const start = Math.ceil(room.byteOffset / 4 / brickFloats) * 4 * brickFloats;
  return new Float32Array(room.buffer as ArrayBuffer, start, floats);
}
