/** `murmur refine` on simulated projects, judged by their truth: the errors that were put in are found. */
import assert from 'node:assert/strict';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RefinementEvent } from '../../shared/records/events';
import type { SelectedParticles } from '../../src/jobs/particles/particleSets';
import type { Score } from '../../src/jobs/simulate/scoreNumbers';
import { readFsc } from '../../src/model/fscFile';
import { joined, withPoses, withRows } from '../../src/model/particleEdits';
import { formatParticles, readParticles } from '../../src/model/particleFile';
import { runMurmur } from '../support/runMurmur';
import { useSuiteFolder } from '../support/temporaryFolder';
import { copyProject, makeTinyProject, type OptionValues, type TinyProject } from '../support/tinyProject';

/** One series of seven tilts with 24 particles, 10 Å per pixel; half-maps start at 32 Å, Nyquist is at 20 Å. */
const simulation = {
  '--series': '1',
  '--particles': '24',
  '--angpix': '10',
  '--image': '336,240',
  '--volume': '240,336,60',
  '--box': '56',
  '--margin': '300',
  '--angles': '-45,-30,-15,0,15,30,45',
};
const species = { '--diameter': '270' };
/** Å, of the box: one over the width of a shell. */
const box = 540;

describe('murmur refine', () => {
  const inFolder = useSuiteFolder();
  let folder: string;
  let original: TinyProject;
  let project: TinyProject;
  let usual: Scores;
  let events: readonly RefinementEvent[];
  before(async () => {
    folder = inFolder();
    original = await makeTinyProject(join(folder, 'usual'), { simulate: simulation, species });
    project = await copyProject(original, join(folder, 'refined'));
    events = await refine(project, '--rounds=3');
    usual = await scores(project, original.folder);
  });

  it('finds positions to a fifth and orientations to half of their errors', () => {
    const { start, refined } = usual;
    assert.ok(
      refined.position_A < start.position_A / 5 + 1,
      `${refined.position_A} of ${start.position_A} Å`,
    );
    assert.ok(refined.angle_deg < start.angle_deg / 2, `${refined.angle_deg} of ${start.angle_deg} degrees`);
  });

  it('makes half-maps as good as the true geometry gives, to a shell', () => {
    const { ideal, refined } = usual;
    assert.ok(shell(refined.half_fsc143_A) > shell(ideal.half_fsc143_A) - 1, JSON.stringify(usual));
    assert.ok(shell(refined.truth_fsc05_A) > shell(ideal.truth_fsc05_A) - 1, JSON.stringify(usual));
  });

  it('says what happens, from start to done, and what it says is in the files', async () => {
    const kinds = events.map(({ event }) => event).filter((kind) => kind !== 'progress' && kind !== 'log');
    const rounds = kinds.filter((kind) => kind === 'round').length;
    const expected = [
      'start',
      ...Array.from({ length: rounds }, () => ['series', 'residuals', 'round']).flat(),
      'done',
    ];
    assert.deepEqual(kinds, expected);
    const fractions = events.flatMap((event) => (event.event === 'progress' ? [event.fraction] : []));
    assert.deepEqual(
      fractions,
      fractions.toSorted((a, b) => a - b),
    );
    for (const event of events)
      if (event.event === 'series') assert.ok(event.scoreAfter > event.scoreBefore, JSON.stringify(event));
    const done = events.at(-1);
    assert.ok(done?.event === 'done');
    const list = await json('list_species', '--population', project.population);
    const [{ resolution }] = (list as { species: { resolution: number }[] }).species;
    assert.ok(Math.abs(resolution - (done.species[0].resolution ?? 0)) < 0.01);
    const curve = await readFsc(project.companion('_fsc.star'));
    const end = curve.corrected.findLastIndex((value) => value >= 0.143) + 1;
    assert.ok(Math.abs(box / resolution - end) <= 1, `${resolution} Å, curve ends at shell ${end}`);
  });

  it('scores every particle, and those in the wrong place are the worst', async () => {
    const mixed = await copyProject(project, join(folder, 'mixed'));
    const file = mixed.companion('_particles.star');
    const table = await readParticles(file, 1);
    const everyThird = Array.from({ length: 8 }, (_, i) => 3 * i);
    const wrong = withPoses(withRows(table, everyThird), ({ position: [x, y, z], orientation }) => ({
      orientation,
      position: [x + 90, y - 90, z],
    }));
    await writeFile(file, formatParticles(joined(table, wrong)));
    await refine(mixed, '--rounds=1', '--iter=1');
    const best = join(folder, 'best.star');
    const { scores: found } = (await json(
      ...[
        'particles',
        '-p',
        mixed.population,
        '-s',
        mixed.species,
        '--best',
        String(table.count),
        '-o',
        best,
      ],
    )) as SelectedParticles;
    assert.deepEqual([found?.label, found?.count, found?.without], ['murmurScore', table.count + 8, 0]);
    const places = async (path: string): Promise<readonly number[]> => [
      ...(await readParticles(path, 1)).positions,
    ];
    assert.deepEqual(await places(best), (await places(file)).slice(0, 3 * table.count));
  });

  it('reaches the same with an inverted defocus hand, in a folder with blanks in its name', async () => {
    const inverted = await makeTinyProject(join(folder, 'a folder (with blanks)'), {
      simulate: { ...simulation, '--inverted_hand': '' },
      species,
    });
    const xml = await readFile(join(inverted.folder, 'warp_tiltseries', 'TS_1.xml'), 'utf8');
    assert.match(xml, /AreAnglesInverted="True"/);
    await refine(inverted, '--rounds=3');
    const { refined, start } = await scores(inverted, inverted.folder);
    // The defocus of every particle is as far off as it was simulated to be: its slope has the right sign.
    assert.ok(Math.abs(refined.defocus_um / start.defocus_um - 1) < 0.05, JSON.stringify(refined));
    assert.ok(refined.position_A < 1.25 * usual.refined.position_A, JSON.stringify(refined));
    assert.ok(refined.angle_deg < 1.25 * usual.refined.angle_deg, JSON.stringify(refined));
    assert.ok(refined.mean_truth_fsc > usual.refined.mean_truth_fsc - 0.02, JSON.stringify(refined));
  });

  it('works at a pixel size that is not that of the images', async () => {
    const coarse = await withSpecies(join(folder, 'resampled'), { ...species, '--angpix_resample': '13' });
    const done = (await refine(coarse, '--rounds=2')).at(-1);
    assert.ok(done?.event === 'done');
    const resolution = done.species[0].resolution ?? 0;
    // Nyquist is at 26 Å; the maps start at 32 Å.
    assert.ok(resolution >= 26 && resolution < 31, `${resolution} Å`);
    const { refined, start } = await scores(coarse, original.folder, 'poses');
    assert.ok(refined.position_A < start.position_A / 4, `${refined.position_A} of ${start.position_A} Å`);
    assert.ok(
      refined.angle_deg < start.angle_deg / 1.5,
      `${refined.angle_deg} of ${start.angle_deg} degrees`,
    );
  });

  it('does not find structure in pure noise: five rounds do not improve the resolution', async () => {
    const noise = await makeTinyProject(join(folder, 'noise'), {
      simulate: { ...simulation, '--snr': '0' },
      species,
      maps: original.folder,
    });
    const started = (await json('list_species', '--population', noise.population)) as SpeciesList;
    const start = started.species[0].resolution;
    assert.ok(start > 25 && start < 40, `${start} Å`);
    // One by one: within one run the first round without a gain is the last.
    for (let round = 1; round <= 5; round++) {
      const done = (await refine(noise, '--rounds=1', '--accept=references')).at(-1);
      assert.ok(done?.event === 'done');
      const resolution = done.species[0].resolution ?? Infinity;
      assert.ok(resolution >= start, `${resolution} Å in round ${round}, from ${start} Å`);
    }
  });

  /** The usual project before its refinement, with a species of its own. */
  async function withSpecies(to: string, options: OptionValues): Promise<TinyProject> {
    await copyProject(original, to);
    await rm(join(to, 'm'), { recursive: true });
    await rm(join(to, 'warp_tiltseries', 'tilts.source'));
    return makeTinyProject(to, { simulate: false, species: options });
  }
});

