/** Projects that are unusual, but can be refined. */
import assert from 'node:assert/strict';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readMrc } from '../../src/formats/mrc';
import type { RefinementEvent } from '../../shared/records/events';
import { runMurmur } from '../support/runMurmur';
import { changes, snapshot } from '../support/snapshot';
import { useTemporaryFolder } from '../support/temporaryFolder';
import { copyTinyProject, shortRefinement, type TinyProject } from '../support/tinyProject';

describe('murmur refine goes on', () => {
  const inFolder = useTemporaryFolder();
  let project: TinyProject;
  beforeEach(async () => {
    project = await copyTinyProject(inFolder('tiny'));
  });

  async function refined(...more: string[]): Promise<readonly RefinementEvent[]> {
    const { code, out, err } = await runMurmur(
      '.',
      ...shortRefinement(project.population, '--events', ...more),
    );
    assert.equal(code, 0, err);
    for (const map of ['_half1.mrc', '_half2.mrc', '_filt.mrc', '_filtsharp.mrc']) {
      const { data } = await readMrc(project.companion(map));
      assert.ok(data.every(Number.isFinite), `${map} holds no numbers`);
      assert.ok(
        data.some((value) => value !== 0),
        `${map} is empty`,
      );
    }
    return out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as RefinementEvent);
  }

  const named = (events: readonly RefinementEvent[], kind: 'series' | 'skipped'): readonly string[] =>
    events.flatMap((event) => (event.event === kind ? [event.series] : []));

  async function editSeries(name: string, change: (text: string) => string): Promise<void> {
    const path = join(project.folder, 'warp_tiltseries', `${name}.xml`);
    const text = await readFile(path, 'utf8');
    assert.notEqual(change(text), text);
    await writeFile(path, change(text));
  }

  async function withoutParticlesOf(series: string, table = project.companion('_particles.star')) {
    const text = await readFile(table, 'utf8');
    const kept = text.split('\n').filter((line) => !line.includes(`${series}.tomostar`));
    await writeFile(table, kept.join('\n'));
  }

  it('with references filtered by local signal and noise, and its report says so', async () => {
    const start = (await refined('--local_reference')).find(({ event }) => event === 'start');
    assert.ok(start?.event === 'start' && start.localReference === true);
    const events = join(project.folder, 'events');
    await mkdir(events);
    await writeFile(
      join(events, 'options.json'),
      JSON.stringify({ population: project.population, populationName: 'tiny', arguments: [], created: '' }),
    );
    await writeFile(join(events, 'events.jsonl'), `${JSON.stringify(start)}\n`);
    const { out } = await runMurmur('.', 'report', events);
    assert.match(out, /References were filtered by local signal and noise/);
  });

  it('without particles in one series, which it says and leaves as it was', async () => {
    await withoutParticlesOf('TS_2');
    const before = snapshot(project.folder);
    const events = await refined();
    assert.deepEqual(named(events, 'series'), ['TS_1']);
    assert.deepEqual(
      events.filter(({ event }) => event === 'skipped'),
      [{ event: 'skipped', round: 1, source: 'tilts', series: 'TS_2.tomostar', reason: 'no particles' }],
    );
    const changed = changes(before, snapshot(project.folder));
    assert.ok(changed.includes('warp_tiltseries/TS_1.xml'));
    assert.ok(!changed.includes('warp_tiltseries/TS_2.xml'));
  });

  it('with two species of which one is missing in a series', async () => {
    const maps = join(project.folder, 'relion');
    const args = {
      '--population': project.population,
      '--name': 'second',
      '--diameter': '200',
      '--half1': join(maps, 'run_it019_half1_class001.mrc'),
      '--half2': join(maps, 'run_it019_half2_class001.mrc'),
      '--mask': join(maps, 'mask.mrc'),
      '--particles_relion': join(maps, 'run_it019_data.star'),
      '--output': join(project.folder, 'm', 'second.species'),
    };
    const flags = Object.entries(args).map(([name, value]) => `${name}=${value}`);
    assert.equal((await runMurmur('.', 'create_species', ...flags)).code, 0);
    await withoutParticlesOf('TS_1', join(project.folder, 'm', 'second_particles.star'));
    const events = await refined();
    assert.deepEqual(named(events, 'series'), ['TS_1', 'TS_2']);
    const done = events.at(-1);
    assert.ok(done?.event === 'done');
    assert.deepEqual(
      done.species.map(({ name, resolution }) => [name, (resolution ?? 0) > 20]),
      [
        ['particle', true],
        ['second', true],
      ],
    );
  });

  it('with tilts switched off, without looking for their images; without a series that has none left and is deselected', async () => {
    const switched = (used: readonly boolean[]) => (text: string) =>
      text.replace(/<UseTilt>[^<]*</, `<UseTilt>${used.map((on) => (on ? 'True' : 'False')).join('\n')}<`);
    await editSeries('TS_1', switched([true, false, true, true, true]));
    await rm(join(project.folder, 'warp_frameseries', 'average', 'TS_1_001.mrc'));
    await editSeries('TS_2', (text) =>
      switched([false, false, false, false, false])(text).replace(
        'UnselectManual=""',
        'UnselectManual="True"',
      ),
    );
    const events = await refined();
    assert.deepEqual(named(events, 'series'), ['TS_1']);
    assert.deepEqual(named(events, 'skipped'), ['TS_2.tomostar']);
  });

  it('without a series that is deselected', async () => {
    await editSeries('TS_1', (text) => text.replace('UnselectManual=""', 'UnselectManual="True"'));
    assert.deepEqual(named(await refined(), 'skipped'), ['TS_1.tomostar']);
  });

  it('with less memory than the particle images take, to the same result', async () => {
    await refined();
    const usual = await readFile(project.companion('_half1.mrc'));
    project = await copyTinyProject(inFolder('frugal'));
    await refined('--memory=0.01', '--cpu_memory');
    assert.deepEqual(await readFile(project.companion('_half1.mrc')), usual);
  });

  it('with --iter 0 makes new maps, and moves nothing', async () => {
    const before = snapshot(project.folder);
    await refined('--iter=0');
    const changed = changes(before, snapshot(project.folder)).filter(
      (path) => !/(^|\/)versions(\/|$)/.test(path),
    );
    assert.deepEqual(
      changed.filter((path) => /TS_\d\.xml$|_particles\.star$|_mask\.mrc$/.test(path)),
      [],
    );
    assert.ok(changed.some((path) => path.endsWith('_half1.mrc')));
  });
});
