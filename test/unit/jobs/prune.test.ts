/** Pruning: what nobody needs goes, with the space that it takes, and what somebody needs stays. */
import assert from 'node:assert/strict';
import {
  copyFile,
  link,
  mkdir,
  readdir,
  readFile,
  rename,
  rm,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pruneVersions as prune } from '../../../src/commands/pruneVersions';
import { finishSave } from '../../../src/files/save';
import { checkPopulation } from '../../../src/jobs/check/checkPopulation';
import { createPopulation } from '../../../src/jobs/project/createPopulation';
import { labelVersion } from '../../../src/jobs/project/labelVersion';
import { addSource, addSpecies } from '../../../src/jobs/project/populationMembers';
import { pruneVersions, type Pruned } from '../../../src/jobs/project/pruneVersions';
import type { PruningRules } from '../../../src/jobs/project/pruning';
import { restore } from '../../../src/jobs/project/restore';
import { changeProject } from '../../../src/model/changeProject';
import { listVersions } from '../../../src/model/versions';
import { commands, placeIn, writeInputs, type Place } from '../../support/changingCommands';
import { writePopulation } from '../../support/population';
import { changes, snapshot } from '../../support/snapshot';
import { useTemporaryFolder } from '../../support/temporaryFolder';

const all: PruningRules = { keepLast: 1, olderThan: 0, alsoLabeled: false };

