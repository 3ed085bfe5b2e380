/** After a species was turned, shifted, centered or expanded by symmetry, new maps are as good as they were before. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { readFsc } from '../../src/model/fscFile';
import { readSpecies } from '../../src/model/species';
import { runMurmur } from '../support/runMurmur';
import { useSuiteFolder } from '../support/temporaryFolder';
import { copyProject, makeTinyProject, type TinyProject } from '../support/tinyProject';

/** Little noise: what is left to differ is where slices meet the grid. */
const simulation = { '--series': '1', '--particles': '16', '--snr': '2', '--box': '32', '--diameter': '180' };

interface Change {
  readonly command: string;
  readonly options: readonly string[] | ((project: TinyProject) => readonly string[]);
  /** What is done to the species before. */
  readonly first?: readonly string[];
  /** Mean change of the FSC: slices that meet other voxels leave other noise between them. */
  readonly curve: number;
  /** Relative change of the resolution. */
  readonly resolution: number;
}

const cases: readonly { symmetry: string; changes: readonly Change[] }[] = [
  {
    symmetry: 'D7',
    changes: [{ command: 'expand_symmetry', options: ['--expand_to=C7'], curve: 1e-4, resolution: 1e-3 }],
  },
  // A five-fold axis is brought to Z.
  {
    symmetry: 'I',
    changes: [{ command: 'expand_symmetry', options: ['--expand_to=C5'], curve: 0.01, resolution: 0.01 }],
  },
  {
    symmetry: 'C1',
    changes: [
      { command: 'shift_species', options: ['--x=10', '--y=-14', '--z=8'], curve: 0.01, resolution: 0.01 },
      {
        command: 'update_mask',
        first: ['shift_species', '--x=10', '--y=-14', '--z=8'],
        options: (project) => [`--map=${project.companion('_mask.mrc')}`, '--threshold=0.5', '--center'],
        ...{ curve: 0.01, resolution: 0.01 },
      },
      {
        command: 'rotate_species',
        options: ['--angle_rot=25', '--angle_tilt=70', '--angle_psi=-40'],
        curve: 0.015,
        resolution: 0.01,
      },
    ],
  },
];

describe('new maps of a species', () => {
  const inFolder = useSuiteFolder();
  let folder: string;
  before(() => (folder = inFolder()));

  for (const { symmetry, changes } of cases)
    it(`of symmetry ${symmetry} have the FSC of before after ${changes.map(({ command }) => command).join(' or ')}`, async () => {
      const original = await makeTinyProject(join(folder, symmetry), {
        simulate: { ...simulation, '--symmetry': symmetry },
        species: { '--sym': symmetry, '--diameter': '192' },
      });
      const usual = await reconstructed(original);
      for (const { command, first, options, curve, resolution } of changes) {
        const project = await copyProject(original, join(folder, `${symmetry} ${command}`));
        const on = ['--population', project.population, '--species=particle'];
        if (first !== undefined) await murmur(...first, ...on);
        await murmur(command, ...on, ...(typeof options === 'function' ? options(project) : options));
        const now = await reconstructed(project);
        const change = Math.abs(now.resolution / usual.resolution - 1);
        assert.ok(change < resolution, `${command}: ${usual.resolution} to ${now.resolution} Å`);
        const differences = usual.unmasked.map((value, shell) => Math.abs(value - now.unmasked[shell]));
        const mean = differences.reduce((sum, value) => sum + value, 0) / differences.length;
        assert.ok(mean < curve, `${command}: the FSC differs by ${mean}`);
      }
    });
});

async function reconstructed(
  project: TinyProject,
): Promise<{ readonly resolution: number; readonly unmasked: Float64Array }> {
  await murmur('refine', '--population', project.population, '--iter=0');
  const { globalResolution } = await readSpecies(project.species);
  return { unmasked: (await readFsc(project.companion('_fsc.star'))).unmasked, resolution: globalResolution };
}

async function murmur(...args: string[]): Promise<void> {
  const { code, err } = await runMurmur('.', ...args);
  assert.equal(code, 0, err);
}
