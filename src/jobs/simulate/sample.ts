/** A project to try: simulated tilt series with known errors, and the population, data source and species that they need. */
import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { defaultSimulation, type SimulationOptions } from '../../compute/simulate/options';
import { makeFolder, removeTree } from '../../files/durableFile';
import { createPopulation } from '../project/createPopulation';
import { createSource } from '../sources/createSource';
import { createSpecies } from '../species/createSpecies';
import { refuseFilled } from '../../files/emptyFolder';
import { simulate } from './simulate';

export interface SampleRequest {
  /** Made, or empty. */
  readonly folder: string;
  /** Part of the name of a GPU. */
  readonly adapter?: string | undefined;
  readonly signal?: AbortSignal;
  /** @param fraction of the whole, 0 to 1 */
  readonly report?: (message: string, fraction: number) => void;
}

export interface Sample {
  readonly population: string;
  /** The .species file. */
  readonly species: string;
  /** Folder with what a refinement should find. */
  readonly truth: string;
  /** Å: of the half-maps that a refinement starts from, and of those that the true geometry gives. */
  readonly start: number | null;
  readonly ideal: number | null;
}

/** Two series of 40 particles. */
const usual: SimulationOptions = { ...defaultSimulation, seed: 7 };

/**
 * Throws Problem where the folder holds anything. What fails or is cancelled leaves nothing.
 * @param options for tests, which have less time than a user
 */
export async function makeSample(
  { folder: given, adapter, signal, report }: SampleRequest,
  options = usual,
): Promise<Sample> {
  const folder = resolve(given);
  await refuseFilled(folder);
  const made = await makeFolder(folder);
  try {
    return await fill(folder);
  } catch (error) {
    const written = made === undefined ? (await readdir(folder)).map((name) => join(folder, name)) : [made];
    for (const path of written) await removeTree(path);
    throw error;
  }

  async function fill(project: string): Promise<Sample> {
    const truth = join(project, 'truth');
    const baseline = await simulate({
      options,
      project,
      truth,
      ...(signal !== undefined && { signal }),
      report: (message, fraction) => report?.(message, 0.9 * fraction),
    });
    const say = (message: string): void => {
      signal?.throwIfAborted();
      report?.(message, 0.95);
    };
    say('Making population, data source and species');
    const { path: population } = await createPopulation({ folder: join(project, 'm'), name: 'sample' });
    const settings = join(project, 'warp_tiltseries.settings');
    await createSource({ population, settings, name: 'tilts' }, say);
    const relion = (name: string): string => join(project, 'relion', name);
    const { species } = await createSpecies(
      {
        population,
        name: 'particle',
        diameter: Math.ceil(options.diameter),
        half1: relion('run_it019_half1_class001.mrc'),
        half2: relion('run_it019_half2_class001.mrc'),
        mask: relion('mask.mrc'),
        particles: { format: 'relion', path: relion('run_it019_data.star') },
        symmetry: 'C1',
        helix: { units: 1, twist: 0, rise: 0, height: 0 },
        temporalSamples: 1,
        ignoreUnmatched: false,
        dontVersion: false,
        adapter,
      },
      say,
    );
    const { start, ideal } = baseline;
    return {
      ...{ population, species: species.path, truth },
      ...{ start: start.half_fsc143_A ?? null, ideal: ideal.half_fsc143_A ?? null },
    };
  }
}
