/** Labels of versions: shown, found by, kept apart from what a version is. */
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { history } from '../../../src/commands/history';
import { readHistory } from '../../../src/jobs/project/history';
import { labelVersion } from '../../../src/jobs/project/labelVersion';
import { restore } from '../../../src/jobs/project/restore';
import { readProjectReport } from '../../../src/jobs/report/projectReport';
import { readSpecies } from '../../../src/model/species';
import { labelPath } from '../../../src/model/versionLabel';
import { verifySpeciesVersion } from '../../../src/model/verifyVersion';
import { listVersions } from '../../../src/model/versions';
import { versionName } from '../../../shared/report/plots/fsc';
import { commands, placeIn, type Place } from '../../support/changingCommands';
import { writePopulation } from '../../support/population';
import { changes, snapshot } from '../../support/snapshot';
import { useTemporaryFolder } from '../../support/temporaryFolder';

describe('a label of a version', () => {
  const inFolder = useTemporaryFolder();

  /** A population that was refined once. */
  async function refined(): Promise<Place> {
    const place = placeIn(inFolder());
    await writePopulation(place.folder);
    await commands.refine(place);
    return place;
  }

  const labeled = ({ population }: Place, version: string, label?: string, note?: string) =>
    labelVersion({ population, species: 'ball', version, label, note });

  it('is one file beside the version, which is still what it was', async () => {
    const place = await refined();
    const [first] = await listVersions(place.species);
    const before = snapshot(place.folder);
    const note = 'before\nanything was refined';
    assert.deepEqual(await labeled(place, first.version.slice(0, 4), '  as it came ', note), {
      name: 'ball',
      version: first.version,
      label: 'as it came',
      note,
    });
    assert.deepEqual(changes(before, snapshot(place.folder)), [
      join('species', 'ball', 'versions', first.version, 'murmur.label.json'),
    ]);
    const [again] = await listVersions(place.species);
    assert.deepEqual([again.label, again.note], ['as it came', note]);
    await verifySpeciesVersion(again, place.species);

    await labeled(place, 'as it came', 'first');
    assert.deepEqual(
      (await listVersions(place.species)).map((one) => [one.label, one.note]),
      [
        ['first', note],
        ['', ''],
      ],
    );
    await labeled(place, 'first', '', '');
    assert.deepEqual(changes(before, snapshot(place.folder)), []);
  });

  it('stays when other versions are made, makes none itself, and leads back', async () => {
    const place = await refined();
    const [first, second] = await listVersions(place.species);
    await labeled(place, first.version, 'as it came');
    await labeled(place, second.version, 'refined');
    const ball = { population: place.population, species: 'ball' };
    assert.equal((await restore({ ...ball, version: 'as it came' })).species.version, first.version);
    assert.equal((await restore({ ...ball, version: 'refined' })).species.version, second.version);
    assert.equal((await readSpecies(place.species)).version, second.version);
    await commands.rotate_species(place);
    assert.deepEqual(
      (await listVersions(place.species)).map(({ label }) => label),
      ['as it came', 'refined', ''],
    );
  });

  it('shows in the history, with the sources that the version was made with, and in the report', async () => {
    const place = await refined();
    const [, second] = await listVersions(place.species);
    await labeled(place, second.version, 'refined', 'one round\nof image warp');
    const entries = await readHistory(place.population);
    const labelsOf = (what: string) =>
      entries.filter(({ of }) => of === what).map(({ label, note, current }) => [label, note, current]);
    assert.deepEqual(labelsOf('source'), [
      ['', '', false],
      ['refined', '', true],
    ]);
    assert.deepEqual(labelsOf('species'), [
      ['', '', false],
      ['refined', 'one round\nof image warp', true],
    ]);
    const lines = history.done(entries, { population: place.population });
    const at = lines.findIndex((line) => line.includes(`species ball  ${second.version} "refined", 25.00 Å`));
    assert.deepEqual(lines.slice(at + 1, at + 3), ['    one round', '    of image warp']);
    const { species } = await readProjectReport(place.population);
    assert.equal(versionName(species[0], 1), '2 · refined · 25.0 Å · in use');
  });

  it('belongs to one version, and is a line of a few words', async () => {
    const place = await refined();
    const [first, second] = await listVersions(place.species);
    await labeled(place, first.version, 'final');
    const before = snapshot(place.folder);
    for (const [version, label, sentence] of [
      [
        second.version,
        'final',
        /ball has a version of that label already: \S+ "final"; choose another label/,
      ],
      [second.version, 'two\nlines', /a label is one line; put the rest into the note/],
      [second.version, 'x'.repeat(61), /the label has 61 characters, and 60 are the most/],
      ['neither', 'x', /ball has no version neither, its versions are \S+ "final", \S+; look them up/],
      [second.version, undefined, /neither a label nor a note was given/],
    ] as const)
      await assert.rejects(labeled(place, version, label), sentence);
    assert.deepEqual(changes(before, snapshot(place.folder)), []);
    // What others wrote, and what is the start of a name.
    await writeFile(labelPath(second.folder), '{"label":"final","note":""}');
    const back = (version: string) => restore({ population: place.population, species: 'ball', version });
    await assert.rejects(back('final'), /ball has 2 versions final: \S+ "final", \S+ "final"; give the name/);
    await labeled(place, first.version, second.version.slice(0, 3));
    await assert.rejects(back(second.version.slice(0, 3)), /ball has 2 versions/);
    assert.equal((await back(second.version)).species.version, second.version);
  });

  it('that is damaged spoils no list, says so, and can be given anew', async () => {
    const place = await refined();
    const [first] = await listVersions(place.species);
    for (const text of ['{"label":', '[]', '{"label":3}', 'null']) {
      await writeFile(labelPath(first.folder), text);
      const [{ label }] = await listVersions(place.species);
      assert.equal(label, text === '[]' || text === 'null' ? '' : '(label cannot be read)', text);
    }
    await labeled(place, first.version, 'first');
    assert.equal((await listVersions(place.species))[0].label, 'first');
    assert.match(await readFile(labelPath(first.folder), 'utf8'), /"first"/);
    assert.equal(dirname(labelPath(first.folder)), first.folder);
  });
});
