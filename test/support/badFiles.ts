/** Maps and particle tables beside a small population, most of them wrong in one way that their name says. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { encodeMrc, type MrcContent } from '../../src/formats/mrc';
import { writePopulation } from './population';

/** Edge of the species' maps, voxels of 10 Å. */
const edge = 16;

/** The population has a species `ball` and a data source `a` of the series TS_1 and TS_2. */
export async function writeBadFiles(folder: string): Promise<void> {
  await writePopulation(folder);
  for (const [name, map] of Object.entries(maps))
    await writeFile(
      join(folder, `${name}.mrc`),
      encodeMrc({ size: [edge, edge, edge], pixelSize: 10, ...map }),
    );
  const whole = encodeMrc({ size: [edge, edge, edge], pixelSize: 10, data: values(1) });
  await writeFile(join(folder, 'cut.mrc'), whole.subarray(0, 5000));
  await writeFile(join(folder, 'text.mrc'), 'this is no map\n'.repeat(200));
  await writeFile(join(folder, 'void.mrc'), '');
  await writeFile(join(folder, 'binary.star'), whole);
  for (const [name, text] of Object.entries(tables)) await writeFile(join(folder, `${name}.star`), text);
  await writeFile(join(folder, 'file'), 'where a folder should be');
  for (const name of ['folder.mrc', 'folder.star']) await mkdir(join(folder, name));
}

function values(seed: number, voxels = edge ** 3): Float32Array {
  return Float32Array.from({ length: voxels }, (_, i) => (i * seed) % 5);
}

function binary(voxels = edge ** 3): Float32Array {
  return values(2, voxels).map((value) => (value > 2 ? 1 : 0));
}

const maps: Readonly<Record<string, Pick<MrcContent, 'data'> & Partial<MrcContent>>> = {
  half1: { data: values(1) },
  half2: { data: values(3) },
  mask: { data: binary() },
  slab: { size: [16, 8, 32], data: values(3) },
  small: { size: [12, 12, 12], data: values(3, 12 ** 3) },
  smallmask: { size: [12, 12, 12], data: binary(12 ** 3) },
  odd: { size: [15, 15, 15], data: values(3, 15 ** 3) },
  coarse: { pixelSize: 10.1, data: values(3) },
  coarsemask: { pixelSize: 10.1, data: binary() },
  unknown: { pixelSize: 0, data: values(3) },
  nan: { data: values(3).with(77, NaN) },
  inf: { data: values(3).with(77, -Infinity) },
  empty: { data: values(0) },
  flat: { data: values(0).fill(2) },
};

const labels = [
  ...['MicrographName', 'CoordinateX', 'CoordinateY', 'CoordinateZ'],
  ...['AngleRot', 'AngleTilt', 'AnglePsi', 'RandomSubset'],
];

function table(rows: readonly string[], without?: string): string {
  const kept = labels.map((label) => label !== without);
  const names = labels.filter((_, i) => kept[i]).map((label) => `_rln${label}\n`);
  const lines = rows.map((row) =>
    row
      .split(' ')
      .filter((_, i) => kept[i])
      .join(' '),
  );
  return `data_\nloop_\n${names.join('')}${lines.join('\n')}\n`;
}

const good = ['TS_1 1 2 3 4 5 6 1', 'TS_2 1 2 3 4 5 6 2'];
const tables: Readonly<Record<string, string>> = {
  p: table(good),
  void: '',
  elsewhere: table(['XX 1 2 3 4 5 6 1', 'XX 1 2 3 4 5 6 2']),
  nan: table(['TS_1 1 nan 3 4 5 6 1', good[1]]),
  short: table([good[0], 'TS_2 1 2 3']),
  third: table([good[0], 'TS_2 1 2 3 4 5 6 3']),
  onehalf: table([good[0], 'TS_2 1 2 3 4 5 6 1']),
  noangle: table(good, 'AnglePsi'),
  noplace: table(good, 'CoordinateY'),
  noname: table(good, 'MicrographName'),
};
