/** The runner of this computer: a job is a process that outlives its starter, is told from others, and can be ended. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { processHere } from '../../src/files/processes';
import { EventTail } from '../../src/jobs/runs/eventTail';
import { cancelJob, lookAgain, type Job } from '../../src/jobs/runs/job';
import { readRunner, recordRunner } from '../../src/jobs/runs/jobFolder';
import { launchJob } from '../../src/jobs/runs/launchJob';
import { local, type LocalRecord } from '../../src/jobs/runs/runners/local';
import { jobOptions } from '../support/job';
import { useTemporaryFolder } from '../support/temporaryFolder';
import { until } from '../support/until';

/** Says what it was started with, and goes on until it is ended. */
const idle = `
  console.log(JSON.stringify({ event: 'log', level: 'info', message: process.argv.slice(2).join(' ') }));
  console.error('idle');
  setInterval(() => undefined, 1000);
`;

describe('the runner of this computer', () => {
  const launched: Job[] = [];
  // Before its folder goes.
  afterEach(async () => {
    for (const job of launched.splice(0)) await cancelJob(job);
  });
  const inFolder = useTemporaryFolder();

  async function launch(script: string): Promise<Job> {
    writeFileSync(inFolder('engine.mjs'), script);
    const murmur = { command: [process.execPath, inFolder('engine.mjs')], env: process.env };
    const job = await launchJob(jobOptions(inFolder('a.population')), murmur, local);
    launched.push(job);
    return job;
  }

  const look = async (job: Job): Promise<Job> => lookAgain(job, new EventTail(job.files.events));

  it('starts a process that writes into the folder, and ends it when the job is cancelled', async () => {
    const job = await launch(idle);
    assert.equal((await look(job)).state, 'running');
    const said = (file: string): string => readFileSync(file, 'utf8');
    await until('it has said all', () => said(job.files.events) !== '' && said(job.files.log) !== '');
    const [event] = await new EventTail(job.files.events).read();
    assert.equal(event.event === 'log' && event.message, `refine --settings ${job.files.settings} --events`);
    assert.equal(said(job.files.log), 'idle\n');
    await cancelJob(job);
    const record = (await readRunner(job.files)) as LocalRecord;
    assert.equal(await local.state(record, job.files), 'ended');
    assert.equal((await look(job)).state, 'cancelled');
  });

  it('tells of one that ended by itself', async () => {
    const job = await launch('console.error("murmur: no adapter"); process.exit(1);');
    await until('it has ended', async () => (await look(job)).state !== 'running');
    const { state, reason } = await look(job);
    assert.deepEqual([state, reason], ['failed', 'no adapter']);
  });

  it('tells its process from another that has its number', async function () {
    const job = await launch(idle);
    const record = (await readRunner(job.files)) as LocalRecord;
    const other = { ...record, ...(await processHere()), processStart: record.processStart };
    // Only Linux tells when a process began.
    if (record.processStart === null) this.skip();
    await recordRunner(job.files, other);
    assert.equal((await look(job)).state, 'failed');
    await recordRunner(job.files, record);
    assert.equal((await look(job)).state, 'running');
  });

  it('ends no process that a folder from elsewhere names by its number alone', async function () {
    const job = await launch(idle);
    const record = (await readRunner(job.files)) as LocalRecord;
    if (record.processStart === null) this.skip();
    await recordRunner(job.files, { ...record, processStart: null } as LocalRecord);
    assert.equal((await look(job)).state, 'failed');
    await cancelJob(job);
    assert.equal(await local.state(record, job.files), 'running');
    await recordRunner(job.files, record);
  });

  it('says why a program cannot be started', async () => {
    const murmur = { command: [inFolder('nowhere')], env: {} };
    await assert.rejects(
      launchJob(jobOptions(inFolder('a.population')), murmur, local),
      /nowhere: the engine could not be started/,
    );
  });
});
