/** What is hardly meant about a species is asked about, where it is made, where it is refined, and by a check. */
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readMrc, writeMrc } from '../../src/formats/mrc';
import { column, parseStar } from '../../src/formats/star';
import { addSource, cases, itWithCase, useCaseProject } from '../support/caseProject';

const refinement = ['--iter=1', '--rounds=1', '--refine_particles'];

describe('Particles that lie where others do', function () {
  const project = useCaseProject();
  beforeEach(() => addSource(project()));

  for (const table of ['exact.star', 'near.star'])
    itWithCase(
      'particles-twice-in-both-halves',
      `are named when a species is made of ${table} of the case, and put in order on demand`,
      async () => {
        const { refused, murmur, speciesOptions, companion, population } = project();
        const particles = { '--particles_relion': join(cases, 'particles-twice-in-both-halves', table) };
        const said = await refused(...speciesOptions('s', particles));
        assert.match(said, /40 of 60 particles lie within 35 Å of one in the other half-set \(20 pairs/);
        assert.match(said, /--duplicates remove.*--duplicates one_half.*--accept duplicates/);
        const kept = await murmur(...speciesOptions('removed', { ...particles, '--duplicates': 'remove' }));
        assert.match(kept.err, /20 of 60 particles left out/);
        assert.match(kept.out, /40 particles/);
        await murmur(...speciesOptions('joined', { ...particles, '--duplicates': 'one_half' }));
        assert.equal((await halfSets(await companion('joined', '_particles.star'))).length, 60);
        assert.doesNotMatch((await murmur('check', population)).out, /other half-set/);
      },
    );

  itWithCase(
    'particles-twice-in-both-halves',
    'stop a refinement, are found by a check, and can be accepted',
    async () => {
      const { refused, murmur, speciesOptions, population } = project();
      const near = join(cases, 'particles-twice-in-both-halves', 'near.star');
      await murmur(...speciesOptions('s', { '--particles_relion': near, '--accept': 'duplicates' }));
      const said = await refused('refine', '-p', population, ...refinement);
      assert.match(
        said,
        /s_particles\.star: 40 of 60 particles.*murmur particles --duplicates 35.*--one_half 35/,
      );
      assert.match((await murmur('check', population)).out, /40 of 60 particles lie within 35 Å/);
      await murmur('particles', '-p', population, '-s', 's', '--one_half', '35');
      const gone = await murmur('check', population);
      assert.doesNotMatch(gone.out, /other half-set/);
      assert.match(gone.out, /20 of 60 particles are there already/);
    },
  );
});

describe('A mask or a symmetry that the maps do not fit', function () {
  const project = useCaseProject();
  beforeEach(() => addSource(project()));

  async function maskFrom(change: (data: Float32Array, size: number) => Float32Array): Promise<string> {
    const { header, data } = await readMrc(project().inFolder('relion', 'mask.mrc'));
    const path = project().inFolder('mask.mrc');
    const [size] = header.size;
    await writeMrc(path, { size: [size, size, size], pixelSize: 8, data: change(data, size) });
    return path;
  }

  it('is asked about: the solvent, and 160 Å beside the particle', async () => {
    const { refused, speciesOptions } = project();
    const solvent = await maskFrom((data) => data.map((value) => 1 - value));
    assert.match(
      await refused(...speciesOptions('s', { '--mask': solvent })),
      /the mask takes \d+ % of the diameter's sphere and holds [\d.]+ % of what the half-maps have in common/,
    );
    const beside = await maskFrom((data, size) =>
      data.map((_, i) => data[(i + (size - 20) * size * size) % data.length]),
    );
    assert.match(
      await refused(...speciesOptions('s', { '--mask': beside })),
      /holds [\d.]+ % of what the half-maps have in common.*--accept mask/,
    );
  });

  it('is asked about: a diameter that cuts the particle, with the one that does not', async () => {
    const { refused, murmur, speciesOptions } = project();
    assert.match(
      await refused(...speciesOptions('s', { '--diameter': '100' })),
      /\d+ % of the mask lies beyond the diameter of 100 Å, up to 141 Å from the middle; give a --diameter of 290 Å/,
    );
    await murmur(...speciesOptions('s', { '--diameter': '100', '--accept': 'mask' }));
    assert.match((await murmur('check', project().population)).out, /lies beyond the diameter of 100 Å/);
    const said = await refused('refine', '-p', project().population, ...refinement);
    assert.match(said, /s_mask\.mrc: .*lies beyond the diameter/);
  });

  it('is asked about: point groups and a helix on a map without any', async () => {
    const { refused, murmur, speciesOptions, population } = project();
    for (const group of ['C6', 'D2', 'O', 'C2V'])
      assert.match(
        await refused(...speciesOptions('s', { '--sym': group })),
        new RegExp(`the half-maps do not have the symmetry ${group}: after .*--accept symmetry`),
      );
    const helix = {
      '--helical_units': '5',
      '--helical_twist': '25',
      '--helical_rise': '20',
      '--helical_height': '200',
    };
    assert.match(
      await refused(...speciesOptions('s', helix)),
      /do not have the helix of 25° and 20 Å per unit/,
    );
    await murmur(...speciesOptions('s', { '--sym': 'C6', '--accept': 'symmetry' }));
    assert.match(await refused('refine', '-p', population, ...refinement), /do not have the symmetry C6/);
    assert.match((await murmur('check', population)).out, /do not have the symmetry C6/);
  });
});

describe('A symmetry that the maps have', function () {
  const project = useCaseProject('--symmetry', 'D3', '--particles', '8');
  beforeEach(() => addSource(project()));

  it('and its parts are taken; another setting of its axes is not', async () => {
    const { refused, murmur, speciesOptions, population } = project();
    for (const group of ['D3', 'C3']) await murmur(...speciesOptions(`s${group}`, { '--sym': group }));
    assert.doesNotMatch((await murmur('check', population)).out, /symmetry/);
    assert.match(await refused(...speciesOptions('s', { '--sym': 'C2' })), /do not have the symmetry C2/);
    await murmur('expand_symmetry', '-p', population, '-s', 'sD3', '--expand_to', 'C1');
    const after = (await murmur('check', population)).out;
    assert.doesNotMatch(after, /lie within|are there already/);
  });
});

describe('Half-sets, classes and columns of a particle table', function () {
  const project = useCaseProject();
  beforeEach(() => addSource(project()));

  itWithCase(
    'columns-lost-classes-tubes',
    'are kept, chosen and exported as the case of classes and tubes wants it',
    async () => {
      const { refused, murmur, speciesOptions, companion, population, inFolder } = project();
      const tubes = { '--particles_relion': join(cases, 'columns-lost-classes-tubes', 'tubes.star') };
      assert.match(
        await refused(...speciesOptions('s', tubes)),
        /its particles are of 3 classes: 1 \(14 particles\), 2 \(13 particles\), 3 \(13 particles\); choose some with --classes/,
      );
      assert.match(
        await refused(...speciesOptions('s', { ...tubes, '--classes': '4' })),
        /no particles of class 4/,
      );
      await murmur(...speciesOptions('some', { ...tubes, '--classes': '1,3' }));
      assert.equal((await halfSets(await companion('some', '_particles.star'))).length, 27);
      await murmur(...speciesOptions('s', { ...tubes, '--classes': 'all' }));
      await murmur('export_particles', '-p', population, '-s', 's', '--output', inFolder('ex', 'p.star'));
      const kept = [
        'ClassNumber',
        'HelicalTubeID',
        'HelicalTrackLengthAngst',
        'AngleTiltPrior',
        'AnglePsiPrior',
        'GroupNumber',
      ];
      for (const path of [await companion('s', '_particles.star'), inFolder('ex', 'p.star')]) {
        const text = await readFile(path, 'utf8');
        for (const label of kept) assert.ok(text.includes(`_rln${label} `), `${path} lacks ${label}`);
      }
    },
  );

  it('are dealt here where the table has none: filaments in one piece, and said', async () => {
    const { murmur, speciesOptions, companion, inFolder } = project();
    const text = await readFile(inFolder('relion', 'run_it019_data.star'), 'utf8');
    const lines = text.split('\n').map((line) => {
      if (line.startsWith('_rlnRandomSubset')) return '_rlnHelicalTubeID #8';
      if (!line.startsWith('TS_')) return line;
      const row = line.trim().split(/\s+/);
      row[7] = String(1 + (Math.round(Number(row[1])) % 4));
      return row.join(' ');
    });
    const table = inFolder('tubes.star');
    await writeFile(table, lines.join('\n'));
    const { err } = await murmur(...speciesOptions('s', { '--particles_relion': table }));
    assert.match(err, /has no half-sets, so they were dealt here: \d+ and \d+ particles, each filament/);
    assert.match(err, /as references they are not independent/);
    const written = parseStar(await readFile(await companion('s', '_particles.star'), 'utf8'), 's')[0];
    const halves = new Map<string, Set<string>>();
    column(written, 'rlnHelicalTubeID')?.forEach((tube, row) => {
      const name = `${column(written, 'wrpSourceName')?.[row]} ${tube}`;
      halves.set(name, (halves.get(name) ?? new Set()).add(column(written, 'wrpRandomSubset')?.[row] ?? ''));
    });
    assert.ok(halves.size > 2);
    for (const [name, set] of halves) assert.equal(set.size, 1, name);
  });

  it('that are uneven, or share filaments, are asked about', async () => {
    const { refused, murmur, speciesOptions, population, inFolder } = project();
    const text = await readFile(inFolder('relion', 'run_it019_data.star'), 'utf8');
    let row = 0;
    const uneven = text.replace(
      /^(TS_.* )[12] 1$/gm,
      (_, start: string) => `${start}${row++ === 0 ? 2 : 1} 1`,
    );
    const table = inFolder('uneven.star');
    await writeFile(table, uneven);
    const particles = { '--particles_relion': table };
    assert.match(
      await refused(...speciesOptions('s', particles)),
      /half-sets have 39 and 1 particles.*--accept halves/,
    );
    await murmur(...speciesOptions('s', { ...particles, '--accept': 'halves' }));
    assert.match(
      await refused('refine', '-p', population, ...refinement),
      /half-sets have 39 and 1 particles/,
    );
    // Every 8 px along a line: what is in an image is in the next.
    const filament = Array.from(
      { length: 20 },
      (_, i) => `TS_1.tomostar ${60 + 8 * i} 200 50 0 90 0 ${1 + (i % 2)} 1 7`,
    );
    const head = text.slice(0, text.indexOf('TS_1.tomostar'));
    await writeFile(table, `${head.trimEnd()}\n_rlnHelicalTubeID #10\n${filament.join('\n')}\n`);
    assert.match(
      await refused(...speciesOptions('t', particles)),
      /1 filament has neighbors in opposite half-sets \(rlnHelicalTubeID\) that lie within half a diameter/,
    );
  });
});

async function halfSets(path: string): Promise<readonly string[]> {
  return column(parseStar(await readFile(path, 'utf8'), path)[0], 'wrpRandomSubset') ?? [];
}
