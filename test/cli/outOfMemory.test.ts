/** Memory of the GPU that really runs out: a process of few gigabytes whose software adapter is asked for more. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const program = fileURLToPath(new URL('./fillGpu.entry.mjs', import.meta.url));
/** KiB of addresses; Node.js itself takes one gigabyte of them. */
const limit = 3_000_000;

describe('an adapter whose memory is full', () => {
  it('says so, has the work done with less, and computes right afterwards', async () => {
    const command = `ulimit -v ${limit}; exec "$0" "$1"`;
    const { stdout } = await promisify(execFile)('bash', ['-c', command, process.execPath, program]);
    // The driver's library says things there, too.
    const lines = stdout.trim().split('\n');
    const { count, passed } = JSON.parse(lines.at(-1) ?? '') as { count: number; passed: boolean };
    assert.ok(count >= 1 && count < 32 && passed, stdout);
    const notes = lines.filter((line) =>
      /the GPU's memory ran out: going on with half as many buffers/.test(line),
    );
    assert.equal(2 ** notes.length * count, 32);
  });
});
