/** One program at a time. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { Locks } from '../../../src/files/lock';
import { exitFileVariable } from '../../../src/files/processes';
import { useTemporaryFolder } from '../../support/temporaryFolder';

/** Beyond what any system numbers its processes with. */
const noProcess = 2 ** 30;

describe('a lock', () => {
  const inFolder = useTemporaryFolder();

  async function withLock<T>(path: string, work: () => Promise<T>): Promise<T> {
    const locks = new Locks('refine');
    try {
      await locks.take(path, 'this population');
      return await work();
    } finally {
      await locks.release();
    }
  }

  it('lets one program in at a time and goes away afterwards, also after an error', async () => {
    const path = inFolder('p.population');
    await withLock(path, async () => {
      await assert.rejects(
        withLock(path, async () => 1),
        new RegExp(`refine \\(process ${process.pid} on .*\\) has been changing this population since`),
      );
      assert.ok(existsSync(`${path}.lock`));
    });
    await assert.rejects(
      withLock(path, async () => Promise.reject(new Error('inside'))),
      /inside/,
    );
    assert.deepEqual(await readdir(inFolder()), []);
    assert.equal(await withLock(path, async () => 5), 5);
  });

  it('is taken over from a process that is gone, and from another one with the same number', async () => {
    const path = inFolder('p.population');
    for (const holder of [
      { host: hostname(), pid: noProcess, processStart: null, since: 'then' },
      { host: hostname(), pid: process.pid, processStart: '1', since: 'then' },
    ]) {
      await writeFile(`${path}.lock`, JSON.stringify(holder));
      assert.equal(await withLock(path, async () => 5), 5);
    }
    await writeFile(`${path}.lock`, '{"ho');
    assert.equal(await withLock(path, async () => 5), 5);
  });

  it('held on another machine is left alone', async () => {
    const path = inFolder('p.population');
    await writeFile(
      `${path}.lock`,
      JSON.stringify({ host: 'node17', pid: 1, processStart: null, since: 'noon' }),
    );
    await assert.rejects(
      withLock(path, async () => 5),
      /another program \(process 1 on node17\) has been changing this population since noon; wait/,
    );
    assert.ok((await stat(`${path}.lock`)).isFile());
  });

  it('of a cluster’s job goes when that has ended, and to the same job when it is started again elsewhere', async () => {
    const path = inFolder('p.population');
    const exitFile = inFolder('exit_0');
    const holder = { command: 'refine', host: 'node17', pid: 1, processStart: '5', since: 'noon', exitFile };
    await writeFile(`${path}.lock`, JSON.stringify(holder));
    await assert.rejects(
      withLock(path, async () => 5),
      /refine \(process 1 on node17\) has been changing/,
    );
    process.env[exitFileVariable] = exitFile;
    try {
      await withLock(path, async () =>
        assert.equal(
          (JSON.parse(await readFile(`${path}.lock`, 'utf8')) as typeof holder).exitFile,
          exitFile,
        ),
      );
    } finally {
      Reflect.deleteProperty(process.env, exitFileVariable);
    }
    await writeFile(`${path}.lock`, JSON.stringify(holder));
    await writeFile(exitFile, '');
    assert.equal(await withLock(path, async () => 5), 5);
  });

  it('cannot be had where nothing can be written', async () => {
    await assert.rejects(
      withLock(inFolder('no', 'p.population'), async () => 5),
      /p\.population\.lock: cannot make the lock file, there is no such file/,
    );
  });
});
