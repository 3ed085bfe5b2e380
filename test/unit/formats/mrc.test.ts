/** MRC files: what we write comes back, what others wrote is read, what is broken is refused. */
import assert from 'node:assert/strict';
import { readFile, stat, writeFile } from 'node:fs/promises';
import {
  encodeMrc,
  mrcPieces,
  mrcSections,
  parseMrcHeader,
  readMrc,
  readMrcHeader,
  readMrcSections,
  writeMrc,
} from '../../../src/formats/mrc';
import { writeFileAtomically } from '../../../src/files/atomicFile';
import { float16Values, toFloat16Bits } from '../../../src/formats/float16';
import { Problem } from '../../../shared/problem';
import { useTemporaryFolder } from '../../support/temporaryFolder';

const data = Float32Array.from({ length: 5 * 4 * 3 }, (_, i) => (i % 7) - 3 + i / 64);
const map = { size: [5, 4, 3], pixelSize: 1.25, data } as const;

describe('MRC files', () => {
  const inFolder = useTemporaryFolder();

  it('come back as they were written, in float32 exactly and in float16 to its precision', async () => {
    await writeMrc(inFolder('a.mrc'), map);
    const whole = await readMrc(inFolder('a.mrc'));
    assert.deepEqual(whole.data, data);
    assert.deepEqual(whole.header.size, [5, 4, 3]);
    assert.deepEqual(whole.header.pixelSize, [1.25, 1.25, 1.25]);
    assert.equal(whole.header.min, Math.min(...data));
    assert.equal(whole.header.max, Math.max(...data));
    await writeMrc(inFolder('b.mrc'), { ...map, mode: 12 });
    const half = await readMrc(inFolder('b.mrc'));
    half.data.forEach((value, i) => assert.ok(Math.abs(value - data[i]) <= Math.abs(data[i]) / 2048));
  });

  it('have the header that M writes: map stamp, little-endian, no extension, origin 0', () => {
    const view = new DataView(encodeMrc(map).buffer);
    assert.equal(view.getUint32(208), 0x4d415020);
    assert.equal(view.getUint16(212), 0x4441);
    assert.deepEqual(
      [28, 32, 36, 92].map((offset) => view.getInt32(offset, true)),
      [5, 4, 3, 0],
    );
    assert.deepEqual(
      [40, 44, 48, 196].map((offset) => view.getFloat32(offset, true)),
      [6.25, 5, 3.75, 0],
    );
  });

  it('are the same in pieces, and made section by section', async () => {
    const whole = encodeMrc(map);
    assert.deepEqual(Buffer.concat(mrcPieces(map)), Buffer.from(whole));
    const area = map.size[0] * map.size[1];
    const statistics = { min: 0, max: 0, mean: 0, rms: 0 };
    const sections = mrcSections({ ...map, statistics }, (z, room) =>
      room.set(map.data.subarray(z * area, (z + 1) * area)),
    );
    await writeFileAtomically(inFolder('sections.mrc'), sections);
    const written = await readFile(inFolder('sections.mrc'));
    assert.deepEqual(written, Buffer.from(encodeMrc({ ...map, statistics })));
    assert.equal(written.length, whole.length);
  });

  it('are read in big-endian order, with an extended header and in every real mode', async () => {
    for (const [mode, bytes] of [
      [0, 1],
      [1, 2],
      [2, 4],
      [6, 2],
    ] as const) {
      const file = bigEndianFile(mode, bytes);
      await writeFile(inFolder('big.mrc'), file);
      const { header, data: read } = await readMrc(inFolder('big.mrc'));
      assert.equal(header.littleEndian, false);
      assert.deepEqual([...read], [1, 2, 3, 4, 5, 6]);
    }
  });

  it('are read section by section without the rest', async () => {
    await writeMrc(inFolder('a.mrc'), map);
    const { data: part } = await readMrcSections(inFolder('a.mrc'), 1, 2);
    assert.deepEqual(part, data.subarray(20));
    await assert.rejects(readMrcSections(inFolder('a.mrc'), 2, 2), /sections 3 to 4 .* the file has 3/);
  });

  it('of other programs are turned so that x runs fastest', async () => {
    const path = 'test/fixtures/mrc/5i55_tiny.ccp4';
    assert.deepEqual((await readMrcHeader(path)).axes, [2, 1, 3]);
    assert.deepEqual((await readMrcHeader(path)).size, [8, 6, 10]);
    const stored = await readMrcSections(path, 0, 10);
    const { header, data: turned } = await readMrc(path);
    assert.deepEqual(header.size, [6, 8, 10]);
    assert.equal(turned[2 + 6 * (3 + 8 * 4)], stored.data[3 + 8 * (2 + 6 * 4)]);
  });

  it('of other programs have the mean that their headers state', async () => {
    for (const name of ['5i55_tiny.ccp4', 'EMD-3197.map', 'merged_mask.mrc', 'tiny1.map']) {
      const { header, data: voxels } = await readMrc(`test/fixtures/mrc/${name}`);
      const mean = voxels.reduce((sum, value) => sum + value, 0) / voxels.length;
      assert.ok(Math.abs(mean - header.mean) < 1e-5 * Math.abs(header.mean), name);
    }
  });

  it('that are missing, truncated or something else are refused with the reason', async () => {
    await assert.rejects(
      readMrc(inFolder('none.mrc')),
      problem(/none\.mrc: cannot read the file, there is no such file/),
    );
    await assert.rejects(
      readMrcHeader('test/fixtures/mrc/test_data_corrupt_header.map'),
      problem(/truncated: 301 x 401 x 71/),
    );
    await assert.rejects(readMrc('package.json'), problem(/not an MRC file/));
    await writeFile(inFolder('empty.mrc'), '');
    await assert.rejects(readMrc(inFolder('empty.mrc')), problem(/it has 0 bytes/));
    await assert.rejects(readMrc(inFolder()), problem(/it is a folder/));
  });

  it('have a header that needs no more than its first 1024 bytes', async () => {
    const path = 'test/fixtures/mrc/EMD-3197.map';
    const bytes = (await readFile(path)).subarray(0, 1024);
    assert.deepEqual(parseMrcHeader(bytes, path, (await stat(path)).size), await readMrcHeader(path));
  });

  it('keep the old content when the new cannot be written', async () => {
    await writeFile(inFolder('file'), 'x');
    await assert.rejects(
      writeMrc(inFolder('file', 'a.mrc'), map),
      problem(/cannot write the file, a part of the path is a file/),
    );
  });
});