describe('pruning', () => {
  const inFolder = useTemporaryFolder();

  /** Refined, then turned: three versions of the species, two of the source. */
  async function project(): Promise<Place> {
    const place = placeIn(inFolder());
    await writePopulation(place.folder);
    await commands.refine(place);
    await commands.rotate_species(place);
    return place;
  }

  const pruned = ({ population }: Place, rules: PruningRules, dryRun = false): Promise<Pruned> =>
    pruneVersions({ population, rules, dryRun });
  const names = async (path: string): Promise<readonly string[]> =>
    (await listVersions(path)).map(({ version }) => version);

  it('takes away what is asked for, with the versions of sources that only that needed, and nothing else', async () => {
    const place = await project();
    const [[first, second, third], [source1, source2]] = [
      await names(place.species),
      await names(place.source),
    ];
    const before = snapshot(place.folder);
    const planned = await pruned(place, all, true);
    assert.deepEqual(changes(before, snapshot(place.folder)), []);
    const done = await pruned(place, all);
    assert.deepEqual({ ...done, dryRun: true }, planned);
    assert.deepEqual(
      done.removed.map(({ of, name, version }) => [of, name, version]),
      [
        ['species', 'ball', first],
        ['species', 'ball', second],
        ['source', 'a', source1],
      ],
    );
    // The turned species was made with the refined source.
    assert.deepEqual([await names(place.species), await names(place.source)], [[third], [source2]]);
    const after = snapshot(place.folder);
    const gone = changes(before, after).filter((path) => !path.endsWith('murmur.removed.json'));
    assert.ok(gone.every((path) => !after.has(path) && path.includes('versions')));
    const bytes = gone.map((path) => before.get(path) ?? '').filter((text) => text !== '(folder)');
    assert.equal(
      done.bytes,
      bytes.reduce((sum, text) => sum + text.length, 0),
    );
    assert.equal(done.linked, 0);
    assert.equal(
      done.removed.reduce((sum, one) => sum + one.bytes, 0),
      done.bytes,
    );
    const { findings } = await checkPopulation(place.population);
    assert.deepEqual(
      findings.filter(({ level }) => level === 'error'),
      [],
    );
    assert.match(prune.done(done, {} as never).join('\n'), /^3 versions were deleted, which frees \d+ kB$/m);
    assert.deepEqual((await pruned(place, all)).removed, []);
  });

  it('goes by number and by age, and leaves what is in use or has a label', async () => {
    const place = await project();
    const [first, second, third] = await names(place.species);
    const version = async (rules: Partial<Extract<PruningRules, { keepLast: number }>>) =>
      (await pruned(place, { ...all, ...rules }, true)).removed
        .filter(({ of }) => of === 'species')
        .map((one) => one.version);
    assert.deepEqual(await version({ keepLast: 2 }), [first]);
    assert.deepEqual(await version({ keepLast: 3 }), []);
    assert.deepEqual(await version({ olderThan: 1 }), []);
    const [{ path }] = await listVersions(place.species);
    await utimes(path, new Date(Date.now() - 2 * 86_400_000), new Date(Date.now() - 2 * 86_400_000));
    assert.deepEqual(await version({ olderThan: 1 }), [first]);

    await labelVersion({ population: place.population, species: 'ball', version: first, label: 'mine' });
    await restore({ population: place.population, species: 'ball', version: second });
    assert.deepEqual(await version({}), []);
    assert.deepEqual(await version({ alsoLabeled: true }), [first]);
    const { spared } = await pruned(place, all);
    assert.deepEqual(
      spared.map((one) => [one.version, one.why]),
      [
        [first, 'labeled'],
        [second, 'in use'],
      ],
    );
    assert.deepEqual(await names(place.species), [first, second, third]);
  });

  it('leaves the others in their order, also without dates', async () => {
    const place = await project();
    const [first, second, third] = await names(place.species);
    await commands.shift_species(place);
    const last = (await names(place.species)).at(-1) ?? '';
    const byName = (...versions: string[]) => pruned(place, { versions, alsoLabeled: false });
    await byName(second);
    await byName(third);
    // As a copy may have them.
    for (const [i, { path }] of (await listVersions(place.species)).entries())
      await utimes(path, new Date(-1e6 * i), new Date(-1e6 * i));
    assert.deepEqual(await names(place.species), [first, last]);
    const list = join(dirname(place.species), 'versions', 'murmur.removed.json');
    assert.deepEqual(JSON.parse(await readFile(list, 'utf8')), { [second]: first, [third]: first });
    for (const text of ['{', '[]', '{"a":3}', 'null']) {
      await writeFile(list, text);
      assert.deepEqual(await names(place.species), [last, first], text);
    }
  });

  it('takes versions by name, unless they have to stay', async () => {
    const place = await project();
    const [first, second, third] = await names(place.species);
    const [source1, source2] = await names(place.source);
    const byName = (...versions: string[]) => pruned(place, { versions, alsoLabeled: false });
    const before = snapshot(place.folder);
    await assert.rejects(byName(third), /of ball is in use, so it stays; go to another version first/);
    await assert.rejects(byName(source1), /of a stays: a version of a species that is kept was made with it/);
    await assert.rejects(byName(source2), /of a is in use, so it stays/);
    await assert.rejects(byName(first, 'none'), /ball has no version none/);
    assert.deepEqual(changes(before, snapshot(place.folder)), []);
    await labelVersion({ population: place.population, species: 'ball', version: second, label: 'best' });
    await assert.rejects(byName('best'), /"best" of ball is labeled, so it stays; take its label away first/);
    assert.deepEqual(
      (await byName(first)).removed.map(({ version }) => version),
      [first, source1],
    );
    await pruned(place, { versions: ['best'], alsoLabeled: true });
    assert.deepEqual(await names(place.species), [third]);
  });

  it('keeps what species of other populations with the same source were made with', async () => {
    const place = placeIn(inFolder());
    await writePopulation(place.folder);
    await writeInputs(place);
    const other = await createPopulation({ folder: place.folder, name: 'q' });
    await addSource(other.path, place.source);
    await addSpecies(other.path, join(place.folder, 'spare', 'spare.species'));
    await commands.refine(place);
    const sources = await names(place.source);
    const { removed } = await pruned(place, all);
    assert.deepEqual(
      removed.map(({ of }) => of),
      ['species'],
    );
    assert.deepEqual(await names(place.source), sources);
  });

  it('keeps all of a source where nobody can tell which versions M used', async () => {
    const place = await project();
    const versions = await listVersions(place.source);
    // Dates of a copy, and a species that M saved last: it drops the record.
    await utimes(versions[1].path, new Date(0), new Date(0));
    const [, , third] = await listVersions(place.species);
    await rm(third.path);
    await copyFile(join(third.folder, '..', (await names(place.species))[0], 'ball.species'), third.path);
    const { removed } = await pruned(place, all);
    assert.deepEqual(
      removed.filter(({ of }) => of === 'source'),
      [],
    );
    assert.equal((await names(place.source)).length, 2);
  });

  it('counts files with several names once, and says what stays because of a name elsewhere', async () => {
    const place = await project();
    const [first, second] = await listVersions(place.species);
    const half = join(first.folder, 'ball_half1.mrc');
    const plain = await pruned(place, all, true);
    await rm(join(second.folder, 'ball_half1.mrc'));
    await link(half, join(second.folder, 'ball_half1.mrc'));
    const shared = await pruned(place, all, true);
    const size = 1024 + 4 * 16 ** 3;
    assert.equal(plain.bytes - shared.bytes, size);
    await link(half, join(place.folder, 'mine.mrc'));
    const linked = await pruned(place, all);
    assert.deepEqual([shared.bytes - linked.bytes, linked.linked], [size, size]);
    assert.match(
      prune.done(linked, {} as never).at(-1) ?? '',
      /; files of 17\.4 kB have another name elsewhere/,
    );
  });

  it('is refused while the project is being changed, and goes through no link', async () => {
    const place = await project();
    const [first] = await listVersions(place.species);
    await changeProject('refine', place.population, async () =>
      assert.rejects(pruned(place, all), /refine \(process \d+ on .*\) has been changing this population/),
    );
    await rename(first.folder, join(place.folder, 'elsewhere'));
    await symlink(join(place.folder, 'elsewhere'), first.folder);
    await assert.rejects(pruned(place, all), /it is a symbolic link, and nothing is written through links/);
    assert.ok((await readdir(join(place.folder, 'elsewhere'))).includes('ball.species'));
  });

  it('asks which ones', async () => {
    const work = { say: () => undefined, cancelled: () => new AbortController().signal };
    const run = (more: object) =>
      prune.run({ population: 'p', alsoLabeled: false, dryRun: true, ...more } as never, work);
    await assert.rejects(run({}), /it is not said which versions are to go; give --keep_last, --older_than/);
    await assert.rejects(run({ versions: ['a'], keepLast: 2 }), /give --versions alone/);
  });

  it('is not what a journal from elsewhere can bring about', async () => {
    const folder = inFolder('mine');
    await mkdir(folder);
    await writeFile(join(folder, 'file'), 'mine');
    const journal = inFolder('.p.population.unfinished_save');
    const removals = [['mine', '.mine.0123456789ab.tmp']];
    await writeFile(journal, JSON.stringify({ state: 'complete', moves: [], removals, pointers: [] }));
    assert.equal(await finishSave(journal, async () => undefined), true);
    assert.deepEqual(await readdir(dirname(journal)), ['mine']);
    assert.deepEqual(await readdir(folder), ['file']);
  });
});
