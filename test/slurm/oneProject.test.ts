/** Two windows, a shell and a job of real Slurm on one population: one at a time changes it, and whoever is refused is told by whom. */
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { lockOf } from '../../src/files/lock';
import { readHistory } from '../../src/jobs/project/history';
import { readRunner } from '../../src/jobs/runs/jobFolder';
import type { Job } from '../../src/jobs/runs/job';
import type { SlurmRecord } from '../../src/jobs/runs/runners/slurm';
import { signalledWhenSaid } from '../support/meddling';
import { outcome, runMurmur, startMurmur } from '../support/runMurmur';
import { useSlurm } from '../support/slurm';
import { becomes, goOn, look, onLane, slurmProject, waits, type SlurmProject } from '../support/slurmProject';
import { useTemporaryFolder } from '../support/temporaryFolder';
import { sharedTinyProject, shortRefinement, tinySpecies } from '../support/tinyProject';
import { until } from '../support/until';

const windowProgram = fileURLToPath(new URL('./window.entry.mjs', import.meta.url));
/** It stands still in its first round. */
const standing = (): NodeJS.ProcessEnv => signalledWhenSaid('SIGSTOP', /"event":"series"/);

describe('one population', () => {
  const slurm = useSlurm();
  const inFolder = useTemporaryFolder();
  let project: SlurmProject;
  beforeEach(async () => {
    project = await slurmProject(
      { project: await sharedTinyProject(), refined: new Map() },
      inFolder('tiny'),
    );
  });

  const rotate = (): string[] => [
    'rotate_species',
    `--population=${project.population}`,
    '--species=particle',
    ...['--angle_rot=10', '--angle_tilt=20', '--angle_psi=30'],
  ];
  const create = (name: string): string[] => [
    'create_species',
    `--population=${project.population}`,
    ...tinySpecies(project.folder),
    `--name=${name}`,
  ];
  async function refused(args: readonly string[], why: RegExp): Promise<void> {
    const { code, err } = await runMurmur('.', ...args);
    assert.equal(code, 1, err);
    assert.match(err, why);
  }
  async function accepted(args: readonly string[]): Promise<void> {
    const { code, err } = await runMurmur('.', ...args);
    assert.equal(code, 0, err);
  }

  /** A window starts a refinement. @returns why it was refused; null where it was not */
  async function tries(where: 'here' | 'lane'): Promise<string | null> {
    const stdio = ['ignore', 'pipe', 'pipe'] as const;
    const child = spawn(process.execPath, [windowProgram, project.population, where], {
      env: standing(),
      stdio: [...stdio],
    });
    const { code, out, err } = await outcome(child);
    assert.equal(code, 0, err);
    return (JSON.parse(out) as { readonly refused?: string }).refused ?? null;
  }

  async function stands(job: Job): Promise<Job> {
    await until('it has come to its first series', async () =>
      /"event":"series"/.test(readFileSync(job.files.events, { encoding: 'utf8', flag: 'a+' })),
    );
    return becomes(job, 'running', ({ summary }) => summary.start !== null);
  }

  it('of two windows, a shell and a job of Slurm: nothing gets lost that was accepted', async () => {
    const hold = slurm().hold();
    const said = await Promise.all([tries('lane'), tries('lane')]);
    const [why, ...others] = said.filter((one) => one !== null);
    assert.deepEqual(others, []);
    assert.match(
      why ?? 'none was refused',
      /(this population is being refined already|refine \(process \d+ on \S+\) has been changing this population)/,
    );
    const job = await project.onlyJob();
    await becomes(job, 'queued', waits);
    const waiting = /: this population is being refined already: Slurm job \d+: waiting/;
    await refused(shortRefinement(project.population, '--runner=slurm', ...onLane), waiting);
    // What the job finds when its turn comes may still change.
    await accepted(rotate());
    await accepted(create('other'));
    slurm().run('scancel', hold);

    const { summary } = await stands(job);
    const refining = new RegExp(
      `refine \\(process ${summary.start?.processId} on \\S+\\) has been changing this population since`,
    );
    const refusals = [rotate(), create('third'), shortRefinement(project.population)];
    await Promise.all(refusals.map(async (args) => refused(args, refining)));
    for (const refusal of await Promise.all([tries('here'), tries('lane')]))
      assert.match(refusal ?? '', refining);
    goOn(summary.start?.processId ?? 0);
    const finished = await becomes(job, 'finished');
    await project.onlyJob();
    assert.deepEqual(finished.summary.rounds[0].species.map(({ name }) => name).toSorted(), [
      'other',
      'particle',
    ]);
    const versions = await readHistory(project.population);
    const of = (name: string): number =>
      versions.filter((one) => one.of === 'species' && one.name === name).length;
    assert.deepEqual([of('particle'), of('other'), of('third')], [3, 2, 0]);
  });

  it('is free again when the computer of a job has died, as soon as Slurm knows', async () => {
    const { code, err } = await outcome(
      startMurmur(standing(), ...shortRefinement(project.population, '--runner=slurm', ...onLane)),
    );
    assert.equal(code, 0, err);
    const job = await stands(await project.onlyJob());
    const { id } = (await readRunner(job.files)) as SlurmRecord;
    slurm().run('scontrol', 'update', `JobId=${id}`, 'Requeue=0');
    // As another computer would have it.
    const lock = lockOf(project.population);
    writeFileSync(lock, readFileSync(lock, 'utf8').replace(hostname(), 'elsewhere'));
    await refused(rotate(), /refine \(process \d+ on elsewhere\) has been changing this population/);
    spawnSync('kill', ['-9', ...ofJob(job.summary.start?.processId ?? 0).map(String)]);
    const node = `NodeName=${slurm().node}`;
    slurm().run('scontrol', 'update', node, 'State=DOWN', 'Reason=test');
    const said = (): string =>
      slurm()
        .run('squeue', '-h', '-t', 'all', '-j', id ?? '', '-o', '%T')
        .trim();
    await until(said, () => said() === 'NODE_FAIL');
    assert.ok(!readdirSync(job.files.directory).includes('exit_0'));
    await accepted(rotate());
    slurm().run('scontrol', 'update', node, 'State=RESUME');
    const { state, reason } = await look(job);
    assert.equal(state, 'failed');
    assert.match(reason ?? '', /^its node( on \S+)? failed/);
  });
});

/** The processes of a job, the first one first: nobody is left to say that it has ended. */
function ofJob(pid: number): readonly number[] {
  const status = readFileSync(join('/proc', String(pid), 'status'), 'utf8');
  const parent = Number(/^PPid:\s*(\d+)/m.exec(status)?.[1] ?? 0);
  const isFirst = /^Name:\s*slurmstepd/m.test(status) || parent <= 1;
  return isFirst ? [pid] : [...ofJob(parent), pid];
}
