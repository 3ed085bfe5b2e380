/** A job knows the process that works on it. */
import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createJob, isAlive, recordProcess } from '../../src/jobs/runs/jobDirectory';
import { useTemporaryFolder } from '../support/temporaryFolder';

describe('the process of a job', () => {
  const inFolder = useTemporaryFolder();
  const started: ChildProcess[] = [];
  afterEach(() => started.splice(0).forEach((child) => child.kill()));

  /** A process that does nothing until it is ended, or this one ends. */
  function idle(...args: readonly string[]): ChildProcess {
    const child = spawn(process.execPath, ['-e', 'process.stdin.resume()', ...args], {
      stdio: ['pipe', 'ignore', 'inherit'],
    });
    started.push(child);
    return child;
  }

  it('is told from another that has its number', async function () {
    const options = {
      population: inFolder('a.population'),
      populationName: 'a',
      arguments: ['refine', '--population', inFolder('a.population')],
      created: '2024-05-06T07:08:09.123Z',
    };
    const job = await createJob(options);
    assert.equal(await isAlive(job), false);
    const engine = idle(...options.arguments);
    await recordProcess(job, engine.pid ?? 0);
    assert.equal(await isAlive(job), true);
    engine.kill();
    await once(engine, 'exit');
    assert.equal(await isAlive(job), false);
    // Only Linux tells what a process was started as.
    if (process.platform !== 'linux') this.skip();
    await recordProcess(job, idle().pid ?? 0);
    assert.equal(await isAlive(job), false);
  });
});
