/** Refinements whose series are jobs of real Slurm: the same bytes as here, whatever becomes of the jobs on the way. */
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { cancelJob } from '../../src/jobs/runs/job';
import { readRunner } from '../../src/jobs/runs/jobFolder';
import { launchJob } from '../../src/jobs/runs/launchJob';
import { slurm as slurmRunner, type SlurmRecord } from '../../src/jobs/runs/runners/slurm';
import { readStart } from '../../src/jobs/runs/slurm/jobMarks';
import { jobOptions } from '../support/job';
import { outcome, startMurmur } from '../support/runMurmur';
import { useSlurm } from '../support/slurm';
import {
  becomes,
  makeReference,
  onLane,
  sharedReference,
  slurmProject,
  smallAnswers,
  touch,
  type SlurmProject,
} from '../support/slurmProject';
import { useSuiteFolder, useTemporaryFolder } from '../support/temporaryFolder';
import { makeTinyProject, shortRefinement, shortSettings } from '../support/tinyProject';
import { until } from '../support/until';

/** Tasks of a kind stand still before they begin, as long as there is a file of its name. */
const held = (folder: string): string => `
if [ -f {{ job_dir }}/tasks.json ]; then
  kind="$(sed 's/^\\["\\([a-z]*\\).*/\\1/' {{ job_dir }}/tasks.json)" || exit 75
  while [ -f ${folder}/"$kind" ]; do sleep 0.2 || exit 75; done
fi`;

describe('murmur refine --series_jobs', () => {
  const slurm = useSlurm();
  const inSuite = useSuiteFolder();
  const inFolder = useTemporaryFolder();
  beforeEach(() => mkdirSync(inFolder('held')));

  const hold = (kind: string): void => touch(inFolder('held', kind));
  const release = (kind: string): void => rmSync(inFolder('held', kind));

  /** What it says on the way. */
  function started(project: SlurmProject) {
    const child = startMurmur(
      process.env,
      ...shortRefinement(project.population, '--series_jobs=2', ...onLane),
    );
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    const done = outcome(child);
    const says = async (what: RegExp): Promise<RegExpExecArray> => {
      await until(
        () => `${what.source}: ${said}`,
        () => what.test(said),
      );
      return what.exec(said) as RegExpExecArray;
    };
    return { child, done, says, said: () => said };
  }

  const checkpoint = ({ folder }: SlurmProject): string =>
    join(folder, 'm', 'refinement_temp', 'tiny.checkpoint');
  /** Of the array that was submitted last. */
  function newestArray(project: SlurmProject): string {
    const arrays = readdirSync(checkpoint(project)).filter((name) => /^array_\d+$/.test(name));
    const number = (name: string): number => Number(name.slice('array_'.length));
    return join(checkpoint(project), arrays.toSorted((a, b) => number(a) - number(b)).at(-1) ?? '');
  }

  it('is what the form for a lane asks for, and ends with all its jobs when it is cancelled', async () => {
    hold('prepare');
    const project = await slurmProject(await sharedReference(), inFolder('tiny'), held(inFolder('held')));
    const [place] = (await slurmRunner.places?.(project.population, '')) ?? [];
    const murmur = { command: [process.execPath, resolve('bin/murmur')], env: process.env };
    const runner = place.runner({ ...smallAnswers, gpus: '1', 'series-jobs': '2' });
    const job = await launchJob(jobOptions(project.population, shortSettings), murmur, runner);
    let id = '';
    await until('a task is a job of its own', () => {
      const events = readFileSync(job.files.events, { encoding: 'utf8', flag: 'a+' });
      id = /Slurm job (\d+) on lane quick: prepare 0/.exec(events)?.[1] ?? '';
      return id !== '';
    });
    const { id: sharing } = (await readRunner(job.files)) as SlurmRecord;
    const cards = slurm().run('squeue', '-h', '-j', `${sharing},${id}`, '-o', '%A %b').trim();
    // What shares out holds no card.
    assert.match(cards, new RegExp(`^${sharing} N/A$`, 'm'));
    assert.match(cards, new RegExp(`^${id} .*gpu:1$`, 'm'));
    await cancelJob(await becomes(job, 'running'));
    await becomes(job, 'cancelled');
    await until('its jobs have ended', () => slurm().run('squeue', '-h', '-j', id, '-o', '%T').trim() === '');
  });

  it('comes to the same bytes with 8 series, whatever becomes of its jobs, of Slurm and of itself', async () => {
    const small = { '--series': '8', '--particles': '3', '--angles': '-30,0,30' };
    const made = await makeTinyProject(inSuite('made'), { simulate: small });
    const reference = await makeReference(made, inSuite('here'));
    const project = await slurmProject(reference, inFolder('tiny'), held(inFolder('held')));
    hold('series');
    hold('average');
    hold('finish');

    const first = started(project);
    const [, id] = await first.says(/Slurm job (\d+) on lane quick: 8 tasks: series/);
    const folder = newestArray(project);
    const start = async (element: number) => readStart(folder, element);
    await until('two stand', async () => (await start(0)) !== null && (await start(1)) !== null);
    assert.equal(await start(2), null);
    slurm().run('scancel', `${id}_0`);
    await until('another one stands in its place', async () => (await start(2)) !== null);
    slurm().run('scontrol', 'requeue', `${id}_1`);
    // Slurm does not count the new start of a job whose node goes while it is still ending.
    const waits = (element: number) => (): boolean =>
      slurm().run('squeue', '-h', '-j', `${id}_${element}`, '-o', '%T').trim() === 'PENDING';
    await until('it waits again', waits(1));
    const node = `NodeName=${slurm().node}`;
    slurm().run('scontrol', 'update', node, 'State=DOWN', 'Reason=test');
    await until('it goes with its node', waits(2));
    slurm().run('scontrol', 'update', node, 'State=RESUME');
    release('series');
    const [, average] = await first.says(/Slurm job (\d+) on lane quick: average 0/);
    assert.equal((await start(2))?.restarts, 1);
    assert.ok(((await start(1))?.restarts ?? 0) >= 1);
    assert.match(first.said(), /warning: "series 0" failed: .*; it is submitted again/);
    assert.equal(first.said().match(/ failed: /g)?.length, 1, first.said());
    first.child.kill('SIGKILL');
    await first.done;

    // The next one ends the job that was left, and takes up what is done.
    const second = started(project);
    await second.says(/Slurm job (\d+) on lane quick: average 0/);
    assert.equal(slurm().run('squeue', '-h', '-j', average, '-o', '%T').trim(), '');
    // One that is submitted only would wait for the controller, too.
    await until('the new one has begun', async () => (await readStart(newestArray(project), 0)) !== null);
    await slurm().withoutController(async () => {
      release('average');
      await second.says(/warning: Slurm does not answer: .*; the tasks are submitted when it does/);
    });
    const [, finish] = await second.says(/Slurm job (\d+) on lane quick: finish 0/);
    slurm().run('scancel', finish);
    await second.says(/warning: "finish 0" failed: .*; it is submitted again/);
    release('finish');
    const { code, err } = await second.done;
    assert.equal(code, 0, err);
    assert.doesNotMatch(err, /tasks: series|"(series|average) \d" failed/);
    assert.deepEqual(await project.differences(), []);
  });
});
