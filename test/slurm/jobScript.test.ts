/** What becomes of a job's command under real Slurm: its output and exit code, signals, new starts. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { defaultLane } from '../../src/jobs/lanes/defaultLane';
import { writeLaneJob } from '../../src/jobs/lanes/fillLane';
import { cancel } from '../../src/jobs/runs/slurm/cancel';
import { findByName } from '../../src/jobs/runs/slurm/findByName';
import { readExit, readStart } from '../../src/jobs/runs/slurm/jobMarks';
import { askStates } from '../../src/jobs/runs/slurm/states';
import { submit, type Submission } from '../../src/jobs/runs/slurm/submit';
import { useSlurm } from '../support/slurm';
import { useTemporaryFolder } from '../support/temporaryFolder';
import { until } from '../support/until';

const lane = {
  ...defaultLane(),
  script: '#!/bin/bash\n#SBATCH --time={{ time }}\necho lane\n{{ command }}\necho after\n',
};
const { commands } = lane;

describe('a job script under Slurm', () => {
  const slurm = useSlurm();
  const inFolder = useTemporaryFolder();

  /** @param script of a program that takes the place of murmur */
  async function submitted(script: string, more: Partial<Submission> = {}, time = '2'): Promise<string> {
    writeFileSync(inFolder('program.mjs'), script);
    const [folder, log] = [inFolder(), inFolder('log.txt')];
    const command = [process.execPath, inFolder('program.mjs'), "it's", 'a $HOME'];
    const job = { folder, log, project: 'p', command, output: inFolder('out'), errors: log };
    const path = await writeLaneJob(lane, { time }, job);
    return submit(commands, { script: path, name: 'murmur-test', folder, log, ...more });
  }

  const ended = async (element = 0): Promise<void> =>
    until('it has ended', async () => (await readExit(inFolder(), element)) !== null);
  const started = async (): Promise<void> =>
    until('it has started', async () => (await readStart(inFolder())) !== null);
  /** Nothing before it is there. */
  const text = (name: string): string =>
    existsSync(inFolder(name)) ? readFileSync(inFolder(name), 'utf8') : '';

  it('runs its command in its folder, and leaves output, messages, host and exit code', async () => {
    const id = await submitted(
      'console.log(process.cwd(), ...process.argv.slice(2)); console.error("hi"); process.exitCode = 3;',
    );
    await ended();
    assert.deepEqual(await readExit(inFolder()), { code: 3, signal: '', restarts: 0 });
    const start = { job: id, host: slurm().node, restarts: 0, cluster: 'murmur' };
    assert.deepEqual(await readStart(inFolder()), start);
    assert.equal(text('out'), `${inFolder()} it's a $HOME\n`);
    assert.equal(text('log.txt'), 'lane\nhi\nafter\n');
    await until('Slurm says so', async () => (await askStates(commands, [id])).get(id)?.state === 'FAILED');
    assert.deepEqual((await askStates(commands, [id])).get(id)?.reason, 'NonZeroExitCode');
  });

  it('is an array with a limit, and what waits for it', async () => {
    const array = { count: 3, atOnce: 1 };
    const id = await submitted('process.exitCode = Number(process.env.SLURM_ARRAY_TASK_ID);', { array });
    const next = await submit(commands, {
      script: inFolder('submit.sh'),
      name: 'next',
      folder: inFolder(),
      log: inFolder('log.txt'),
      after: { jobs: [id], how: 'afterok' },
    });
    for (const element of [0, 1, 2]) await ended(element);
    assert.equal((await readExit(inFolder(), 2))?.code, 2);
    assert.equal((await readStart(inFolder(), 2))?.job, `${id}_2`);
    const stateOf = async (job: string) => (await askStates(commands, [id, next])).get(job)?.state;
    await until('what waited is given up', async () => (await stateOf(next)) === 'CANCELLED');
    assert.equal(await stateOf(`${id}_0`), 'COMPLETED');
    assert.equal(await stateOf(`${id}_2`), 'FAILED');
  });

  const untilSignal =
    'process.on("SIGTERM", () => { console.log("TERM"); process.exit(75); }); console.log("up"); setInterval(() => 0, 1000);';
  const up = async (): Promise<void> => until('it listens', () => text('out').endsWith('up\n'));

  it('passes the signal before a time limit on, and has itself started again', async () => {
    const id = await submitted(untilSignal);
    await started();
    await up();
    slurm().run('scancel', '--batch', '--signal=USR1', id);
    await until('it starts again', async () => (await readStart(inFolder()))?.restarts === 1);
    assert.equal(text('timeouts_0'), '1\n');
    assert.equal(await readExit(inFolder()), null);
    await up();
    assert.equal(text('out'), 'up\nTERM\nup\n');
    await cancel(commands, id);
    await ended();
    const { code, signal } = (await readExit(inFolder())) ?? {};
    assert.deepEqual([code, signal], [75, 'TERM']);
    await until(
      'Slurm says so',
      async () => (await askStates(commands, [id])).get(id)?.state === 'CANCELLED',
    );
  });

  it('does not count the times when it had to make room', async () => {
    const id = await submitted(untilSignal, {}, '60');
    await started();
    await up();
    slurm().run('scancel', '--batch', '--signal=USR1', id);
    await until('it starts again', async () => (await readStart(inFolder()))?.restarts === 1);
    assert.ok(!existsSync(inFolder('timeouts_0')));
    await cancel(commands, id);
    await ended();
  });

  it('gives up after three time limits', async () => {
    const id = await submitted(untilSignal);
    await started();
    await up();
    writeFileSync(inFolder('timeouts_0'), '3\n');
    slurm().run('scancel', '--batch', '--signal=USR1', id);
    await ended();
    assert.deepEqual(await readExit(inFolder()), { code: 75, signal: 'USR1', restarts: 0 });
    assert.match(text('log.txt'), /the time limit has ended it 4 times/);
  });

  it('is found by its name and folder where its number got lost', async () => {
    const id = await submitted('');
    assert.equal(await findByName(commands, 'murmur-test', inFolder()), id);
    assert.equal(await findByName(commands, 'murmur-test', inFolder('else')), null);
    await ended();
  });

  it('says in one sentence what Slurm refuses', async () => {
    await assert.rejects(
      submit(commands, { script: inFolder('none.sh'), name: 'x', folder: inFolder(), log: inFolder('log') }),
      /^Problem: sbatch: Unable to open file/,
    );
  });
});
