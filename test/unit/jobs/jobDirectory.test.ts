/** What a job directory tells survives whoever made it. */
import assert from 'node:assert/strict';
import { appendFileSync, writeFileSync } from 'node:fs';
import {
  createJob,
  EventTail,
  isMarkedCancelled,
  lastLogLine,
  listJobs,
  markCancelled,
  parseEvent,
  readOptions,
  type JobOptions,
} from '../../../src/jobs/runs/jobDirectory';
import { useTemporaryFolder } from '../../support/temporaryFolder';

describe('a job directory', () => {
  const inFolder = useTemporaryFolder();
  let options: JobOptions;
  beforeEach(() => {
    options = {
      population: inFolder('a.population'),
      populationName: 'a',
      arguments: ['refine', '--population', inFolder('a.population')],
      created: '2024-05-06T07:08:09.123Z',
    };
  });

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
