/** murmur create_mask on what it cannot use, and on what it is given too little about. */
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { createMaskFile } from '../../src/jobs/maps/createMask';
import { readMrc, writeMrc } from '../../src/formats/mrc';
import { mapOf, randomBlobs } from '../support/blobs';
import { runMurmur } from '../support/runMurmur';
import { useTemporaryFolder } from '../support/temporaryFolder';

describe('murmur create_mask', () => {
  const inFolder = useTemporaryFolder();
  const { data } = mapOf(randomBlobs(9, 3, 2, 1), 24, 2);

  it('suggests thresholds, by the molecular weight if it is given', async () => {
    await writeMrc(inFolder('map.mrc'), { size: [24, 24, 24], pixelSize: 2, data });
    const args = ['create_mask', '--i', 'map.mrc', '--json'];
    const { code, out, err } = await runMurmur(inFolder(), ...args, '--molweight', '6.48');
    assert.equal(code, 0, err);
    const result = JSON.parse(out) as {
      threshold: number;
      suggested: Record<string, number>;
      voxels: number;
    };
    // 6480 Da at 0.81 Da per cubic Å are 8000 cubic Å, 1000 voxels.
    assert.equal(result.voxels, 1000);
    assert.equal(result.threshold, result.suggested.molecularWeight);
    const mask = await readMrc(inFolder('mask.mrc'));
    mask.data.forEach((value, i) => assert.equal(value, data[i] >= result.threshold ? 1 : 0));
    const byHistogram = await runMurmur(inFolder(), ...args, '--o', 'h.mrc');
    assert.equal((JSON.parse(byHistogram.out) as typeof result).threshold, result.suggested.histogram);
  });

  it('refuses bad input in one sentence and writes nothing', async () => {
    const cube = { size: [24, 24, 24], pixelSize: 2, data } as const;
    const maps = {
      'map.mrc': cube,
      'slab.mrc': { ...cube, size: [12, 24, 48] },
      'coarse.mrc': { ...cube, pixelSize: 2.02 },
      'nan.mrc': { ...cube, data: data.with(77, NaN) },
      'unknown.mrc': { ...cube, pixelSize: 0 },
    } as const;
    for (const [name, map] of Object.entries(maps)) await writeMrc(inFolder(name), map);
    const before = readdirSync(inFolder());
    const map = inFolder('map.mrc');
    const combine = { rule: 'and_not', path: inFolder('coarse.mrc') } as const;
    const noCube = { ...combine, path: inFolder('slab.mrc') };
    for (const [options, message] of [
      [
        { input: inFolder('nan.mrc') },
        /nan\.mrc: the map holds voxels that are no finite numbers; compute it/,
      ],
      [{ input: inFolder('slab.mrc'), lowPass: 10 }, /slab\.mrc: the map is not a cube, it is 12 x 24 x 48/],
      [{ input: inFolder('unknown.mrc'), lowPass: 10 }, /does not say the pixel size.*--angpix/],
      [{ threshold: 99 }, /the threshold 99 is above the map's maximum of .*, the mask would be empty/],
      [{ threshold: 99, lowPass: 9 }, /the threshold 99 is above the map's maximum/],
      [{ threshold: 1, extend: -20 }, /nothing of the mask is left/],
      [{ threshold: 1, combine: noCube }, /slab\.mrc: the map is 12 x 24 x 48 voxels/],
      [{ threshold: 1, combine }, /coarse\.mrc: the map has 2\.02 Å per voxel/],
      [{ combine }, /--ini_threshold/],
      [{ molecularWeight: 999 }, /a molecule of 999 kDa does not fit/],
      [{ softEdge: 256 }, /up to 255 voxels/],
      [{ softEdge: -1 }, /a soft edge of -1 voxels is not possible/],
      [{ input: inFolder('none.mrc') }, /none\.mrc: cannot read the file/],
    ] as const) {
      const usual = { input: map, output: inFolder('mask.mrc'), extend: 0, softEdge: 0, invert: false };
      const all = { ...usual, ...options };
      await assert.rejects(createMaskFile(all), { name: 'Problem', message });
    }
    const { code, err } = await runMurmur(inFolder(), ...'create_mask --i map.mrc --or a --sub b'.split(' '));
    assert.equal(code, 1);
    assert.match(err, /^murmur: only one of --and, --or, --and_not, --or_not and --sub is possible; .*\n$/);
    assert.deepEqual(readdirSync(inFolder()), before);
  });
});
