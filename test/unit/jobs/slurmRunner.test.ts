/** A job of Slurm as its folder tells, where nothing may be run to find out more. */
import assert from 'node:assert/strict';
import { readdirSync, writeFileSync } from 'node:fs';
import { EventTail } from '../../../src/jobs/runs/eventTail';
import { cancelJob, lookAgain, newJob, type Job } from '../../../src/jobs/runs/job';
import { createJob, isMarkedCancelled, recordRunner } from '../../../src/jobs/runs/jobFolder';
import type { JobRunner } from '../../../src/jobs/runs/jobRunner';
import { slurm, slurmOn, type SlurmRecord } from '../../../src/jobs/runs/runners/slurm';
import { plainSlurm } from '../../../src/jobs/runs/slurm/queueCommands';
import { defaultLane } from '../../../src/jobs/lanes/defaultLane';
import { jobOptions } from '../../support/job';
import { useTemporaryFolder } from '../../support/temporaryFolder';

describe('a job of Slurm', () => {
  const inFolder = useTemporaryFolder();
  let job: Job;
  const record: SlurmRecord = {
    kind: 'slurm',
    id: '12',
    name: 'murmur-p-1',
    lane: 'gpu',
    commands: plainSlurm,
    submitted: new Date().toISOString(),
  };
  beforeEach(async () => {
    const options = jobOptions(inFolder('p.population'));
    const files = await createJob(options);
    await recordRunner(files, record);
    job = newJob(files, options);
  });

  const mark = (name: string, content: object): void =>
    writeFileSync(`${job.files.directory}/${name}`, JSON.stringify(content));
  const look = async (runners: readonly JobRunner[]): Promise<Job> =>
    lookAgain(job, new EventTail(job.files.events), runners);

  it('is told by its own files in a folder that is not trusted, and not cancelled from there', async () => {
    const runners = [slurm.byFilesAlone ?? slurm];
    assert.equal((await look(runners)).state, 'queued');
    mark('start_0', { job: '12', host: 'node17', restarts: 0 });
    const running = await look(runners);
    assert.equal(running.state, 'running');
    await assert.rejects(cancelJob(running, runners), /in a folder that you have not trusted/);
    assert.equal(await isMarkedCancelled(job.files), false);
    mark('exit_0', { code: 1, signal: 'TERM', restarts: 0 });
    writeFileSync(job.files.log, 'murmur: no adapter\n');
    const ended = await look(runners);
    assert.deepEqual([ended.state, ended.reason], ['failed', 'no adapter']);
  });

  it('has ended when it says so itself', async () => {
    mark('start_0', { job: '12', host: 'node17', restarts: 0 });
    mark('exit_0', {
      code: null,
      signal: '',
      restarts: 0,
      words: 'it took more memory than it had asked for',
    });
    const ended = await look([slurm]);
    assert.deepEqual([ended.state, ended.reason], ['failed', 'it took more memory than it had asked for']);
    mark('exit_0', { code: 75, signal: '', restarts: 0 });
    const message = 'ended by SIGTERM before it was done; the same command goes on from there';
    writeFileSync(job.files.events, `${JSON.stringify({ event: 'error', message, stopped: true })}\n`);
    const stopped = await look([slurm]);
    assert.deepEqual([stopped.state, stopped.reason], ['stopped', message]);
  });

  it('is being submitted for a while; then whoever did that was interrupted', async () => {
    const submitted = new Date().toISOString();
    await recordRunner(job.files, { ...record, id: null, submitted } as SlurmRecord);
    assert.deepEqual(await look([slurm]).then(({ state, detail }) => [state, detail]), [
      'queued',
      'being submitted',
    ]);
  });

  it('with answers that its lane cannot take is not submitted, and says why', async () => {
    const runner = slurmOn(defaultLane(), { partition: '$(id)' });
    const program = { command: ['node', 'murmur'], env: {} };
    await assert.rejects(
      runner.launch(job.files, program, ['refine']),
      /"partition" of lane slurm cannot be/,
    );
    const failed = await look([slurm]);
    assert.equal(failed.state, 'failed');
    assert.match(failed.reason ?? '', /^"partition" of lane slurm cannot be/);
    assert.ok(!readdirSync(job.files.directory).includes('submit.sh'));
  });
});
