/** Two processes that change one population: one at a time gets in, and neither loses what the other wrote. */
import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createPopulation } from '../../../src/jobs/createPopulation';
import { readPopulation } from '../../../src/model/population';
import { useTemporaryFolder } from '../../support/temporaryFolder';

describe('two processes on one population', function () {
  this.timeout(30_000);
  const inFolder = useTemporaryFolder();

  it('lose nothing: whoever comes second is refused until the first is done', async () => {
    const { path } = await createPopulation({ folder: inFolder(), name: 'p' });
    // Both find the lock of a process that is gone, and only one of them may take it over.
    const { pid } = spawnSync(process.execPath, ['--version']);
    await writeFile(`${path}.lock`, JSON.stringify({ host: hostname(), pid, since: 'long ago' }));
    const program = fileURLToPath(new URL('./addSources.entry.mjs', import.meta.url));
    const run = (name: string) => promisify(execFile)(process.execPath, [program, path, name, '25']);
    const outputs = await Promise.all([run('a'), run('b')]);
    const { sources } = await readPopulation(path);
    assert.equal(new Set(sources.map(({ guid }) => guid)).size, 50);
    assert.ok(outputs.reduce((sum, { stdout }) => sum + Number(stdout), 0) > 0, 'nobody was ever refused');
  });
});
