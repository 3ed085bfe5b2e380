/** A population with one data source of series that have no files: enough to match particles to. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { formatPopulation, newPopulation } from '../../src/model/population';
import { formatSource, newSource } from '../../src/model/source';

/** @returns the population file; 8 Å per pixel, volumes of 300 x 400 x 100 pixels unless told otherwise */
export async function writePlainPopulation(
  folder: string,
  series: readonly string[] = ['TS_1', 'TS_2'],
  { pixelSize = 8, dimensions = [300, 400, 100] as const } = {},
): Promise<string> {
  const path = join(folder, 'a.source');
  const guid = '0b1c2d3e-0000-4000-8000-000000000001';
  const empty = { version: '', previousVersion: '', gainPath: '', defectsPath: '' };
  const source = newSource({
    ...empty,
    ...{ path, guid, dontVersion: true, name: 'a', pixelSize, dimensions, frameLimit: -1 },
    ...{ gainFlipX: false, gainFlipY: false, gainTranspose: false, dosePerFrame: 0, eerGroupFrames: 10 },
    files: series.map((name) => ({ hash: `hash of ${name}`, name: `${name}.tomostar` })),
  });
  await writeFile(path, formatSource(source));
  const population = newPopulation(join(folder, 'p.population'), 'p');
  await writeFile(population.path, formatPopulation({ ...population, sources: [{ guid, path }] }));
  return population.path;
}
