/** The project that most cases of shared data start from: two simulated series of 13 tilts, 20 particles of 280 Å each. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { cp, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { runMurmur } from './runMurmur';
import { makeFolder, removeFolder } from './temporaryFolder';

/** A folder of inputs that people got wrong, with what is expected; outside of the repository. */
export const cases = '../shared/data/cases';

export function hasCase(name: string): boolean {
  return existsSync(join(cases, name));
}

export interface CaseProject {
  readonly population: string;
  readonly inFolder: (...names: string[]) => string;
  /** Where a file of a species lies. */
  readonly companion: (species: string, suffix: string) => Promise<string>;
  /** Asserts that it succeeds. @returns standard output and error */
  readonly murmur: (...args: string[]) => Promise<{ readonly out: string; readonly err: string }>;
  /** Asserts that it fails with exit code 1. @returns standard error */
  readonly refused: (...args: string[]) => Promise<string>;
  /** Options of create_species for the project's own maps and particles; later ones count. */
  readonly speciesOptions: (name: string, changes?: Readonly<Record<string, string | null>>) => string[];
}

/** Call inside `describe`: simulates once for the suite, and gives every test a copy of its own with a population. */
export function useCaseProject(...simulation: string[]): () => CaseProject {
  let origin = '';
  let folder = '';
  before(async () => {
    origin = makeFolder();
    const [project, truth] = [join(origin, 'P'), join(origin, 'P-truth')];
    const size = ['--series', '2', '--particles', '20', '--image', '400,300', '--volume', '300,400,100'];
    await succeed(
      'simulate',
      '--project',
      project,
      '--truth',
      truth,
      ...size,
      '--angpix',
      '8',
      '--box',
      '64',
      ...simulation,
    );
    await succeed('create_population', '--directory', join(project, 'm'), '--name', 'm');
  });
  after(() => removeFolder(origin));
  beforeEach(async () => {
    folder = makeFolder();
    await cp(origin, folder, { recursive: true });
  });
  afterEach(() => removeFolder(folder));
  return () => projectAt(folder);
}

function projectAt(folder: string): CaseProject {
  const inFolder = (...names: string[]): string => join(folder, 'P', ...names);
  const population = inFolder('m', 'm.population');
  return {
    population,
    inFolder,
    async companion(species, suffix) {
      const names = await readdir(inFolder('m', 'species'));
      const own = names.find((name) => name.startsWith(`${species}_`));
      assert.ok(own !== undefined, `there is no species ${species} among ${names.join(', ')}`);
      return inFolder('m', 'species', own, species + suffix);
    },
    murmur: succeed,
    async refused(...args) {
      const { code, err } = await runMurmur('.', ...args);
      assert.equal(code, 1, `${args.join(' ')}: ${err}`);
      return err;
    },
    speciesOptions(name, changes = {}) {
      const options = {
        '--population': population,
        '--name': name,
        '--diameter': '280',
        '--half1': inFolder('relion', 'run_it019_half1_class001.mrc'),
        '--half2': inFolder('relion', 'run_it019_half2_class001.mrc'),
        '--mask': inFolder('relion', 'mask.mrc'),
        '--particles_relion': inFolder('relion', 'run_it019_data.star'),
        ...changes,
      };
      const given = Object.entries(options).filter(([, value]) => value !== null);
      return ['create_species', ...given.map(([option, value]) => `${option}=${value}`)];
    },
  };
}

/** The data source of the project's series. */
export async function addSource(project: CaseProject, ...more: string[]): Promise<void> {
  const settings = project.inFolder('warp_tiltseries.settings');
  await succeed(
    'create_source',
    '-p',
    project.population,
    '--name',
    't',
    '--processing_settings',
    settings,
    ...more,
  );
}

async function succeed(...args: string[]): Promise<{ readonly out: string; readonly err: string }> {
  const { code, out, err } = await runMurmur('.', ...args);
  assert.equal(code, 0, `${args.join(' ')}: ${err}`);
  return { out, err };
}

/** A test on what a case holds, which is skipped where shared data are not there. */
export function itWithCase(name: string, title: string, test: () => Promise<void>): void {
  it(title, async function () {
    if (!hasCase(name)) this.skip();
    await test();
  });
}
