/** Small simulated projects for tests, made by the program itself: each stage once, and copied from then on. */
import { execFileSync } from 'node:child_process';
import { cpSync } from 'node:fs';
import path from 'node:path';
import { folderOfProcess } from '../support/temporaryFolder';
import { extensionFolder } from './workbench';

export interface SimulatedProject {
  readonly folder: string;
  readonly population: string;
  readonly half1: string;
  readonly half2: string;
  readonly mask: string;
  readonly particles: string;
}

/** What is done before the test begins, each with what comes before it. */
const stages = ['simulated', 'population', 'source', 'species'] as const;
export type Stage = (typeof stages)[number];

/** Two series of a few particles: large enough to improve when it is refined, small enough to do so in seconds. */
const simulation = {
  seed: 3,
  series: 2,
  particles: 24,
  angpix: 8,
  image: '350,250',
  volume: '250,350,75',
  box: 70,
  diameter: 260,
  margin: 250,
  tilt_range: 40,
  tilt_step: 10,
  snr: 0.5,
};

/** Puts a project into an empty folder. */
export function putProject(folder: string, stage: Stage): SimulatedProject {
  cpSync(template(stage), folder, { recursive: true });
  return projectIn(folder);
}

export function projectIn(folder: string): SimulatedProject {
  const relion = (name: string): string => path.join(folder, 'relion', name);
  return {
    folder,
    population: path.join(folder, 'ribosomes.population'),
    half1: relion('run_it019_half1_class001.mrc'),
    half2: relion('run_it019_half2_class001.mrc'),
    mask: relion('mask.mrc'),
    particles: relion('run_it019_data.star'),
  };
}

const store = globalThis as { murmurTemplates?: Map<Stage, string> };

function template(stage: Stage): string {
  store.murmurTemplates ??= new Map();
  const made = store.murmurTemplates.get(stage);
  if (made !== undefined) return made;
  const folder = path.join(folderOfProcess(), stage);
  const before = stages[stages.indexOf(stage) - 1] as Stage | undefined;
  if (before !== undefined) cpSync(template(before), folder, { recursive: true });
  make[stage](projectIn(folder));
  store.murmurTemplates.set(stage, folder);
  return folder;
}

const make: Readonly<Record<Stage, (project: SimulatedProject) => void>> = {
  simulated({ folder }) {
    const options = Object.entries(simulation).flatMap(([name, value]) => [`--${name}`, String(value)]);
    murmur('simulate', '--project', folder, '--truth', `${folder}-truth`, ...options);
  },
  population({ folder }) {
    murmur('create_population', '-d', folder, '-n', 'ribosomes');
  },
  source({ folder, population }) {
    const settings = path.join(folder, 'warp_tiltseries.settings');
    murmur('create_source', '-p', population, '-s', settings, '-n', 'tomograms');
  },
  species({ population, half1, half2, mask, particles }) {
    const maps = ['--half1', half1, '--half2', half2, '--mask', mask];
    // Symmetry that the maps do not have: its forms are looked at, not its results.
    const more = ['--particles_relion', particles, '--sym', 'C2', '--accept', 'symmetry'];
    murmur('create_species', '-p', population, '-n', '70S', '-d', '260', ...maps, ...more);
  },
};

/** Runs a command of the engine to its end; its output, or an error with what it said. */
export function murmur(...args: string[]): string {
  return execFileSync(process.execPath, [path.join(extensionFolder(), 'dist', 'murmur.cjs'), ...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}
