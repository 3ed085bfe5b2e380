/** What postprocess and create_mask are given that cannot be meant: opposite halves, too tight masks, dark maps. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { readMrc, writeMrc } from '../../src/formats/mrc';
import { addSource, useCaseProject } from '../support/caseProject';

describe('Half-maps of opposite contrast', function () {
  const project = useCaseProject('--particles', '6');

  async function inverted(name: string): Promise<string> {
    const { inFolder } = project();
    const { header, data } = await readMrc(inFolder('relion', name));
    const path = inFolder(`dark_${name}`);
    const [size] = header.size;
    await writeMrc(path, { size: [size, size, size], pixelSize: 8, data: data.map((value) => -value) });
    return path;
  }

  it('are refused by postprocess and create_species', async () => {
    const { refused, speciesOptions, inFolder } = project();
    await addSource(project());
    const half2 = await inverted('run_it019_half2_class001.mrc');
    const half1 = inFolder('relion', 'run_it019_half1_class001.mrc');
    const said =
      /the half-maps show the particle in opposite contrast; multiply the one with dark particles by -1/;
    assert.match(await refused(...speciesOptions('s', { '--half2': half2 })), said);
    assert.match(await refused('postprocess', '--i', half1, '--i2', half2, '--o', inFolder('pp')), said);
    const mask = inFolder('relion', 'mask.mrc');
    assert.match(
      await refused('postprocess', '--i', half1, '--i2', half2, '--mask', mask, '--o', inFolder('pp')),
      said,
    );
  });

  it('give no mask of one voxel', async () => {
    const { refused, inFolder } = project();
    const dark = await inverted('run_it019_half1_class001.mrc');
    const { data } = await readMrc(dark);
    const peak = data.reduce((a, b) => Math.max(a, b));
    const args = [
      'create_mask',
      '--i',
      dark,
      '--o',
      inFolder('m.mrc'),
      '--ini_threshold',
      String(0.9999 * peak),
    ];
    assert.match(
      await refused(...args),
      /one voxel makes the mask, which is noise; .*where the particle is dark.*by -1/,
    );
  });

  it('that are right write results named like them, and a mask that is left out is told', async () => {
    const { murmur, inFolder } = project();
    const copy = async (from: string, to: string, change = (value: number) => value): Promise<void> => {
      const { header, data } = await readMrc(inFolder('relion', from));
      const [size] = header.size;
      await writeMrc(inFolder(to), { size: [size, size, size], pixelSize: 8, data: data.map(change) });
    };
    await copy('run_it019_half1_class001.mrc', 'a_half1.mrc');
    await copy('run_it019_half2_class001.mrc', 'a_half2.mrc');
    const { header } = await readMrc(inFolder('a_half1.mrc'));
    const [size] = header.size;
    // Five voxels in the middle: what is under them says nothing of the map.
    const tight = Float32Array.from({ length: size ** 3 }, (_, i) =>
      Math.abs(i - ((size / 2) * size * size + (size / 2) * size + size / 2)) <= 2 ? 1 : 0,
    );
    await writeMrc(inFolder('tight.mrc'), { size: [size, size, size], pixelSize: 8, data: tight });
    const args = ['postprocess', '--i', inFolder('a_half1.mrc'), '--o', inFolder('a')];
    await murmur(...args);
    const { err } = await murmur(...args, '--mask', inFolder('tight.mrc'), '--randomize_at_A', '60');
    assert.match(err, /the mask is left out, as RELION does: .*--force_mask/);
    assert.doesNotMatch(await readFile(inFolder('a.star'), 'utf8'), /rlnMaskName/);
  });
});
