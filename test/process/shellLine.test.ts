/** A command as it is copied for a shell. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { shellLine } from '../../src/jobs/runs/shellWords';

describe('arguments of a command', () => {
  it('are quoted so that a shell gives back what went in', () => {
    const args = ['a b', "it's", '$HOME', '', '*', '--x=1', 'é;"\\'];
    const line = shellLine([process.execPath, '-p', 'JSON.stringify(process.argv.slice(1))', '--', ...args]);
    assert.deepEqual(JSON.parse(execFileSync('sh', ['-c', line], { encoding: 'utf8' })), args);
  });
});
