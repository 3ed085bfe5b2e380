/** A simulated project with population, source and species that refines within a second: two series, six particles each. */
import assert from 'node:assert/strict';
import { cp, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { runMurmur } from './runMurmur';
import { folderOfProcess } from './temporaryFolder';

export interface TinyProject {
  readonly folder: string;
  readonly population: string;
  /** The `.species` file. */
  readonly species: string;
  /** A file beside the species: `_half1.mrc`, ... */
  companion(suffix: string): string;
}

/** Options by name; a value of '' stands for a switch. */
export type OptionValues = Readonly<Record<string, string>>;

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

/** Maps and particles of a species, as `simulate` makes them in a folder. @param maps folder of half-maps and mask, where they are another's */
const speciesInput = (folder: string, maps = join(folder, 'relion')): OptionValues => ({
  '--half1': join(maps, 'run_it019_half1_class001.mrc'),
  '--half2': join(maps, 'run_it019_half2_class001.mrc'),
  '--mask': join(maps, 'mask.mrc'),
  '--particles_relion': join(folder, 'relion', 'run_it019_data.star'),
});

/** Options of `create_species` for one more of a tiny project, beside its name. */
export function tinySpecies(folder: string): readonly string[] {
  const values = { ...speciesInput(folder), '--diameter': species['--diameter'] };
  return Object.entries(values).map(([name, value]) => `${name}=${value}`);
}

/** What differs from the usual. */
export interface TinyOptions {
  /** Options of `simulate`; false for a folder where everything but population, source and species is there. */
  readonly simulate?: OptionValues | false;
  /** Options of `create_species`. */
  readonly species?: OptionValues;
  /** Simulated project that half-maps and mask are from. */
  readonly maps?: string;
}

/** Made with the command line, as its users do. */
export async function makeTinyProject(folder: string, options: TinyOptions = {}): Promise<TinyProject> {
  const inFolder = (...names: string[]): string => join(folder, ...names);
  const murmur = async (command: string, values: OptionValues): Promise<void> => {
    const flags = Object.entries(values).map(([name, value]) => (value === '' ? name : `${name}=${value}`));
    const { code, err } = await runMurmur('.', command, ...flags);
    assert.equal(code, 0, `${command}: ${err}`);
  };
  const population = inFolder('m', 'tiny.population');
  const settings = inFolder('warp_tiltseries.settings');
  const truth = { '--project': folder, '--truth': `${folder}-truth` };
  const input = speciesInput(folder, join(options.maps ?? folder, 'relion'));
  if (options.simulate !== false) await murmur('simulate', { ...truth, ...simulation, ...options.simulate });
  await murmur('create_population', { '--directory': inFolder('m'), '--name': 'tiny' });
  await murmur('create_source', {
    '--population': population,
    '--processing_settings': settings,
    '--name': 'tilts',
  });
  await murmur('create_species', { '--population': population, ...input, ...species, ...options.species });
  return describeProject(folder);
}

const store = globalThis as { murmurTinyProject?: Promise<TinyProject> };

/** The usual one, made once for all suites of a run; not to be changed. */
export function sharedTinyProject(): Promise<TinyProject> {
  store.murmurTinyProject ??= makeTinyProject(join(folderOfProcess(), 'tiny'));
  return store.murmurTinyProject;
}

/** A copy of the usual one. */
export async function copyTinyProject(folder: string): Promise<TinyProject> {
  return copyProject(await sharedTinyProject(), folder);
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

/** The same as settings of a form. */
export const shortSettings = {
  imageWarp: true,
  imageWarpGrid: '1x1',
  particlePoses: true,
  subIterations: 1,
  rounds: 1,
} as const;
