/** A sample project is ready to refine and to be compared with its truth, and one that is not made whole is not there. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { defaultSimulation, type SimulationOptions } from '../../src/compute/simulate/options';
import { makeSample } from '../../src/jobs/simulate/sample';
import type { Scores } from '../../src/jobs/simulate/score';
import { runMurmur } from '../support/runMurmur';
import { useTemporaryFolder } from '../support/temporaryFolder';

const small: SimulationOptions = {
  ...defaultSimulation,
  ...{ particles: 6, pixelSize: 12, box: 40, margin: 250 },
  ...{ image: [140, 100], volume: [100, 140, 50], angles: [-40, -20, 0, 20, 40] },
};

describe('a sample project', () => {
  const inFolder = useTemporaryFolder();

  it('is refined, and compared with its truth by its population alone', async () => {
    const folder = inFolder('new', 'sample');
    const { population, truth } = await makeSample({ folder }, small);
    const refine = ['refine', '-p', population, '--refine_particles', '--rounds=1', '--iter=1'];
    const refined = await runMurmur('.', ...refine, '--accept=references');
    assert.equal(refined.code, 0, refined.err);
    const compared = await runMurmur('.', 'score', '-p', population, '--truth', truth, '--json');
    assert.equal(compared.code, 0, compared.err);
    const { start, refined: now } = JSON.parse(compared.out) as Scores;
    assert.ok(start?.position_A !== undefined && now.position_A !== undefined);
    assert.notEqual(now.position_A, start.position_A);
    assert.ok((now.truth_fsc05_A ?? 0) > 0);
    const both = await runMurmur('.', 'score', '-p', population, '--truth', truth, '--xml', folder);
    assert.match(both.err, /--population names all files/);
    const alone = await runMurmur('.', 'score', '--truth', truth, '-s', 'particle');
    assert.match(alone.err, /--species belongs to --population/);
  });

  it('leaves nothing where it is cancelled, and the folder that was there', async () => {
    for (const made of [inFolder('a', 'b'), inFolder('empty')]) {
      if (made === inFolder('empty')) mkdirSync(made);
      const controller = new AbortController();
      const report = (_: string, fraction: number): void => {
        if (fraction > 0.3) controller.abort(new Error('cancelled'));
      };
      await assert.rejects(
        makeSample({ folder: made, signal: controller.signal, report }, small),
        /cancelled/,
      );
    }
    assert.equal(existsSync(inFolder('a')), false);
    assert.deepEqual(readdirSync(inFolder('empty')), []);
  });

  it('is not made where something is', async () => {
    mkdirSync(inFolder('full'));
    writeFileSync(join(inFolder('full'), 'notes.txt'), 'mine');
    const { code, err } = await runMurmur('.', 'sample', '-d', inFolder('full'));
    assert.equal(code, 1);
    assert.match(err, /the folder is not empty/);
    assert.deepEqual(readdirSync(inFolder('full')), ['notes.txt']);
  });
});
