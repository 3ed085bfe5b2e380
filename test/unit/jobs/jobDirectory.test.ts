/** What a job directory tells survives whoever made it. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  createJob,
  EventTail,
  isAlive,
  isMarkedCancelled,
  lastLogLine,
  listJobs,
  markCancelled,
  parseEvent,
  readOptions,
  recordProcess,
  type JobOptions,
} from '../../../src/jobs/jobDirectory';

describe('a job directory', () => {
  let folder: string;
  let options: JobOptions;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'murmuration-jobs-'));
    options = {
      population: path.join(folder, 'a.population'),
      populationName: 'a',
      arguments: ['refine', '--population', path.join(folder, 'a.population')],
      created: '2024-05-06T07:08:09.123Z',
    };
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('keeps what was asked, and jobs of one second apart', async () => {
    assert.deepEqual(await listJobs(options.population), []);
    const first = await createJob(options);
    const second = await createJob(options);
    assert.deepEqual(
      (await listJobs(options.population)).map(({ id }) => id),
      ['2024-05-06T07-08-09', '2024-05-06T07-08-09_2'],
    );
    assert.deepEqual(await readOptions(first), options);
    assert.equal(await isMarkedCancelled(second), false);
    await markCancelled(second);
    assert.equal(await isMarkedCancelled(second), true);
  });

  it('knows its process from another that has its number', async () => {
    const job = await createJob(options);
    assert.equal(await isAlive(job), false);
    const engine = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60000)', ...options.arguments]);
    const other = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60000)']);
    try {
      await recordProcess(job, engine.pid ?? 0);
      assert.equal(await isAlive(job), true);
      if (process.platform === 'linux') {
        await recordProcess(job, other.pid ?? 0);
        assert.equal(await isAlive(job), false);
      }
      const ended = new Promise((resolve) => engine.once('exit', resolve));
      engine.kill();
      await ended;
      await recordProcess(job, engine.pid ?? 0);
      assert.equal(await isAlive(job), false);
    } finally {
      other.kill();
    }
  });

  it('tells events as they come, never half a line, each once', async () => {
    const job = await createJob(options);
    const tail = new EventTail(job.events);
    assert.deepEqual(await tail.read(), []);
    appendFileSync(job.events, '{"event":"log","level":"info","message":"Å"}\nno event\n{"event":"err');
    assert.deepEqual(await tail.read(), [{ event: 'log', level: 'info', message: 'Å' }]);
    appendFileSync(job.events, 'or","message":"no adapter"}\n');
    assert.deepEqual(await tail.read(), [{ event: 'error', message: 'no adapter' }]);
    assert.deepEqual(await tail.read(), []);
    assert.deepEqual(parseEvent('{"event":3}'), []);
    assert.deepEqual(parseEvent('{broken'), []);
  });

  it('gives the last line of its log as the reason', async () => {
    const job = await createJob(options);
    assert.equal(await lastLogLine(job), null);
    writeFileSync(job.log, 'starting\nmurmur: no adapter\n\n');
    assert.equal(await lastLogLine(job), 'murmur: no adapter');
  });
});
