/** Large maps reach the screen averaged, small ones as they are. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { writeMrc } from '../../../src/formats/mrc';
import { chooseBinning, describeDensity, readBinnedSections } from '../../../src/providers/densitySource';

describe('maps for the screen', () => {
  let folder: string;
  before(() => (folder = mkdtempSync(path.join(tmpdir(), 'murmuration-density-'))));
  after(() => rmSync(folder, { recursive: true }));

  it('are binned as little as possible', () => {
    assert.deepEqual(chooseBinning([256, 256, 256], true), [1, 1, 1]);
    assert.deepEqual(chooseBinning([512, 512, 512], true), [2, 2, 2]);
    assert.deepEqual(chooseBinning([1000, 1400, 300], true), [3, 3, 3]);
    assert.deepEqual(chooseBinning([4096, 4096, 41], false), [7, 7, 1]);
    assert.deepEqual(chooseBinning([5760, 4092, 1], false), [2, 2, 1]);
  });

  it('are averages of whole boxes of voxels', async () => {
    const file = path.join(folder, 'map.mrc');
    const data = Float32Array.from({ length: 5 * 4 * 6 }, (_, index) => index);
    await writeMrc(file, { size: [5, 4, 6], pixelSize: 2, data });
    const info = { ...(await describeDensity(file)), size: [2, 2, 3] as const, binning: [2, 2, 2] as const };
    const [first] = await readBinnedSections(file, info, 1, 1);
    const corner = (x: number, y: number, z: number) => x + 5 * (y + 4 * z);
    const box = [0, 1].flatMap((x) => [0, 1].flatMap((y) => [2, 3].map((z) => corner(x, y, z))));
    assert.equal(first, box.reduce((sum, value) => sum + value) / 8);
  });

  it('come with their header in words', async () => {
    const file = path.join(folder, 'words.mrc');
    await writeMrc(file, { size: [4, 4, 4], pixelSize: 2.5, data: new Float32Array(64) });
    const info = await describeDensity(file);
    assert.deepEqual(info.size, [4, 4, 4]);
    assert.equal(info.isVolume, true);
    const table = new Map(info.table);
    assert.equal(table.get('Size'), '4 × 4 × 4 voxels');
    assert.equal(table.get('Voxel size'), '2.5 Å');
    assert.equal(table.get('Values'), '32-bit float, little-endian');
  });

  it('say in one sentence what is wrong with a broken file', async () => {
    await assert.rejects(describeDensity(path.join(folder, 'none.mrc')), /none\.mrc/);
  });
});
