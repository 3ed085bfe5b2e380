/** Half-maps that RELION makes of exported images, and how far they reach. */
import { dirname, join } from 'node:path';
import { openGpu } from '../../src/compute/gpu/adapter';
import { measureFsc } from '../../src/compute/maps/resolution';
import { readCube } from '../../src/jobs/maps/mapFiles';
import { readSpecies } from '../../src/model/species';
import { runRelion } from './relion';
import type { TinyProject } from './tinyProject';

/** Paths of both. */
export function relionHalfMaps(star: string, asked: readonly string[]): readonly string[] {
  const folder = dirname(star);
  const maps = ['1', '2'].map((half) => join(folder, `half${half}.mrc`));
  for (const [i, map] of maps.entries())
    runRelion(folder, 'reconstruct', '--i', star, '--o', map, '--ctf', '--subset', String(i + 1), ...asked);
  return maps;
}

/** Shell at which each pair of half-maps falls to an FSC of 0.143 under the mask of the project, and the last shell. */
export async function shellsOf(
  project: TinyProject,
  pairs: readonly (readonly string[])[],
): Promise<{ readonly shells: readonly number[]; readonly last: number }> {
  const { diameter, pixelSize } = await readSpecies(project.species);
  const mask = await readCube(project.companion('_mask.mrc'));
  const gpu = await openGpu({});
  const shells: number[] = [];
  try {
    for (const pair of pairs) {
      const [half1, half2] = await Promise.all(pair.map(readCube));
      const { resolution } = await measureFsc(gpu, [half1, half2], { mask, diameter: diameter / pixelSize });
      shells.push((half1.size * pixelSize) / resolution);
    }
  } finally {
    gpu.close();
  }
  return { shells, last: mask.size / 2 };
}