type Measured = Required<Score>;

interface Scores {
  readonly start: Measured;
  readonly ideal: Measured;
  readonly refined: Measured;
}

interface SpeciesList {
  readonly species: readonly { readonly resolution: number }[];
}

function shell(resolution: number): number {
  return box / resolution;
}

async function refine(project: TinyProject, ...more: string[]): Promise<readonly RefinementEvent[]> {
  const { code, out, err } = await runMurmur(
    '.',
    'refine',
    `--population=${project.population}`,
    '--refine_imagewarp=2x2',
    '--refine_particles',
    '--events',
    ...more,
  );
  assert.equal(code, 0, err);
  return out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as RefinementEvent);
}

async function json(...args: string[]): Promise<unknown> {
  const { code, out, err } = await runMurmur('.', ...args, '--json');
  assert.equal(code, 0, err);
  return JSON.parse(out);
}

async function scores(project: TinyProject, truth: string, what: 'all' | 'poses' = 'all'): Promise<Scores> {
  const maps = [`--half1=${project.companion('_half1.mrc')}`, `--half2=${project.companion('_half2.mrc')}`];
  return (await json(
    'score',
    `--truth=${truth}-truth`,
    `--particles=${project.companion('_particles.star')}`,
    `--xml=${join(project.folder, 'warp_tiltseries')}`,
    ...(what === 'all' ? maps : []),
  )) as Scores;
}
