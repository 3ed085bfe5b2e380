/** Data sources whose folders change: series that come and go, files that move. */
import assert from 'node:assert/strict';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { relocateSource } from '../../../src/jobs/sources/relocateSource';
import { rescanSource } from '../../../src/jobs/sources/rescanSource';
import { seriesDataHash } from '../../../src/model/hashes';
import { readPopulation, readPopulationSources } from '../../../src/model/population';
import { readSource } from '../../../src/model/source';
import { readTiltSeries } from '../../../src/model/tiltSeriesFile';
import { changes, snapshot } from '../../support/snapshot';
import { writePopulation } from '../../support/population';
import { useTemporaryFolder } from '../../support/temporaryFolder';

describe('looking again at a data source', () => {
  const inFolder = useTemporaryFolder();
  const xml = (name: string): string => inFolder('warp_tiltseries', `${name}.xml`);

  it('adds what was processed since, drops what is gone, and makes a version; then there is nothing left to do', async () => {
    const { path: population, source } = await writePopulation(inFolder());
    const rescan = async () => rescanSource({ population, source: 'a', includeDeselected: false });
    assert.deepEqual(await rescan(), {
      ...{ source: 'a', version: source.version, series: 2, added: [], removed: [] },
    });
    const text = await readFile(xml('TS_1'), 'utf8');
    await writeFile(xml('TS_10'), text);
    await writeFile(xml('TS_3'), text);
    await writeFile(xml('TS_4'), text.replace('UnselectManual=""', 'UnselectManual="True"'));
    await writeFile(inFolder('warp_tiltseries', 'movie.xml'), '<Movie />');
    await rm(xml('TS_1'));
    const { version, ...rest } = await rescan();
    assert.deepEqual(rest, { source: 'a', series: 3, added: ['TS_3', 'TS_10'], removed: ['TS_1'] });
    assert.notEqual(version, source.version);
    const saved = await readSource(source.path);
    assert.deepEqual(
      saved.files.map(({ name }) => name),
      ['TS_2.tomostar', 'TS_3.tomostar', 'TS_10.tomostar'],
    );
    assert.equal(saved.files[0].hash, source.files[1].hash);
    assert.equal(saved.files[1].hash, await seriesDataHash(await readTiltSeries(xml('TS_3'), source)));
    assert.equal(saved.previousVersion, source.version);
    assert.deepEqual((await rescan()).added, []);
    const all = await rescanSource({ population, source: source.guid, includeDeselected: true });
    assert.deepEqual(all.added, ['TS_4']);
  });

  it('changes nothing when a new series is broken or none is left', async () => {
    const { path: population } = await writePopulation(inFolder());
    await writeFile(xml('TS_3'), '<TiltSeries UnselectManual="">\n<Angles>1\n2');
    const before = snapshot(inFolder());
    const rescan = async () => rescanSource({ population, source: 'a', includeDeselected: false });
    await assert.rejects(rescan(), /TS_3\.xml:1: the XML is broken or truncated/);
    assert.deepEqual(changes(before, snapshot(inFolder())), []);
    for (const name of ['TS_1', 'TS_2', 'TS_3']) await rm(xml(name));
    await assert.rejects(rescan(), /none of its series is left; remove the data source/);
  });
});

describe('a data source that has moved', () => {
  const inFolder = useTemporaryFolder();

  it('is found where it is said to be, by its GUID or the name of its file', async () => {
    const { path: population, source } = await writePopulation(inFolder());
    await rename(inFolder('warp_tiltseries'), inFolder('elsewhere'));
    await assert.rejects(readPopulationSources(await readPopulation(population)), /no such file/);
    const to = inFolder('elsewhere', 'a.source');
    assert.equal((await relocateSource({ population, source: 'a', to })).path, to);
    const [found] = await readPopulationSources(await readPopulation(population));
    assert.equal(found.guid, source.guid);
  });

  it('is not taken for another one, nor without its series', async () => {
    const { path: population, source } = await writePopulation(inFolder());
    await mkdir(inFolder('copy'));
    const to = inFolder('copy', 'a.source');
    const text = await readFile(source.path, 'utf8');
    await writeFile(to, text.replace(source.guid, '00000000-0000-4000-8000-000000000000'));
    const before = snapshot(inFolder());
    const relocate = async () => relocateSource({ population, source: source.guid, to });
    await assert.rejects(relocate(), /it is another data source/);
    assert.deepEqual(changes(before, snapshot(inFolder())), []);
    await writeFile(to, text);
    await assert.rejects(relocate(), /the XML file of TS_1 does not lie beside it/);
    await assert.rejects(relocateSource({ population, source: 'b', to }), /it has no data source b/);
    await assert.rejects(relocateSource({ population, source: 'a' }), /it is not said what has moved/);
  });

  it('leads to raw movies and tomostar files in their new folders, with the same data hashes', async () => {
    const { path: population, source } = await writePopulation(inFolder());
    await rename(inFolder('frames'), inFolder('archive'));
    await rename(inFolder('tomostar'), inFolder('stars'));
    const hash = async (): Promise<string> =>
      seriesDataHash(await readTiltSeries(inFolder('warp_tiltseries', 'TS_1.xml'), source));
    await assert.rejects(hash(), /cannot read the raw movie/);
    const folders = { dataDirectory: inFolder('stars'), movieDirectory: inFolder('archive') };
    const wrong = relocateSource({ population, source: 'a', ...folders, movieDirectory: inFolder('stars') });
    await assert.rejects(wrong, /stars: it does not hold TS_1_000\.mrc either/);
    const moved = await relocateSource({ population, source: 'a', ...folders });
    assert.deepEqual([moved.series, moved.movies], [2, 6]);
    assert.equal(await hash(), source.files[0].hash);
    const xml = await readFile(inFolder('warp_tiltseries', 'TS_1.xml'), 'utf8');
    assert.ok(xml.includes(`DataDirectory="${inFolder('stars')}"`));
    assert.match(xml, /Strange="kept &amp; safe"/);
    const again = await relocateSource({ population, source: 'a', ...folders });
    assert.deepEqual([again.series, again.movies], [0, 0]);
  });
});
