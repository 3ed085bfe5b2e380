/** A simulated project with population, source and species that refines within a second: two series, six particles each. */
import assert from 'node:assert/strict';
import { cp, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { runMurmur } from './runMurmur';

export interface TinyProject {
  readonly folder: string;
  readonly population: string;
  /** The `.species` file. */
  readonly species: string;
  /** A file beside the species: `_half1.mrc`, ... */
  companion(suffix: string): string;
}

const simulation = {
  '--series': '2',
  '--particles': '6',
  '--angpix': '12',
  '--image': '140,100',
  '--volume': '100,140,50',
  '--box': '40',
  '--margin': '250',
  '--angles': '-40,-20,0,20,40',
};
const species = { '--name': 'particle', '--diameter': '240' };

/**
 * Made with the command line, as its users do.
 * @param simulated options of `simulate` and `created` of `create_species` that differ from the usual
 */
export async function makeTinyProject(
  folder: string,
  simulated: Readonly<Record<string, string>> = {},
  created: Readonly<Record<string, string>> = {},
): Promise<TinyProject> {
  const inFolder = (...names: string[]): string => join(folder, ...names);
  const flags = (options: Readonly<Record<string, string>>): string[] =>
    Object.entries(options).map(([name, value]) => `${name}=${value}`);
  const murmur = async (command: string, options: Readonly<Record<string, string>>): Promise<void> => {
    const { code, err } = await runMurmur('.', command, ...flags(options));
    assert.equal(code, 0, `${command}: ${err}`);
  };
  const population = inFolder('m', 'tiny.population');
  const settings = inFolder('warp_tiltseries.settings');
  const truth = { '--project': folder, '--truth': `${folder}-truth` };
  const maps = {
    '--half1': inFolder('relion', 'run_it019_half1_class001.mrc'),
    '--half2': inFolder('relion', 'run_it019_half2_class001.mrc'),
    '--mask': inFolder('relion', 'mask.mrc'),
    '--particles_relion': inFolder('relion', 'run_it019_data.star'),
  };
  await murmur('simulate', { ...truth, ...simulation, ...simulated });
  await murmur('create_population', { '--directory': inFolder('m'), '--name': 'tiny' });
  await murmur('create_source', {
    '--population': population,
    '--processing_settings': settings,
    '--name': 'tilts',
  });
  await murmur('create_species', { '--population': population, ...maps, ...species, ...created });
  return describeProject(folder);
}

/** The same project in another place. */
export async function copyProject(project: TinyProject, folder: string): Promise<TinyProject> {
  await cp(project.folder, folder, { recursive: true });
  return describeProject(folder);
}

async function describeProject(folder: string): Promise<TinyProject> {
  const parent = join(folder, 'm', 'species');
  const [name] = await readdir(parent);
  const stem = join(parent, name, 'particle');
  return {
    folder,
    population: join(folder, 'm', 'tiny.population'),
    species: `${stem}.species`,
    companion: (suffix) => stem + suffix,
  };
}

/** A short refinement: the arguments of `murmur`, more of them last. */
export function shortRefinement(population: string, ...more: readonly string[]): string[] {
  const what = ['--refine_imagewarp=1x1', '--refine_particles', '--iter=1', '--rounds=1'];
  return ['refine', `--population=${population}`, ...what, ...more];
}
