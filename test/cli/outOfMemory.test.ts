/** Memory of the GPU that really runs out: a process of few gigabytes whose software adapter is asked for more. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const program = fileURLToPath(new URL('./fillGpu.entry.mjs', import.meta.url));

describe('an adapter whose memory is full', () => {
  it('says so, has the work done with less, and computes right afterwards', async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [program]);
    // The library of the driver says things there, too.
    const lines = stdout.trim().split('\n');
    assert.deepEqual(JSON.parse(lines.at(-1) ?? ''), { count: 2, passed: true }, stdout);
    const notes = lines.filter((line) =>
      line.startsWith("the GPU's memory ran out: going on with half as many"),
    );
    assert.equal(notes.length, 1);
  });
});
