/** Records: values and arrays come back as they were, one array can be read alone, and what is broken says so. */
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { replaceOwnFile } from '../../../src/files/atomicFile';
import { encodeRecord, RecordFile } from '../../../src/formats/record';
import { useTemporaryFolder } from '../../support/temporaryFolder';

const value = {
  name: 'ribosome',
  none: null,
  numbers: [1.5, -2, Infinity, NaN],
  nested: [{ poses: Float64Array.of(Math.PI, -0, 1e-300), half: Uint8Array.of(0, 1, 1) }],
  sums: Float32Array.from({ length: 1001 }, (_, i) => Math.sin(i)),
  starts: Int32Array.of(0, 5, -7),
  bytes: Buffer.from('text'),
  empty: new Float32Array(0),
};

describe('records', () => {
  const inFolder = useTemporaryFolder();

  async function written(): Promise<string> {
    const path = inFolder('one.record');
    await replaceOwnFile(path, encodeRecord(value));
    return path;
  }

  it('hold values and arrays to the bit', async () => {
    const record = await RecordFile.open<typeof value>(await written());
    assert.ok(record !== null);
    const read = await record.readWhole();
    await record.close();
    assert.deepEqual(read, { ...value, bytes: new Uint8Array(value.bytes) });
    assert.ok(Object.is(read.nested[0].poses[1], -0));
  });

  it('give one array, or a part of it, without the others', async () => {
    const record = await RecordFile.open<typeof value>(await written());
    assert.ok(record !== null);
    assert.deepEqual(await record.read(record.value.starts), value.starts);
    const some = await record.read(record.value.sums, { from: 500, count: 3 });
    await record.close();
    assert.deepEqual(some, value.sums.subarray(500, 503));
  });

  it('are not there, or say that they are broken', async () => {
    assert.equal(await RecordFile.open(inFolder('none.record')), null);
    const path = await written();
    const whole = await readFile(path);
    for (const length of [0, 8, 15, 16, 100]) {
      await writeFile(path, whole.subarray(0, length));
      await assert.rejects(
        RecordFile.open(path),
        /one\.record: it is no record, or not a whole one; delete it/,
      );
    }
    await writeFile(path, whole.subarray(0, whole.length - 3000));
    const record = await RecordFile.open<typeof value>(path);
    assert.ok(record !== null);
    await assert.rejects(record.readWhole(), /not a whole one/);
    await record.close();
    await writeFile(path, 'data_particles, and what a table has besides');
    await assert.rejects(RecordFile.open(path), /it is no record/);
  });
});
