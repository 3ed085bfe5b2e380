/** A refinement as a job of real Slurm: it finishes, is cancelled in every state, started again, and outlives who submitted it. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cancelJob, type Job } from '../../src/jobs/runs/job';
import { listJobs, readRunner, recordRunner } from '../../src/jobs/runs/jobFolder';
import type { SlurmRecord } from '../../src/jobs/runs/runners/slurm';
import { readExit, readStart } from '../../src/jobs/runs/slurm/jobMarks';
import { signalledWhenSaid } from '../support/meddling';
import { outcome, runMurmur, startMurmur } from '../support/runMurmur';
import { useSlurm } from '../support/slurm';
import { becomes, goOn, look, onLane, sharedReference, slurmProject, waits } from '../support/slurmProject';
import type { SlurmProject } from '../support/slurmProject';
import { useTemporaryFolder } from '../support/temporaryFolder';
import { shortRefinement } from '../support/tinyProject';
import { until } from '../support/until';

describe('murmur refine --runner slurm', () => {
  const slurm = useSlurm();
  const inFolder = useTemporaryFolder();
  let project: SlurmProject;
  beforeEach(async () => {
    project = await slurmProject(await sharedReference(), inFolder('tiny'));
  });

  const asked = (): string[] => shortRefinement(project.population, '--runner=slurm', ...onLane);

  async function submitted(env = process.env): Promise<Job> {
    const { code, out, err } = await outcome(startMurmur(env, ...asked(), '--json'));
    assert.equal(code, 0, err);
    const job = await project.onlyJob();
    const { id } = (await readRunner(job.files)) as SlurmRecord;
    assert.deepEqual(JSON.parse(out), { id, lane: 'quick', job: job.files.directory });
    return job;
  }

  /** It stands still in its first round. */
  async function standing(): Promise<{ readonly job: Job; readonly id: string }> {
    const job = await submitted(signalledWhenSaid('SIGSTOP', /"event":"series"/));
    await until('it has come to its first series', () => /"event":"series"/.test(eventsOf(job)));
    await becomes(job, 'running');
    return { job, id: ((await readRunner(job.files)) as SlurmRecord).id ?? '' };
  }

  const eventsOf = ({ files }: Job): string =>
    existsSync(files.events) ? readFileSync(files.events, 'utf8') : '';

  /** Goes on with it wherever it stands still, until Slurm's part of it is over, too. */
  async function finishes(job: Job): Promise<void> {
    await until('it is done', async () => {
      const { state, summary } = await look(job);
      if (summary.start !== null) goOn(summary.start.processId);
      return state === 'finished' && (await readExit(job.files.directory)) !== null;
    });
  }

  it('waits in the queue, says why, and is cancelled there', async () => {
    const hold = slurm().hold();
    const job = await submitted();
    const queued = await becomes(job, 'queued', waits);
    // As if who submitted it had been interrupted just then.
    const record = (await readRunner(job.files)) as SlurmRecord;
    await recordRunner(job.files, { ...record, id: null } as SlurmRecord);
    await cancelJob(queued);
    assert.deepEqual([(await look(job)).state, await readStart(job.files.directory)], ['cancelled', null]);
    assert.equal(
      slurm()
        .run('squeue', '-h', '-t', 'all', '-j', record.id ?? '', '-o', '%T')
        .trim(),
      'CANCELLED',
    );
    slurm().run('scancel', hold);
  });

  it('runs, says where, is cancelled, and submitted again and waited for goes on to the same files', async () => {
    const { job, id } = await standing();
    const place = `Slurm job ${id} on ${slurm().node}`;
    const running = await becomes(job, 'running', ({ detail }) => detail?.startsWith(place) === true);
    await cancelJob(running);
    assert.equal((await look(job)).state, 'cancelled');
    const { code, out, err } = await runMurmur('.', ...asked(), '--wait');
    assert.equal(code, 0, err);
    assert.equal(out, 'finished\n');
    assert.match(err, /^Slurm job \d+ on lane quick: \S+refinement_temp\S+\n/);
    assert.deepEqual(await project.differences(), []);
  });

  it('goes on by itself after scontrol requeue and when its node was away, and comes to the same files', async () => {
    const { job, id } = await standing();
    const restarts = async (): Promise<number | undefined> =>
      (await readStart(job.files.directory))?.restarts;
    slurm().run('scontrol', 'requeue', id);
    await until('it starts again', async () => (await restarts()) === 1);
    const node = `NodeName=${slurm().node}`;
    slurm().run('scontrol', 'update', node, 'State=DOWN', 'Reason=test');
    await becomes(job, 'queued');
    slurm().run('scontrol', 'update', node, 'State=RESUME');
    await finishes(job);
    assert.equal(await restarts(), 2);
    assert.deepEqual(await project.differences(), []);
  });

  it('is not harmed when who submitted it is killed, nor while Slurm’s controller is away', async () => {
    const hold = slurm().hold();
    const child = startMurmur(process.env, ...asked(), '--wait');
    const done = outcome(child);
    await until('it is submitted', async () => {
      const [files] = await listJobs(project.population);
      return files !== undefined && ((await readRunner(files)) as SlurmRecord | null)?.id != null;
    });
    const job = await project.onlyJob();
    child.kill('SIGKILL');
    await done;
    await becomes(job, 'queued', waits);
    // Nothing is known to have changed.
    await slurm().withoutController(async () => {
      await becomes(job, 'queued', ({ detail }) => /the queue does not answer: /.test(detail ?? ''));
    });
    slurm().run('scancel', hold);
    await finishes(job);
    assert.deepEqual(await project.differences(), []);
  });

  it('is stopped, and no more than that, by scancel of its number', async () => {
    const { job, id } = await standing();
    slurm().run('scancel', id);
    const { reason } = await becomes(job, 'stopped');
    assert.match(reason ?? '', /cancelled in Slurm|ended by SIGTERM before it was done/);
  });

  it('fails with what the lane’s script said', async () => {
    const script = inFolder('tiny', 'm', 'lanes', 'quick.sh');
    const text = readFileSync(script, 'utf8');
    writeFileSync(script, text.replace('{{ command }}', 'module load nothing\nexit 3\n{{ command }}'));
    const { code, err } = await runMurmur('.', ...asked(), '--wait');
    assert.equal(code, 1);
    assert.match(err, /^murmur: Slurm job \d+: \S*lane\.sh: line \d+: module: command not found$/m);
  });

  it('says what Slurm refuses, and leaves a job that says it too', async () => {
    const { code, err } = await runMurmur('.', ...asked(), '--set=partition=none');
    assert.equal(code, 1);
    assert.match(err, /^murmur: sbatch: invalid partition specified: none$/m);
    const { state, reason } = await look(await project.onlyJob());
    assert.deepEqual([state, reason], ['failed', 'sbatch: invalid partition specified: none']);
  });
});
