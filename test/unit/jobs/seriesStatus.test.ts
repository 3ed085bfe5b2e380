/** Which series count as processed, filtered out, deselected or unprocessed, and which of them a data source takes. */
import assert from 'node:assert/strict';
import { readFile, rm, writeFile } from 'node:fs/promises';
import type { SeriesFilter } from '../../../src/formats/settings';
import { createPopulation } from '../../../src/jobs/project/createPopulation';
import { createSource } from '../../../src/jobs/sources/createSource';
import { listSeries } from '../../../src/jobs/sources/listSeries';
import {
  countStatus,
  seriesStatus,
  type FittedCtf,
  type JudgedSeries,
} from '../../../src/jobs/sources/seriesStatus';
import { createSource as creating } from '../../../src/commands/createSource';
import { formArguments, initialValues } from '../../../src/providers/forms/commandForm';
import { checkSource } from '../../../src/providers/forms/sourceChecks';
import { useTemporaryFolder } from '../../support/temporaryFolder';
import { writeWarpProject } from '../../support/warpProject';

const filter: SeriesFilter = { defocus: [1, 5], astigmatism: 3, phaseShift: [0, 1], resolution: 8 };
const good: FittedCtf = { defocus: 3, astigmatism: 0, astigmatismAngle: 0, phaseShift: 0, resolution: 6 };

function series(
  ctf: Partial<FittedCtf> | null,
  selection: 'automatic' | 'selected' | 'deselected',
): JudgedSeries {
  return {
    head: { selection, filtered: false, ctfResolution: 6 },
    ctf: ctf === null ? null : { ...good, ...ctf },
  };
}

describe('the status of series', () => {
  it('follows the ranges, unless somebody has decided', () => {
    const status = (
      ctf: Partial<FittedCtf> | null,
      selection: 'automatic' | 'selected' | 'deselected' = 'automatic',
    ) => seriesStatus([series(ctf, selection)], filter)[0];
    assert.equal(status({}), 'processed');
    for (const bad of [{ defocus: 0.9 }, { defocus: 5.1 }, { phaseShift: 1.1 }, { resolution: 8.1 }]) {
      assert.equal(status(bad), 'filtered out');
      assert.equal(status(bad, 'selected'), 'processed');
      assert.equal(status(bad, 'deselected'), 'deselected');
    }
    for (const edge of [{ defocus: 1 }, { defocus: 5 }, { phaseShift: 1 }, { resolution: 8 }])
      assert.equal(status(edge), 'processed');
    assert.equal(status(null), 'processed');
    assert.deepEqual(seriesStatus([{ head: null, ctf: null }], filter), ['unprocessed']);
  });

  it('compares astigmatism with that of the others, as a vector of twice the angle', () => {
    const around = Array.from({ length: 30 }, (_, i) =>
      series({ astigmatism: 0.1, astigmatismAngle: i % 2 === 0 ? 0 : 90 }, 'automatic'),
    );
    // 0.1 along 0° and 0.1 along 90° are opposite: they spread 0.1 around nothing, and 0.5 lies outside of three times that.
    const all = [...around, series({ astigmatism: 0.5, astigmatismAngle: 45 }, 'automatic')];
    assert.deepEqual(countStatus(seriesStatus(all, filter)), {
      processed: 30,
      'filtered out': 1,
      deselected: 0,
      unprocessed: 0,
    });
    assert.equal(
      seriesStatus(around, filter).every((status) => status === 'processed'),
      true,
    );
  });
});

