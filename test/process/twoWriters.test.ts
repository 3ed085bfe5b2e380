/** Two processes that change one population: one at a time gets in, and neither loses what the other wrote. */
import assert from 'node:assert/strict';
import { fork, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { fileURLToPath } from 'node:url';
import { createPopulation } from '../../src/jobs/project/createPopulation';
import { readPopulation } from '../../src/model/population';
import { useTemporaryFolder } from '../support/temporaryFolder';
import { until } from '../support/until';

const program = fileURLToPath(new URL('./addSources.entry.mjs', import.meta.url));

describe('two processes on one population', () => {
  const inFolder = useTemporaryFolder();

  it('lose nothing: whoever comes second is refused until the first is done', async () => {
    const { path } = await createPopulation({ folder: inFolder(), name: 'p' });
    // Both find the lock of a process that is gone, and only one of them may take it over.
    const { pid } = spawnSync(process.execPath, ['--version']);
    await writeFile(`${path}.lock`, JSON.stringify({ host: hostname(), pid, since: 'long ago' }));
    const writers = ['a', 'b'].map((name) => fork(program, [path, name, '25']));
    const said: string[][] = writers.map(() => []);
    writers.forEach((writer, i) => writer.on('message', (message) => said[i].push(message as string)));
    const ends = Promise.all(writers.map((writer) => once(writer, 'exit') as Promise<[number | null]>));

    await until('one is inside', () => said.some((words) => words.includes('inside')));
    const first = said.findIndex((words) => words.includes('inside'));
    const second = 1 - first;
    await until('the other is refused', () => said[second].includes('refused'));
    assert.ok(!said[second].includes('inside'));
    writers[first].send('go on');
    await until('the other is inside', () => said[second].includes('inside'));
    writers[second].send('go on');

    assert.deepEqual(await ends, [
      [0, null],
      [0, null],
    ]);
    const { sources } = await readPopulation(path);
    assert.equal(new Set(sources.map(({ guid }) => guid)).size, 50);
  });
});
