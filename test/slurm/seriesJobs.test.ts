/** Refinements whose series are jobs of real Slurm: the same bytes as here, whatever becomes of the jobs on the way. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { outcome, runMurmur, startMurmur, type MurmurProcess } from '../support/runMurmur';
import { useSlurm } from '../support/slurm';
import { changes, snapshot } from '../support/snapshot';
import { useSuiteFolder, useTemporaryFolder } from '../support/temporaryFolder';
import { copyTinyProject, shortRefinement, type TinyProject } from '../support/tinyProject';
import { until } from '../support/until';

describe('murmur refine --series_jobs', () => {
  const slurm = useSlurm();
  const inSuite = useSuiteFolder();
  const inFolder = useTemporaryFolder();
  let project: TinyProject;
  /** After a refinement that Slurm had nothing to do with. */
  let refined: ReadonlyMap<string, string>;
  before(async () => {
    const here = await copyTinyProject(inSuite('here'));
    const { code, err } = await runMurmur('.', ...shortRefinement(here.population));
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

  const onSlurm = ['--series_jobs=2', '--lane=quick', '--set', 'memory=1', 'cpus=1', 'gpus=0', 'time=10'];
  const asked = (...more: string[]): string[] => shortRefinement(project.population, ...more, ...onSlurm);

  /** What was refined, without what tells of runs. */
  async function differences(): Promise<readonly string[]> {
    const found = changes(refined, snapshot(project.folder));
    return found.filter((path) => !/refinement_temp|lanes|versions/.test(path) && !path.endsWith('.lock'));
  }

  /** The job of an array that runs series. */
  async function seriesRun(child: MurmurProcess): Promise<string> {
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    let id = '';
    await until(
      () => `series run: ${said}`,
      () => {
        id = /Slurm job (\d+) on lane quick: 2 tasks: series/.exec(said)?.[1] ?? '';
        return id !== '' && /RUNNING/.test(slurm().run('squeue', '-h', '-r', '-j', `${id}_0`, '-o', '%T'));
      },
    );
    return id;
  }

  it('gives the same bytes as here, and says what each series came to', async () => {
    const { code, err } = await runMurmur('.', ...asked());
    assert.equal(code, 0, err);
    assert.match(err, /on the GPUs of lane quick/);
    for (const series of ['TS_1', 'TS_2']) assert.match(err, new RegExp(`round 1: ${series}, 6 particles`));
    assert.deepEqual(await differences(), []);
    assert.deepEqual(
      readdirSync(join(project.folder, 'm', 'refinement_temp')).filter((name) => /checkpoint/.test(name)),
      [],
    );
  });

  it('is shared out by a job, too', async () => {
    const { code, out, err } = await runMurmur('.', ...asked('--runner=slurm', '--wait'));
    assert.equal(code, 0, err);
    assert.equal(out, 'finished\n');
    assert.deepEqual(await differences(), []);
  });

  it('submits an element again that was cancelled', async () => {
    const child = startMurmur(process.env, ...asked());
    const done = outcome(child);
    const id = await seriesRun(child);
    slurm().run('scancel', `${id}_0`);
    const { code, err } = await done;
    assert.equal(code, 0, err);
    assert.match(err, /warning: "series 0" failed: .*; it is submitted again/);
    assert.deepEqual(await differences(), []);
  });

  it('goes on where one was that was killed, whose jobs are ended', async () => {
    const child = startMurmur(process.env, ...asked());
    const done = outcome(child);
    const id = await seriesRun(child);
    child.kill('SIGKILL');
    await done;
    const { code, err } = await runMurmur('.', ...asked());
    assert.equal(code, 0, err);
    assert.equal(slurm().run('squeue', '-h', '-j', id, '-o', '%T').trim(), '');
    assert.deepEqual(await differences(), []);
  });

  it('ends its jobs when it is cancelled', async () => {
    const child = startMurmur(process.env, ...asked());
    const done = outcome(child);
    const id = await seriesRun(child);
    child.kill('SIGINT');
    const { code, err } = await done;
    assert.equal(code, 1);
    assert.match(err, /^murmur: cancelled; files are as the last finished round left them$/m);
    await until('the jobs have ended', () => slurm().run('squeue', '-h', '-j', id, '-o', '%T').trim() === '');
  });
});