describe('a data source from settings', () => {
  const inFolder = useTemporaryFolder();

  it('takes what M’s boxes say: processed ones, those outside of the ranges, those excluded by hand', async () => {
    const settings = await writeWarpProject(inFolder());
    const { path: population } = await createPopulation({ folder: inFolder(), name: 'p' });
    const xml = (name: string): string => inFolder('warp_tiltseries', `${name}.xml`);
    const change = async (file: string, from: string | RegExp, to: string): Promise<void> =>
      writeFile(file, (await readFile(file, 'utf8')).replace(from, to));
    await change(
      settings,
      '</Settings>',
      '<Filter><Param Name="DefocusMax" Value="3" /></Filter></Settings>',
    );
    await change(xml('TS_1'), '<CTF>', '<OptionsCTF /><CTF>');
    await change(xml('TS_2'), 'UnselectManual=""', 'UnselectManual="True"');
    assert.deepEqual(await listSeries(settings), {
      counts: { processed: 0, 'filtered out': 1, deselected: 1, unprocessed: 0 },
      series: [
        { name: 'TS_1.tomostar', status: 'filtered out', tilts: 3 },
        { name: 'TS_2.tomostar', status: 'deselected', tilts: 3 },
      ],
      mostTilts: 3,
    });
    const names = async (applyFilter: boolean, includeDeselected: boolean): Promise<readonly string[]> => {
      const options = { population, settings, name: 'a', applyFilter, includeDeselected };
      const { source } = await createSource(options);
      await rm(source.path);
      await change(population, /<Source GUID.*\/>/, '');
      return source.files.map(({ name }) => name);
    };
    assert.deepEqual(await names(false, false), ['TS_1.tomostar']);
    assert.deepEqual(await names(false, true), ['TS_1.tomostar', 'TS_2.tomostar']);
    assert.deepEqual(await names(true, true), ['TS_2.tomostar']);
    await assert.rejects(
      names(true, false),
      /none can be used, TS_1\.tomostar is outside of the filter ranges/,
    );
    await change(xml('TS_1'), 'Value="3.10"', 'Value="3,10"');
    await assert.rejects(
      listSeries(settings),
      /TS_1\.xml: Defocus of <CTF> is no number: "3,10"; .*write 3\.10/,
    );
    await rm(xml('TS_1'));
    assert.equal((await listSeries(settings)).counts.unprocessed, 1);
  });
});

describe('the data source form', () => {
  const summary = {
    counts: { processed: 3, 'filtered out': 1, deselected: 2, unprocessed: 0 },
    mostTilts: 41,
  };
  const about = { population: '/p.population', species: null, sources: [] };
  const defaults = initialValues(creating, about);
  const values = { ...defaults, settings: '/a.settings', name: 'a' };

  it('says how many series there are of each kind, and how many will be taken', () => {
    const { errors, notes } = checkSource({ ...values, includeDeselected: true }, [], summary);
    assert.deepEqual(errors, {});
    assert.equal(notes.settings, '■■■▨□□  3 processed, 1 filtered out, 2 deselected');
    assert.equal(notes.includeDeselected, '5 series will be in the data source.');
    assert.equal(notes.firstTilts, 'Series have up to 41 tilts.');
  });

  it('refuses names that are taken, more tilts than there are, and a source of nothing', () => {
    const wrong = checkSource({ ...values, firstTilts: '42' }, ['a'], summary).errors;
    assert.deepEqual(wrong, { name: 'This name is taken.', firstTilts: 'Between 0 and 41.' });
    const none = { ...summary, counts: { ...summary.counts, processed: 0 } };
    assert.match(
      checkSource(values, [], none).errors.settings,
      /1 are outside of filter ranges, 2 are excluded/,
    );
    assert.deepEqual(checkSource({ ...values, includeFiltered: true }, [], none).errors, {});
    assert.equal(checkSource(values, [], 'no such file').errors.settings, 'no such file');
    assert.equal(checkSource(defaults, [], null).errors.settings, 'A settings file is needed.');
  });

  it('becomes the command with the opposite of M’s first box', () => {
    const args = formArguments(creating, { ...values, firstTilts: ' 10 ' }, about);
    assert.equal(
      args.join(' '),
      'create_source --population /p.population --processing_settings /a.settings --name a --nframes 10 --apply_filter',
    );
    const taken = { ...values, includeFiltered: true, includeDeselected: true };
    const all = formArguments(creating, taken, about);
    assert.deepEqual(all.slice(-2), ['a', '--include_deselected']);
  });
});
