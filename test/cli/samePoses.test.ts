/** Maps are made in one way: the poses that a round found give that round's maps again, and better maps than before. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { readMrc } from '../../src/formats/mrc';
import type { Score } from '../../src/jobs/simulate/scoreNumbers';
import { runMurmur } from '../support/runMurmur';
import { makeFolder, removeFolder } from '../support/temporaryFolder';
import { makeTinyProject, type TinyProject } from '../support/tinyProject';

/** Forty particles at 8 Å per pixel, whose half-maps are out of register after a round. */
const simulation = {
  '--series': '2',
  '--particles': '20',
  '--angpix': '8',
  '--image': '400,300',
  '--volume': '300,400,100',
  '--box': '64',
};

describe('The same poses', function () {
  let folder: string;
  let project: TinyProject;
  before(async () => {
    folder = makeFolder();
    project = await makeTinyProject(join(folder, 'project'), {
      simulate: simulation,
      species: { '--diameter': '280' },
    });
    await refine('--iter=2', '--rounds=1', '--refine_particles', '--refine_imagewarp=3x3');
  });
  after(() => removeFolder(folder));

  it('give the maps of the round that found them, to rounding, and the same resolution', async () => {
    const before = await state();
    await refine('--iter=0');
    const after = await state();
    for (const half of [0, 1]) {
      const map = before.halves[half];
      const largest = map.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      const apart = map.reduce(
        (most, value, i) => Math.max(most, Math.abs(value - after.halves[half][i])),
        0,
      );
      assert.ok(apart < 1e-3 * largest, `half ${half + 1}: ${apart} of ${largest}`);
    }
    assert.ok(
      Math.abs(after.resolution / before.resolution - 1) < 1e-3,
      `${before.resolution} ${after.resolution}`,
    );
  });

  it('give maps nearer to the truth than slices averaged voxel by voxel do from the true ones', async () => {
    const score = (await json(
      'score',
      `--truth=${project.folder}-truth`,
      `--half1=${project.companion('_half1.mrc')}`,
      `--half2=${project.companion('_half2.mrc')}`,
    )) as { ideal: Score; refined: Score };
    const [refined, ideal] = [score.refined, score.ideal].map((one) => one.mean_truth_fsc ?? 0);
    assert.ok(refined > ideal + 0.01, JSON.stringify(score));
  });

  async function refine(...options: readonly string[]): Promise<void> {
    const { code, err } = await runMurmur('.', 'refine', `--population=${project.population}`, ...options);
    assert.equal(code, 0, err);
  }

  async function state(): Promise<{ halves: readonly Float32Array[]; resolution: number }> {
    const halves = await Promise.all(
      ['_half1.mrc', '_half2.mrc'].map(async (suffix) => (await readMrc(project.companion(suffix))).data),
    );
    const list = await json('list_species', `--population=${project.population}`);
    return { halves, resolution: (list as { species: { resolution: number }[] }).species[0].resolution };
  }
});

async function json(...args: readonly string[]): Promise<unknown> {
  const { code, out, err } = await runMurmur('.', ...args, '--json');
  assert.equal(code, 0, err);
  return JSON.parse(out);
}
