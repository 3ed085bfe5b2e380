/** Compressed maps: the same voxels as uncompressed, and what is damaged or too long is refused. */
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { bzip2Blocks } from '../../../src/formats/bzip2';
import { encodeMrc, readMrc, readMrcHeader, readMrcSections } from '../../../src/formats/mrc';
import { useTemporaryFolder } from '../../support/temporaryFolder';

const folder = 'test/fixtures/mrc';

describe('compressed maps', () => {
  const inFolder = useTemporaryFolder();

  it('in gzip hold what the plain file holds', async () => {
    const plain = await readMrc(`${folder}/EMD-3197.map`);
    const packed = await readMrc(`${folder}/emd_3197.map.gz`);
    assert.deepEqual(packed.data, plain.data);
    assert.deepEqual(
      await readMrcHeader(`${folder}/emd_3197.map.gz`),
      await readMrcHeader(`${folder}/EMD-3197.map`),
    );
    const { data } = await readMrcSections(`${folder}/emd_3197.map.gz`, 3, 2);
    assert.deepEqual(data, (await readMrcSections(`${folder}/EMD-3197.map`, 3, 2)).data);
  });

  it('in bzip2 have the mean that their header states', async () => {
    const path = `${folder}/EMD-3001.map.bz2`;
    const { header, data } = await readMrc(path);
    assert.equal(data.length, header.size[0] * header.size[1] * header.size[2]);
    const mean = data.reduce((sum, value) => sum + value, 0) / data.length;
    assert.ok(Math.abs(mean - header.mean) < 1e-4 * Math.abs(header.mean));
    assert.equal((await readMrcHeader(path)).mean, header.mean);
  });

  it('of something else, damaged or cut ones are refused', async () => {
    await assert.rejects(readMrc(`${folder}/emd_3197.png.gz`), /emd_3197\.png\.gz: this is not an MRC file/);
    const gz = await readFile(`${folder}/emd_3197.map.gz`);
    await writeFile(inFolder('cut.map.gz'), gz.subarray(0, 20000));
    await assert.rejects(readMrc(inFolder('cut.map.gz')), /cut\.map\.gz: the compressed file is damaged/);
    const bz2 = await readFile(`${folder}/EMD-3001.map.bz2`);
    bz2[bz2.length >> 1] ^= 4;
    await writeFile(inFolder('flipped.map.bz2'), bz2);
    await assert.rejects(readMrc(inFolder('flipped.map.bz2')), /the compressed file is damaged/);
    assert.throws(() => [...bzip2Blocks(Buffer.from('BZh9 nothing of the kind'))], /bzip2 block/);
  });

  it('that go on long after their last voxel are refused before they fill the memory', async () => {
    const map = encodeMrc({ size: [4, 4, 4], pixelSize: 1, data: new Float32Array(64) });
    await writeFile(inFolder('bomb.mrc.gz'), gzipSync(Buffer.concat([map, Buffer.alloc(50_000_000)])));
    await assert.rejects(readMrc(inFolder('bomb.mrc.gz')), /longer than it should be/);
  });

  it('that claim terabytes are refused at once', async () => {
    const map = Buffer.from(encodeMrc({ size: [1, 1, 1], pixelSize: 1, data: new Float32Array(1) }));
    [0, 4, 8].forEach((offset) => map.writeInt32LE(10000, offset));
    await writeFile(inFolder('huge.mrc.gz'), gzipSync(map));
    await assert.rejects(
      readMrc(inFolder('huge.mrc.gz')),
      /huge\.mrc\.gz: its header claims 10000 x 10000 x 10000 voxels, more than \d+ compressed bytes can hold/,
    );
    await writeFile(inFolder('huge.mrc'), map);
    await assert.rejects(readMrc(inFolder('huge.mrc')), /truncated/);
  });
});

describe('volumes of a file', () => {
  const inFolder = useTemporaryFolder();

  it('are counted by its header', async () => {
    const bytes = Buffer.from(encodeMrc({ size: [2, 2, 6], pixelSize: 1, data: new Float32Array(24) }));
    bytes.writeInt32LE(401, 88);
    bytes.writeInt32LE(3, 36);
    await writeFile(inFolder('stack.mrc'), bytes);
    assert.equal((await readMrcHeader(inFolder('stack.mrc'))).volumes, 2);
    assert.equal((await readMrcHeader(`${folder}/EMD-3197.map`)).volumes, 1);
  });
});
