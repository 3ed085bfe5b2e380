/** Doses and images that cannot be, or hardly: refused, asked about, clipped or left out, and always said. */
import assert from 'node:assert/strict';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { readMrc, writeMrc } from '../../src/formats/mrc';
import { readSettingsFile } from '../../src/jobs/refinementSettings/settingsFile';
import { listJobs } from '../../src/jobs/runs/jobFolder';
import { runMurmur } from '../support/runMurmur';
import { makeFolder, removeFolder, useTemporaryFolder } from '../support/temporaryFolder';
import { copyProject, makeTinyProject, type TinyProject } from '../support/tinyProject';

describe('Doses and images', function () {
  const inFolder = useTemporaryFolder();
  let folder: string;
  let original: TinyProject;
  let project: TinyProject;
  before(async () => {
    folder = makeFolder();
    original = await makeTinyProject(join(folder, 'tiny'));
  });
  after(() => removeFolder(folder));
  beforeEach(async () => {
    project = await copyProject(original, inFolder('tiny'));
  });

  async function withDoses(factor: number): Promise<void> {
    const xml = join(project.folder, 'warp_tiltseries');
    for (const name of (await readdir(xml)).filter((one) => one.endsWith('.xml'))) {
      const text = await readFile(join(xml, name), 'utf8');
      const changed = text.replace(/<Dose>([^<]*)</, (_, doses: string) => {
        const values = doses
          .trim()
          .split(/\s+/)
          .map((dose) => factor * Number(dose));
        return `<Dose>${values.join('\n')}<`;
      });
      await writeFile(join(xml, name), changed);
    }
  }

  const refine = async (...more: string[]) =>
    runMurmur('.', 'refine', '-p', project.population, '--iter=0', ...more);
  const check = async () => runMurmur('.', 'check', project.population);
  const addSource = async (...more: string[]) => {
    await runMurmur('.', 'create_population', '-d', inFolder('other'), '-n', 'other');
    const settings = join(project.folder, 'warp_tiltseries.settings');
    const population = inFolder('other', 'other.population');
    return runMurmur('.', 'create_source', '-p', population, '-s', settings, '-n', 'again', ...more);
  };

  it('that are negative are refused by check, create_source and refine', async () => {
    await withDoses(-1);
    for (const { code, out, err } of [await refine(), await check(), await addSource()]) {
      assert.equal(code, 1);
      assert.match(out + err, /TS_1\.xml: the dose of tilt \d is -[\d.]+ e\/Å², and none is below 0/);
    }
  });

  it('that are a hundred times too large or too small are asked about', async () => {
    for (const [factor, what] of [
      [100, /its doses reach \d{4,} e\/Å², and hardly any series gets more than 300.*--accept doses/],
      [0.0001, /its doses reach 0\.\d+ e\/Å² only.*--accept doses/],
    ] as const) {
      await withDoses(factor);
      for (const { code, err } of [await refine(), await addSource()]) {
        assert.equal(code, 1);
        assert.match(err, what);
      }
      assert.match((await check()).out, /its doses reach/);
      const { code, err } = await refine('--accept=doses');
      assert.equal(code, 0, err);
      assert.match(err, /its doses reach .*; accepted/);
    }
  });

  async function withPixels(change: (data: Float32Array) => Float32Array): Promise<string> {
    const averages = join(project.folder, 'warp_frameseries', 'average');
    const [name] = (await readdir(averages)).filter((one) => one.startsWith('TS_1')).sort();
    const path = join(averages, name);
    const { header, data } = await readMrc(path);
    const [x, y] = header.size;
    await writeMrc(path, { size: [x, y, 1], pixelSize: header.pixelSize[0], data: change(data) });
    return name;
  }

  const scoreOf = (err: string): number => Number(/TS_1, \d+ particles, score (-?\d+)/.exec(err)?.[1]);

  it('with one hot pixel score as without it, and it is named', async () => {
    const usual = scoreOf((await refine()).err);
    // Maps that were made anew score higher.
    project = await copyProject(original, inFolder('again'));
    const name = await withPixels((data) => data.map((value, i) => (i === 5000 ? 30_000 : value)));
    const { code, err } = await refine();
    assert.equal(code, 0, err);
    assert.match(
      err,
      /TS_1, tilt \d: 1 pixel lies more than 50 deviations from the others, which are clipped/,
    );
    assert.ok(Math.abs(scoreOf(err) / usual - 1) < 0.1, `${usual} and ${scoreOf(err)}`);
    assert.match((await check()).out, new RegExp(`${name}: 1 pixel lies more than 50 deviations`));
  });

  it('with one value everywhere are left out, and named', async () => {
    await withPixels((data) => data.map(() => 0));
    const { code, err } = await refine();
    assert.equal(code, 0, err);
    assert.match(err, /TS_1, tilt \d: the image has one value everywhere and is left out/);
    const blank = await readMrc(project.companion('_half1.mrc'));
    assert.match((await check()).out, /the image has one value everywhere, and is left out/);
    await runMurmur('.', 'select_tilts', '-p', project.population, '--series', 'TS_1', '--leave_out', '1');
    assert.equal((await refine()).code, 0);
    const off = await readMrc(project.companion('_half1.mrc'));
    const difference = blank.data.reduce((sum, value, i) => Math.max(sum, Math.abs(value - off.data[i])), 0);
    const peak = off.data.reduce((a, b) => Math.max(a, Math.abs(b)), 0);
    assert.ok(difference < 0.02 * peak, `${difference} of ${peak}`);
  });

  it('with pixels that are no numbers are refused by check, too', async () => {
    const name = await withPixels((data) => data.with(77, NaN));
    const { code, out } = await check();
    assert.equal(code, 1);
    assert.match(out, new RegExp(`${name}: it has pixels that are no numbers`));
  });
});

describe('After a refinement from the command line', function () {
  const inFolder = useTemporaryFolder();

  it('the report tells of it, from a folder with its settings; the version is told by --version', async () => {
    const { population } = await makeTinyProject(inFolder('tiny'));
    assert.match((await runMurmur('.', 'report', population)).out, /No refinement is recorded/);
    assert.equal((await runMurmur('.', 'refine', '-p', population, '--iter=0')).code, 0);
    const { out } = await runMurmur('.', 'report', population);
    assert.match(out, /Start: particle [\d.]+ Å[\s\S]*Round 1: particle [\d.]+ Å[\s\S]*TS_1: 6 particles/);
    const [job] = await listJobs(population);
    assert.deepEqual((await readdir(job.directory)).sort(), [
      'events.jsonl',
      'job.json',
      'runner.json',
      'settings.json',
    ]);
    const { settings } = await readSettingsFile(job.settings);
    assert.deepEqual([settings.population, settings.subIterations], [resolve(population), 0]);
    assert.equal((await runMurmur('.', 'report', job.directory)).out, out);
    const { version } = JSON.parse(await readFile('package.json', 'utf8')) as { version: string };
    assert.equal((await runMurmur('.', '--version')).out.trim(), version);
  });
});
