/** Versions of a volume with fewer voxels, so that a first picture needs a small part of a large file. */
import type { Triple, VolumeLevel } from '../../shared/protocol/volume';
import type { DensityFile } from '../formats/maps/densityFile';

/** Most voxels that go to the screen, and how many of them come first. */
const most = 320 ** 3;
const first = 64 ** 3;
/** Larger files are not read whole just to be looked at, bytes. */
export const wholeFile = 2 ** 31;
/** Longer sections are read in rows when not all of them are needed, bytes. */
const wholeSection = 2 ** 21;
/** Requests that wait for the file system at the same time. */
const atOnce = 24;

/** Coarsest first. Images of a stack are never averaged with each other. */
export function chooseLevels(size: Triple, isVolume: boolean, bytes: number): readonly VolumeLevel[] {
  const finest = chooseBinning(size, isVolume, most);
  const coarsest = chooseBinning(size, isVolume, first);
  const level = (binning: Triple, sampled: boolean): VolumeLevel => ({
    size: [
      Math.floor(size[0] / binning[0]),
      Math.floor(size[1] / binning[1]),
      Math.floor(size[2] / binning[2]),
    ],
    binning,
    sampled: sampled && binning.some((factor) => factor > 1),
  });
  const fine = level(finest, bytes > wholeFile);
  return coarsest[0] <= finest[0] ? [fine] : [level(coarsest, true), fine];
}

/** The smallest binning that leaves at most this many voxels. */
export function chooseBinning(size: Triple, isVolume: boolean, budget: number): Triple {
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

/** @returns voxels of sections of the level, columns fastest. Throws Problem. */
export async function readLevelSections(
  file: DensityFile,
  level: VolumeLevel,
  start: number,
  count: number,
): Promise<Float32Array> {
  const [columns, rows] = level.size;
  if (level.binning.every((factor) => factor === 1))
    return file.readRows(start, 0, file.header.size[1] * count);
  const result = new Float32Array(columns * rows * count);
  const sections = Array.from({ length: count }, (_, section) => section);
  await eachAtOnce(sections, async (section) => {
    const target = result.subarray(section * columns * rows, (section + 1) * columns * rows);
    const from = (start + section) * level.binning[2];
    if (level.sampled) {
      await addSample(file, level, from + (level.binning[2] >> 1), target);
    } else {
      for (let z = 0; z < level.binning[2]; z++)
        addRows(
          level,
          await file.readRows(from + z, 0, rows * level.binning[1]),
          target,
          file.header.size[0],
        );
      scale(target, 1 / (level.binning[0] * level.binning[1] * level.binning[2]));
    }
  });
  return result;
}

/** One section, or one row in the middle of each row of the level. */
async function addSample(
  file: DensityFile,
  level: VolumeLevel,
  section: number,
  target: Float32Array,
): Promise<void> {
  const [columns, rows] = level.size;
  const [binX, binY] = level.binning;
  const width = file.header.size[0];
  if (file.bytes / file.header.size[2] <= wholeSection) {
    addRows(level, await file.readRows(section, 0, rows * binY), target, width);
    scale(target, 1 / (binX * binY));
    return;
  }
  const single: VolumeLevel = { ...level, size: [columns, 1, 1], binning: [binX, 1, 1] };
  await eachAtOnce(
    Array.from({ length: rows }, (_, row) => row),
    async (row) => {
      const line = await file.readRows(section, row * binY + (binY >> 1), 1);
      addRows(single, line, target.subarray(row * columns, (row + 1) * columns), width);
    },
  );
  scale(target, 1 / binX);
}

function addRows(level: VolumeLevel, data: Float32Array, target: Float32Array, width: number): void {
  const [columns, rows] = level.size;
  const [binX, binY] = level.binning;
  for (let y = 0; y < rows * binY; y++) {
    let from = y * width;
    const to = Math.floor(y / binY) * columns;
    for (let x = 0; x < columns; x++) {
      let sum = 0;
      for (let i = 0; i < binX; i++) sum += data[from++];
      target[to + x] += sum;
    }
  }
}

function scale(values: Float32Array, factor: number): void {
  for (let i = 0; i < values.length; i++) values[i] *= factor;
}

/** Does it for all, a few at a time: a distant disk answers many requests as fast as one. */
export async function eachAtOnce<Item>(
  items: readonly Item[],
  work: (item: Item) => Promise<void>,
): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < items.length) await work(items[next++]);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker));
}
