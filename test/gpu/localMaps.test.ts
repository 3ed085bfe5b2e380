/** Local resolution as a file beside a postprocessed map. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import type { Volume } from '../../src/compute/maps/volume';
import { readMrc, writeMrc } from '../../src/formats/mrc';
import { postprocessFiles, type PostprocessFileOptions } from '../../src/jobs/maps/postprocess';
import { Problem } from '../../shared/problem';
import { byDefault } from '../support/postprocessing';
import { useTemporaryFolder } from '../support/temporaryFolder';
import { inRegion, twoRegions } from '../support/twoRegions';

async function options(inFolder: (name: string) => string, size: number): Promise<PostprocessFileOptions> {
  const halves = twoRegions({ falloff: 'steep', size, pixelSize: 2, fine: 6, coarse: 9, seed: 8 });
  const paths = ['half1.mrc', 'half2.mrc'].map((name) => inFolder(name));
  for (const [i, { data, pixelSize }] of halves.entries())
    await writeMrc(paths[i], { size: [size, size, size], pixelSize, data });
  return {
    half1: paths[0],
    output: inFolder('post'),
    ...byDefault,
    randomize: { below: 0.5 },
    local: { adapter: process.env['MURMUR_ADAPTER'] },
  };
}

describe('postprocess with local resolution', () => {
  const inFolder = useTemporaryFolder();

  it('writes the resolution at every voxel, and the map filtered to it', async () => {
    const { files } = await postprocessFiles(await options(inFolder, 48));
    const read = async (name: string): Promise<Volume> => {
      const path = inFolder(name);
      assert.ok(files.includes(path));
      return { size: 48, pixelSize: 2, data: (await readMrc(path)).data };
    };
    const local = await read('post_locres.mrc');
    const middle = (region: 'fine' | 'coarse'): number => inRegion(local, region).sort((a, b) => a - b)[5760];
    assert.ok(Math.abs(middle('fine') / 6 - 1) < 0.1, `${middle('fine')} Å`);
    assert.ok(Math.abs(middle('coarse') / 9 - 1) < 0.1, `${middle('coarse')} Å`);
    const power = (map: Volume): number =>
      inRegion(map, 'coarse').reduce((sum, value) => sum + value ** 2, 0);
    assert.ok(power(await read('post_locres_filtered.mrc')) < 0.8 * power(await read('post.mrc')));
  });

  it('refuses a box smaller than its window, and writes nothing', async () => {
    const small = { ...(await options(inFolder, 24)), output: inFolder('small') };
    await assert.rejects(
      postprocessFiles(small),
      (error) => error instanceof Problem && error.message.includes('a box of 30 voxels or more'),
    );
    assert.ok(!existsSync(inFolder('small.mrc')));
  });
});
