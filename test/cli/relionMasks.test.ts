/** Masks beside those of relion_mask_create, voxel for voxel. */
import assert from 'node:assert/strict';
import { copyFile } from 'node:fs/promises';
import { readMrc, writeMrc } from '../../src/formats/mrc';
import { seededNormal } from '../../shared/math/random';
import { mapOf, randomBlobs } from '../support/blobs';
import { needRelion, runRelion } from '../support/relion';
import { runMurmur } from '../support/runMurmur';
import { useTemporaryFolder } from '../support/temporaryFolder';

const settings = [
  '',
  '--extend_inimask 5',
  '--extend_inimask -1.5',
  '--extend_inimask 3 --width_soft_edge 6',
  '--extend_inimask 2.5 --width_soft_edge 3.7 --invert',
  '--lowpass 20',
  '--lowpass 13 --angpix 1.9 --extend_inimask 2 --width_soft_edge 4',
  '--lowpass 12 --extend_inimask -1 --width_soft_edge 2',
];
const combined = ['--and', '--or --lowpass 15', '--and_not', '--or_not --extend_inimask 1'];

describe('murmur create_mask beside relion_mask_create', () => {
  const inFolder = useTemporaryFolder();
  before(function () {
    needRelion(this);
  });

  async function compare(map: string, options: string): Promise<void> {
    const args = ['--i', map, ...options.split(' ').filter((word) => word !== '')];
    runRelion(inFolder(), 'mask_create', ...args, '--o', 'theirs.mrc');
    const { code, err } = await runMurmur(inFolder(), 'create_mask', ...args, '--o', 'ours.mrc');
    assert.equal(code, 0, err);
    const theirs = await readMrc(inFolder('theirs.mrc'));
    const ours = await readMrc(inFolder('ours.mrc'));
    assert.deepEqual(ours.header.size, theirs.header.size);
    assert.ok(Math.abs(ours.header.pixelSize[0] / theirs.header.pixelSize[0] - 1) < 1e-6);
    const isSoft = options.includes('soft');
    theirs.data.forEach((value, i) => {
      const difference = Math.abs(value - ours.data[i]);
      assert.ok(difference <= (isSoft ? 1e-5 : 0), `${map} ${options}: voxel ${i} differs by ${difference}`);
    });
    assert.ok(theirs.data.includes(1));
  }

  it('gives the same masks of a noisy particle, at ten settings and more', async () => {
    for (const [name, seed] of [
      ['a.mrc', 1],
      ['b.mrc', 2],
    ] as const) {
      const normal = seededNormal(seed);
      const { size, data } = mapOf(randomBlobs(12, 5, 2.5, 4), 40, 1.6);
      const noisy = data.map((value) => value + 0.1 * normal());
      await writeMrc(inFolder(name), { size: [size, size, size], pixelSize: 1.6, data: noisy });
    }
    for (const options of settings) await compare('a.mrc', `--ini_threshold 0.3 ${options}`);
    for (const options of combined) {
      const [rule, ...rest] = options.split(' ');
      await compare('a.mrc', `--ini_threshold 0.3 ${rule} b.mrc ${rest.join(' ')}`);
    }
  });

  it('gives the same masks of an EMDB entry, and of a box that is no cube', async () => {
    await copyFile('test/fixtures/mrc/EMD-3197.map', inFolder('emdb.mrc'));
    for (const options of settings) await compare('emdb.mrc', `--ini_threshold 2 ${options}`);
    const normal = seededNormal(9);
    const data = Float32Array.from({ length: 14 * 20 * 18 }, normal);
    await writeMrc(inFolder('slab.mrc'), { size: [14, 20, 18], pixelSize: 2, data });
    for (const options of settings.filter((one) => !one.includes('lowpass')))
      await compare('slab.mrc', `--ini_threshold ${options.includes('-1') ? -1 : 2} ${options}`);
  });
});
