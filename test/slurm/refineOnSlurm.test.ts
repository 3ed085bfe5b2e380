/** A refinement as a job of real Slurm: it finishes, is cancelled in every state, started again, and outlives who submitted it. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { EventTail } from '../../src/jobs/runs/eventTail';
import { cancelJob, lookAgain, newJob, type Job } from '../../src/jobs/runs/job';
import { listJobs, readOptions, readRunner, recordRunner } from '../../src/jobs/runs/jobFolder';
import type { SlurmRecord } from '../../src/jobs/runs/runners/slurm';
import { readExit, readStart } from '../../src/jobs/runs/slurm/jobMarks';
import { signalledWhenSaid } from '../support/meddling';
import { outcome, runMurmur, startMurmur } from '../support/runMurmur';
import { useSlurm } from '../support/slurm';
import { changes, snapshot } from '../support/snapshot';
import { useSuiteFolder, useTemporaryFolder } from '../support/temporaryFolder';
import { copyTinyProject, shortRefinement, type TinyProject } from '../support/tinyProject';
import { until } from '../support/until';

describe('murmur refine --runner slurm', () => {
  const slurm = useSlurm();
  const inSuite = useSuiteFolder();
  const inFolder = useTemporaryFolder();
  let project: TinyProject;
  /** After a refinement that Slurm had nothing to do with. */
  let refined: ReadonlyMap<string, string>;
  before(async () => {
    const here = await copyTinyProject(inSuite('here'));
    const { code, err } = await runMurmur('.', ...shortRefinement(here.population, '--rounds=2'));
    assert.equal(code, 0, err);
    refined = snapshot(here.folder);
  });
  beforeEach(async () => {
    project = await copyTinyProject(inFolder('tiny'));
    const { population } = project;
    await runMurmur('.', 'lane', 'create', 'quick', '--population', population);
    // Asked often: tests wait for what the queue says.
    const file = inFolder('tiny', 'm', 'lanes', 'quick.json');
    const lane = JSON.parse(readFileSync(file, 'utf8')) as object;
    writeFileSync(file, JSON.stringify({ ...lane, pollSeconds: 0.2 }));
  });

  const onSlurm = ['--runner=slurm', '--lane=quick', '--set', 'memory=1', 'cpus=1', 'gpus=0', 'time=10'];
  const asked = (): string[] => shortRefinement(project.population, '--rounds=2', ...onSlurm);

  async function submitted(env = process.env): Promise<Job> {
    const { code, out, err } = await outcome(startMurmur(env, ...asked(), '--json'));
    assert.equal(code, 0, err);
    const job = await onlyJob();
    const { id } = (await readRunner(job.files)) as SlurmRecord;
    assert.deepEqual(JSON.parse(out), { id, lane: 'quick', job: job.files.directory });
    return job;
  }

  async function onlyJob(): Promise<Job> {
    const [files, ...others] = await listJobs(project.population);
    assert.deepEqual(others, []);
    const options = await readOptions(files);
    assert.ok(options !== null);
    return newJob(files, options);
  }

  /** From the beginning of its events, as a new window looks. */
  const look = async (job: Job): Promise<Job> => lookAgain(job, new EventTail(job.files.events));

  async function becomes(
    job: Job,
    state: Job['state'],
    holds: (job: Job) => boolean = () => true,
  ): Promise<Job> {
    let now = job;
    await until(
      () => `${state}, it is ${now.state}: ${now.reason ?? now.detail ?? ''}`,
      async () => {
        now = await look(job);
        return now.state === state && holds(now);
      },
    );
    return now;
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

  function goOn(pid: number): void {
    try {
      process.kill(pid, 'SIGCONT');
    } catch {
      // It has ended.
    }
  }

  /** What was refined, without what tells of runs. */
  async function differences(): Promise<readonly string[]> {
    const found = changes(refined, snapshot(project.folder));
    return found.filter((path) => !/refinement_temp|lanes|versions/.test(path) && !path.endsWith('.lock'));
  }

  /** A job that takes the node. */
  const held = (): string =>
    slurm().run('sbatch', '--parsable', '--exclusive', '--output=/dev/null', '--wrap=sleep 600').trim();
  const waits = ({ detail }: Job): boolean => /^Slurm job \d+: waiting/.test(detail ?? '');

  it('gives the same files as here, waited for, with the words of the queue', async () => {
    const { code, out, err } = await runMurmur('.', ...asked(), '--wait');
    assert.equal(code, 0, err);
    assert.equal(out, 'finished\n');
    assert.match(err, /^Slurm job \d+ on lane quick: \S+refinement_temp\S+\n/);
    assert.deepEqual(await differences(), []);
    const job = await look(await onlyJob());
    assert.deepEqual([job.state, job.summary.rounds.length], ['finished', 2]);
  });

  it('waits in the queue, says why, and is cancelled there', async () => {
    const hold = held();
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

  it('runs, says where, is cancelled, and started again by the same command goes on', async () => {
    const { job, id } = await standing();
    const place = `Slurm job ${id} on ${slurm().node}`;
    const running = await becomes(job, 'running', ({ detail }) => detail?.startsWith(place) === true);
    await cancelJob(running);
    assert.equal((await look(job)).state, 'cancelled');
    const { code, err } = await runMurmur('.', ...shortRefinement(project.population, '--rounds=2'));
    assert.equal(code, 0, err);
    assert.deepEqual(await differences(), []);
  });

  it('goes on by itself after scontrol requeue, and comes to the same files', async () => {
    const { job, id } = await standing();
    slurm().run('scontrol', 'requeue', id);
    await until('it starts again', async () => (await readStart(job.files.directory))?.restarts === 1);
    await finishes(job);
    assert.deepEqual(await differences(), []);
  });

  it('goes on when its node is taken away and comes back', async () => {
    const { job } = await standing();
    const node = `NodeName=${slurm().node}`;
    slurm().run('scontrol', 'update', node, 'State=DOWN', 'Reason=test');
    await becomes(job, 'queued');
    slurm().run('scontrol', 'update', node, 'State=RESUME');
    await finishes(job);
    assert.equal((await readStart(job.files.directory))?.restarts, 1);
    assert.deepEqual(await differences(), []);
  });

  it('is not harmed while Slurm’s controller is away: nothing is known to have changed', async () => {
    const hold = held();
    const job = await submitted();
    await becomes(job, 'queued', waits);
    await slurm().withoutController(async () => {
      await becomes(job, 'queued', ({ detail }) => /the queue does not answer: /.test(detail ?? ''));
    });
    slurm().run('scancel', hold);
    await finishes(job);
    assert.deepEqual(await differences(), []);
  });

  it('is stopped, and no more than that, by scancel of its number', async () => {
    const { job, id } = await standing();
    slurm().run('scancel', id);
    const { reason } = await becomes(job, 'stopped');
    assert.match(reason ?? '', /cancelled in Slurm|ended by SIGTERM before it was done/);
  });

  it('is not harmed when who submitted it is killed', async () => {
    const child = startMurmur(process.env, ...asked(), '--wait');
    const done = outcome(child);
    await until('it is submitted', async () => {
      const [files] = await listJobs(project.population);
      return files !== undefined && ((await readRunner(files)) as SlurmRecord | null)?.id != null;
    });
    const job = await onlyJob();
    child.kill('SIGKILL');
    await done;
    await finishes(job);
    assert.deepEqual(await differences(), []);
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
    const { code, err } = await runMurmur('.', ...asked(), 'partition=none');
    assert.equal(code, 1);
    assert.match(err, /^murmur: sbatch: invalid partition specified: none$/m);
    const { state, reason } = await look(await onlyJob());
    assert.deepEqual([state, reason], ['failed', 'sbatch: invalid partition specified: none']);
  });
});
