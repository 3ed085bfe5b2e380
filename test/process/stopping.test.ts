/** Whoever is asked by a scheduler to end does so in time, whatever it is at. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const stuck = fileURLToPath(new URL('stuck.entry.mjs', import.meta.url));

describe('work that does not end when it is asked to', () => {
  for (const signal of ['SIGTERM', 'SIGUSR1'] as const)
    it(`is cut off after ${signal}, with last words and the code for being started again`, async () => {
      const child = spawn(process.execPath, [stuck], { stdio: ['ignore', 'pipe', 'inherit'] });
      let said = '';
      child.stdout.setEncoding('utf8').on('data', (more: string) => (said += more));
      await once(child.stdout, 'data');
      child.kill(signal);
      // A second one changes nothing.
      child.kill(signal);
      const [code] = (await once(child, 'close')) as [number | null];
      assert.equal(code, 75);
      assert.equal(
        said,
        `up\ncut off: ended by ${signal} before it was done; the same command goes on from there\n`,
      );
    });
});
