/** What a refinement would take, as the command line tells it. */
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { writeCenteredPopulation } from '../support/population';
import { runMurmur } from '../support/runMurmur';
import { useTemporaryFolder } from '../support/temporaryFolder';

describe('murmur refine --estimate', () => {
  const inFolder = useTemporaryFolder();

  it('counts what a settings file asks for, under the options beside it', async () => {
    const { path: population } = await writeCenteredPopulation(inFolder());
    const file = path.join(path.dirname(population), 'p.refine.json');
    const settings = {
      population: 'p.population',
      imageWarp: true,
      imageWarpGrid: '2x2',
    };
    await writeFile(file, JSON.stringify({ ...settings, rouns: 3 }));
    const told = await runMurmur(inFolder(), 'refine', '--settings', file, '--estimate', '--json');
    assert.equal(told.code, 0, told.err);
    const counts = (JSON.parse(told.out) as { series: { parameters: object }[] }).series[0].parameters;
    assert.deepEqual(Object.keys(counts), ['image warp']);
    assert.match(told.err, /"rouns" is no setting/);
    const other = ['--refine_imagewarp', '1x1', '--refine_mag', '--min_particles', '3'];
    const lines = await runMurmur(inFolder(), 'refine', '--settings', file, '--estimate', ...other);
    assert.match(lines.out, /left out: 2 particles, fewer than 3/);
    const input = JSON.stringify({ ...settings, population });
    const args = [path.resolve('bin/murmur'), 'refine', '--settings', '-', '--estimate', '--json'];
    const piped = execFileSync(process.execPath, args, { cwd: inFolder(), input, encoding: 'utf8' });
    assert.equal(piped, told.out);
    const wrong = spawnSync(process.execPath, args, { input: '{"rounds": 0}', encoding: 'utf8' });
    assert.match(wrong.stdout, /standard input:1: \\"rounds\\": 0 is out of range/);
    const third = await runMurmur(inFolder(), 'refine', '--estimate', '--json');
    assert.equal(third.code, 1);
    assert.match(third.err, /needs a population; give --population FILE/);
  });
});
