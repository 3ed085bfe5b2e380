/** Files that are replaced together by a process that is killed: all old or all new. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { finishSave } from '../../src/files/save';
import { killedAtChange } from '../support/meddling';
import { useTemporaryFolder } from '../support/temporaryFolder';

const program = fileURLToPath(new URL('./replaceForever.entry.mjs', import.meta.url));

describe('replacing files together', () => {
  const inFolder = useTemporaryFolder();

  it('leaves either all old files or all new ones when the process is killed at any change of the disk', async () => {
    const generations = new Set<number>();
    for (let step = 40; step < 80; step += 3) {
      const child = spawn(process.execPath, [program, inFolder()], {
        env: killedAtChange(step),
        stdio: 'inherit',
      });
      const [, signal] = (await once(child, 'exit')) as [number | null, string | null];
      assert.equal(signal, 'SIGKILL', `it ended before its change ${step}`);
      await finishSave(inFolder('journal'), async () => undefined);
      const names = ['a.txt', 'b.txt', 'deeper/c.txt'];
      const contents = await Promise.all(names.map((name) => readFile(inFolder(name), 'utf8')));
      assert.equal(new Set(contents).size, 1, `step ${step}`);
      assert.equal(contents[0].length, 20000);
      generations.add(Number.parseInt(contents[0], 10));
    }
    assert.ok(generations.size > 1, 'it was never killed before a replacement was complete, and after');
  });
});
