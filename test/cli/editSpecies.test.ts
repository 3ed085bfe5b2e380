/** After a species was turned, shifted or expanded by symmetry, new maps are as good as they were before. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readFsc } from '../../src/model/fscFile';
import { readSpecies } from '../../src/model/species';
import { runMurmur } from '../support/runMurmur';
import { copyProject, makeTinyProject, type TinyProject } from '../support/tinyProject';

/** Little noise: what is left to differ is how symmetry is averaged, over slices or over voxels. */
const simulation = { '--series': '1', '--particles': '16', '--snr': '2', '--box': '32', '--diameter': '180' };

describe('new maps of a species', function () {
  this.timeout(120_000);
  let folder: string;
  before(async () => (folder = await mkdtemp(join(tmpdir(), 'murmur-'))));
  after(() => rm(folder, { recursive: true, force: true }));

  for (const [symmetry, changes] of [
    ['T', [['expand_symmetry', '--expand_to=C2']]],
    [
      'C1',
      [
        ['shift_species', '--x=10', '--y=-14', '--z=8'],
        ['rotate_species', '--angle_rot=25', '--angle_tilt=70', '--angle_psi=-40'],
      ],
    ],
  ] as const)
    it(`of symmetry ${symmetry} have the FSC of before after ${changes.map(([command]) => command).join(' or ')}`, async () => {
      const original = await makeTinyProject(join(folder, symmetry), {
        simulate: { ...simulation, '--symmetry': symmetry },
        species: { '--sym': symmetry, '--diameter': '192' },
      });
      const usual = await reconstructed(original);
      for (const [command, ...options] of changes) {
        const project = await copyProject(original, join(folder, command));
        await murmur(command, '--population', project.population, '--species=particle', ...options);
        const now = await reconstructed(project);
        // Slices meet another grid of voxels, which moves the curve by what interpolation leaves of their noise.
        const shell = (angstrom: number): number => (32 * 12) / angstrom;
        const moved = Math.abs(shell(now.resolution) - shell(usual.resolution));
        assert.ok(moved < 0.25, `${command}: ${usual.resolution} to ${now.resolution} Å`);
        const differences = usual.unmasked.map((value, shell) => Math.abs(value - now.unmasked[shell]));
        const mean = differences.reduce((sum, value) => sum + value, 0) / differences.length;
        assert.ok(mean < 0.025, `${command}: the FSC differs by ${mean}`);
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
