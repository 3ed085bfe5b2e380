/** A lane is made, tried with a job, and refused in one sentence where Slurm or its script refuses. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { LaneReport } from '../../src/jobs/lanes/testLane';
import { runMurmur } from '../support/runMurmur';
import { useSlurm } from '../support/slurm';
import { useTemporaryFolder } from '../support/temporaryFolder';

describe('murmur lane test', () => {
  const slurm = useSlurm();
  const inFolder = useTemporaryFolder();
  beforeEach(async () => {
    const { code, err } = await runMurmur(inFolder(), 'lane', 'create', 'main');
    assert.equal(code, 0, err);
  });

  const small = ['memory=1', 'cpus=1', 'time=5'];

  async function test(...more: readonly string[]): ReturnType<typeof runMurmur> {
    return runMurmur(inFolder(), 'lane', 'test', 'main', '--set', ...small, ...more);
  }

  it('reports computer, GPU, memory, scratch and how fast renames are seen, and leaves nothing', async () => {
    const { code, out, err } = await test('--json');
    assert.equal(code, 0, err);
    const report = JSON.parse(out) as LaneReport;
    assert.equal(report.host.replace(/\..*$/, ''), slurm().node);
    assert.ok(report.adapter !== null && report.adapter !== '');
    assert.equal(report.gpus, '0');
    assert.ok(report.freeMemory > 1e6 && report.cores >= 1);
    assert.ok((report.scratch.free ?? 0) > 0);
    assert.equal(report.renames.length, 5);
    assert.ok(
      report.renames.every((time) => time > 0 && time < 10_000),
      String(report.renames),
    );
    assert.match(err, /^Slurm job \d+ on lane main\n/);
    assert.deepEqual(readdirSync(inFolder()), ['lanes']);
  });

  it('says what Slurm refuses', async () => {
    const { code, err } = await test('partition=none');
    assert.equal(code, 1);
    assert.match(err, /^murmur: sbatch: invalid partition specified: none$/m);
    assert.deepEqual(readdirSync(inFolder()), ['lanes']);
  });

  it('says what the lane’s script says before it fails', async () => {
    const script = inFolder('lanes', 'main.sh');
    writeFileSync(
      script,
      readFileSync(script, 'utf8').replace('{{ command }}', 'echo no such module >&2\nexit 4\n{{ command }}'),
    );
    const { code, err } = await test();
    assert.equal(code, 1);
    assert.match(err, /^murmur: Slurm job \d+: the job failed: no such module; look at the lane's script$/m);
  });

  it('gives up on a job that does not start in time, and cancels it', async () => {
    const hold = slurm().hold();
    const { code, err } = await test('--limit', '2');
    assert.equal(code, 1);
    const [, id] = /^Slurm job (\d+) on/.exec(err) ?? [];
    assert.match(
      err,
      /^murmur: the job has not reported in time: Slurm job \d+: waiting[^\n]*; wait longer/m,
    );
    assert.equal(slurm().run('squeue', '-h', '-t', 'all', '-j', id, '-o', '%T').trim(), 'CANCELLED');
    slurm().run('scancel', hold);
  });
});
