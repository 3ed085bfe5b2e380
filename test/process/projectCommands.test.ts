/** The commands around a project - info, check, history, restore, export - as people and scripts run them. */
import assert from 'node:assert/strict';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { runMurmur } from '../support/runMurmur';
import { writePopulation } from '../support/population';
import { useTemporaryFolder } from '../support/temporaryFolder';

describe('murmur on a project', () => {
  const inFolder = useTemporaryFolder();

  it('tells, checks, lists versions, restores and exports; one JSON object each with --json', async () => {
    const { species } = await writePopulation(inFolder());
    const population = ['-p', 'p.population'];
    const json = async (...args: string[]): Promise<Record<string, unknown>> => {
      const { code, out, err } = await runMurmur(inFolder(), ...args, '--json');
      assert.equal(code, 0, err);
      return JSON.parse(out) as Record<string, unknown>;
    };
    assert.equal((await json('info', 'p.population')).kind, 'population');
    assert.equal(((await json('check', 'p.population')).findings as unknown[]).length, 2);
    assert.equal(((await json('history', ...population)).versions as unknown[]).length, 2);
    const report = await json('report', 'p.population', '--series', 'TS_2', '-o', 'report.html');
    assert.deepEqual(
      [report.directions, report.series].map((some) => (some as unknown[]).length),
      [1, 1],
    );
    assert.match(await readFile(inFolder('report.html'), 'utf8'), /<svg .*FSC of ball/s);
    const version = ['-s', 'ball', '--to', species.version];
    assert.equal((await json('label_version', ...population, ...version, '--label', 'as it came')).note, '');
    const kept = await json('prune_versions', ...population, '--keep_last', '1', '--dry_run');
    assert.deepEqual([kept.removed, kept.bytes], [[], 0]);
    const restored = await json('restore', ...population, '-s', 'ball', '--to', 'as it came');
    assert.deepEqual(restored.species, { name: 'ball', version: species.version });
    const exported = await json('export_particles', ...population, '-s', 'ball', '-o', 'r/ball.star');
    assert.equal(exported.particles, 4);
    const told = await runMurmur(
      inFolder(),
      'export_particles',
      ...population,
      '-s',
      'ball',
      '-o',
      'r/b2.star',
    );
    assert.match(told.out, /start RELION in \S+\/r: the files name each other from there/);
    await writeFile(inFolder('TS_1.xf'), '1 0 0 1 2 0\n'.repeat(3));
    const args = ['--settings', 'warp_tiltseries.settings', '--alignments', '.'];
    assert.deepEqual((await json('import-alignments', ...args)).missing, ['TS_2']);
  });

  it('ends with exit code 1 when a check finds errors, each with its remedy', async () => {
    await writePopulation(inFolder());
    await rm(inFolder('warp_tiltseries', 'TS_2.xml'));
    const { code, out } = await runMurmur(inFolder(), 'check', 'p.population');
    assert.equal(code, 1);
    assert.match(
      out,
      /^error: .*TS_2\.xml: cannot read the file, there is no such file or folder; check the path$/m,
    );
    assert.match(out, /2 warnings|errors?, 1 warning$/m);
  });
});