describe('half-precision numbers', () => {
  it('come back from every bit pattern', () => {
    for (let bits = 0; bits < 65536; bits++) {
      const value = float16Values()[bits];
      if (!Number.isNaN(value)) assert.equal(toFloat16Bits(value), bits);
    }
    assert.ok(Number.isNaN(float16Values()[toFloat16Bits(NaN)]));
  });

  it('are the nearest ones, ties to even', () => {
    const rounded = [1 + 2 ** -11, 1 + 3 * 2 ** -11, 65519, 65520, 2 ** -25, 1.5 * 2 ** -24, -1e-9];
    assert.deepEqual(
      rounded.map((value) => float16Values()[toFloat16Bits(value)]),
      [1, 1 + 2 ** -9, 65504, Infinity, 0, 2 ** -23, -0],
    );
  });
});

function problem(message: RegExp) {
  return (error: unknown): boolean => error instanceof Problem && message.test(error.message);
}

/** 3 x 2 x 1 voxels with the values 1 to 6 behind 80 bytes of extended header. */
function bigEndianFile(mode: number, bytes: number): Uint8Array {
  const file = new Uint8Array(1024 + 80 + 6 * bytes);
  const view = new DataView(file.buffer);
  [3, 2, 1, mode].forEach((value, i) => view.setInt32(4 * i, value));
  [3, 2, 1].forEach((value, i) => view.setInt32(28 + 4 * i, value));
  [3, 2, 1].forEach((value, i) => view.setFloat32(40 + 4 * i, value));
  view.setInt32(92, 80);
  view.setUint16(212, 0x1111);
  for (let i = 0; i < 6; i++) {
    const at = 1104 + i * bytes;
    if (mode === 0) view.setInt8(at, i + 1);
    else if (mode === 2) view.setFloat32(at, i + 1);
    else view.setInt16(at, i + 1);
  }
  return file;
}
