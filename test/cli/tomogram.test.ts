/** Tomograms of a series: the whole and its halves come together, and nothing comes of one that is cancelled or cannot be written. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readMrc } from '../../src/formats/mrc';
import { reconstructTomogram } from '../../src/jobs/reconstruct/reconstructTomogram';
import { runMurmur } from '../support/runMurmur';
import { useTemporaryFolder } from '../support/temporaryFolder';
import { copyTinyProject, type TinyProject } from '../support/tinyProject';

describe('murmur reconstruct_tomogram', () => {
  const inFolder = useTemporaryFolder();
  let project: TinyProject;
  beforeEach(async () => (project = await copyTinyProject(inFolder('tiny'))));

  it('writes the whole, and halves of the tilts that add up to it', async () => {
    const output = inFolder('made', 'TS_1.mrc');
    const args = [
      '-p',
      project.population,
      '-s',
      'TS_1',
      '--angpix',
      '48',
      '-o',
      output,
      '--halves',
      'tilts',
    ];
    const { code, err } = await runMurmur('.', 'reconstruct_tomogram', ...args);
    assert.equal(code, 0, err);
    assert.deepEqual(readdirSync(inFolder('made')).sort(), ['TS_1.mrc', 'TS_1_even.mrc', 'TS_1_odd.mrc']);
    const [whole, even, odd] = await Promise.all(
      ['', '_even', '_odd'].map(async (half) => (await readMrc(inFolder('made', `TS_1${half}.mrc`))).data),
    );
    // Three tilts and two.
    const largest = whole.reduce((a, b) => Math.max(a, Math.abs(b)), 0);
    assert.ok(largest > 0);
    whole.forEach((value, i) =>
      assert.ok(Math.abs(value - (3 * even[i] + 2 * odd[i]) / 5) < 1e-5 * largest, `voxel ${i}`),
    );
    const dark = inFolder('dark.mrc');
    const inverted = ['-p', project.population, '-s', 'TS_1', '--angpix', '48', '-o', dark, '--dark'];
    assert.equal((await runMurmur('.', 'reconstruct_tomogram', ...inverted)).code, 0);
    const turned = (await readMrc(dark)).data;
    whole.forEach((value, i) => assert.ok(Math.abs(value + turned[i]) < 1e-5 * largest));
  });

  it('leaves nothing where it is cancelled, or cannot be written', async () => {
    const { population } = project;
    const asked = {
      population,
      series: 'TS_1',
      pixelSize: 48,
      ctf: 'flip',
      weights: true,
      dark: false,
    } as const;
    const controller = new AbortController();
    const output = inFolder('new', 'a.mrc');
    const stop = (fraction: number): void => {
      if (fraction > 0.7) controller.abort(new Error('cancelled'));
    };
    await assert.rejects(
      reconstructTomogram({ ...asked, output, halves: 'tilts', signal: controller.signal }, stop),
      /cancelled/,
    );
    assert.equal(existsSync(inFolder('new')), false);
    writeFileSync(inFolder('file'), 'mine');
    await assert.rejects(
      reconstructTomogram({ ...asked, output: join(inFolder('file'), 'a.mrc') }, () => undefined),
      /a file of that name is in the way/,
    );
    await assert.rejects(
      reconstructTomogram({ ...asked, output, halves: 'frames' }, () => undefined),
      /of the images cannot be read.*--halves tilts/,
    );
    assert.equal(existsSync(inFolder('new')), false);
  });
});
