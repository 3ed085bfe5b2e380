/** Switching tilts and series off and on again: nothing else in their files changes, and versions follow. */
import assert from 'node:assert/strict';
import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { selectSeries } from '../../../src/jobs/sources/selectSeries';
import { selectTilts } from '../../../src/jobs/sources/selectTilts';
import { commitSource } from '../../support/versions';
import { changeProject } from '../../../src/model/changeProject';
import { readSeriesHead } from '../../../src/model/seriesSelection';
import { readSource } from '../../../src/model/source';
import { changes, snapshot } from '../../support/snapshot';
import { writePopulation } from '../../support/population';
import { useTemporaryFolder } from '../../support/temporaryFolder';

/** Written by M: 41 tilts. */
const real = 'test/fixtures/warp/TS_1.xml';

describe('selecting tilts', () => {
  const inFolder = useTemporaryFolder();
  let population: string;
  let sourcePath: string;
  const xml = (): string => inFolder('warp_tiltseries', 'TS_1.xml');
  beforeEach(async () => {
    const written = await writePopulation(inFolder());
    population = written.path;
    sourcePath = written.source.path;
    await copyFile(real, xml());
  });

  it('changes the lines of UseTilt and nothing else, and back to the same bytes', async () => {
    const before = await readFile(xml(), 'utf8');
    const result = await selectTilts({ population, series: 'TS_1', use: [], leaveOut: [1, 41] });
    assert.deepEqual(result, { series: 'TS_1', tilts: 41, used: 39, changed: 2 });
    const after = await readFile(xml(), 'utf8');
    const list = /<UseTilt>([^]*?)<\/UseTilt>/;
    assert.equal(after.replace(list, ''), before.replace(list, ''));
    const lines = list.exec(after)?.[1].split('\n') ?? [];
    assert.deepEqual([lines[0], lines[1], lines[40], lines.length], ['False', 'True', 'False', 41]);

    await selectTilts({ population, series: 'TS_1.tomostar', source: 'a', use: [1, 41], leaveOut: [] });
    assert.equal(await readFile(xml(), 'utf8'), before);
  });

  it('makes another version of the source when it is committed next, and the same one after ticking again', async () => {
    const commit = async (): Promise<string> => (await commitSource(await readSource(sourcePath))).version;
    const first = await commit();
    await selectTilts({ population, series: 'TS_1', use: [], leaveOut: [7] });
    assert.equal((await readSource(sourcePath)).version, first);
    const second = await commit();
    assert.notEqual(second, first);
    await selectTilts({ population, series: 'TS_1', use: [7], leaveOut: [] });
    assert.equal(await commit(), first);
  });

  it('refuses what it does not understand and then changes nothing', async () => {
    const before = snapshot(inFolder());
    const tilts = (series: string, use: number[], leaveOut: number[]) =>
      selectTilts({ population, series, use, leaveOut });
    await assert.rejects(tilts('TS_1', [42], []), /there is no tilt 42, it has tilts 1 to 41/);
    await assert.rejects(tilts('TS_1', [2], [2]), /tilt 2 is to be used and to be left out/);
    await assert.rejects(tilts('TS_9', [1], []), /no data source has a series TS_9/);
    await assert.rejects(
      selectTilts({ population, source: 'b', series: 'TS_1', use: [1], leaveOut: [] }),
      /it has no data source b/,
    );
    await changeProject('refine', population, async () => {
      await assert.rejects(
        tilts('TS_1', [], [1]),
        /refine \(process \d+ on .*\) has been changing this population/,
      );
    });
    assert.deepEqual(changes(before, snapshot(inFolder())), []);
    await writeFile(xml(), (await readFile(xml(), 'utf8')).slice(0, 2000));
    await assert.rejects(tilts('TS_1', [], [1]), /broken or truncated/);
  });
});

describe('selecting series', () => {
  const inFolder = useTemporaryFolder();
  const xml = (name: string): string => inFolder('warp_tiltseries', `${name}.xml`);

  it('changes UnselectManual of all that are named, and back to the same bytes', async () => {
    const { path: population } = await writePopulation(inFolder());
    await copyFile(real, xml('TS_2'));
    const before = await readFile(xml('TS_2'), 'utf8');
    const series = ['TS_1', 'TS_2'];
    assert.deepEqual(await selectSeries({ population, series, selection: 'deselected' }), series);
    assert.equal((await readSeriesHead(xml('TS_2'))).selection, 'deselected');
    const text = await readFile(xml('TS_1'), 'utf8');
    assert.match(text, /UnselectManual="True" Strange="kept &amp; safe"/);
    assert.deepEqual(await selectSeries({ population, series, selection: 'deselected' }), []);
    assert.deepEqual(await selectSeries({ population, series: ['TS_2'], selection: 'automatic' }), ['TS_2']);
    assert.equal(await readFile(xml('TS_2'), 'utf8'), before);
    assert.equal(await readFile(xml('TS_1'), 'utf8'), text);
  });

  it('takes none when one of them is unknown', async () => {
    const { path: population } = await writePopulation(inFolder());
    const before = snapshot(inFolder());
    await assert.rejects(
      selectSeries({ population, series: ['TS_1', 'TS_3'], selection: 'deselected' }),
      /no data source has a series TS_3/,
    );
    assert.deepEqual(changes(before, snapshot(inFolder())), []);
  });
});

describe('the start of a series’ XML', () => {
  const inFolder = useTemporaryFolder();

  it('tells what M wrote about selection and CTF', async () => {
    assert.deepEqual(await readSeriesHead(real), {
      selection: 'automatic',
      filtered: false,
      ctfResolution: Number(/CTFResolutionEstimate="([^"]+)"/.exec(await readFile(real, 'utf8'))?.[1]),
    });
  });

  it('is understood in every spelling, also in UTF-16', async () => {
    const path = inFolder('a.xml');
    const head = async (attributes: string, encoding: BufferEncoding = 'utf8') => {
      await writeFile(path, `<?xml version="1.0"?>\n<TiltSeries ${attributes}>\n<Angles>1`, encoding);
      const { selection, filtered } = await readSeriesHead(path);
      return [selection, filtered];
    };
    assert.deepEqual(await head(`UnselectManual="null" UnselectFilter='True'`), ['automatic', true]);
    assert.deepEqual(await head(`UnselectFilter="false" UnselectManual = 'true'`), ['deselected', false]);
    assert.deepEqual(await head(`UnselectManual="False"`, 'utf16le'), ['selected', false]);
    assert.deepEqual(await head(`Note="UnselectManual=True > 3"`), ['automatic', false]);
    await writeFile(path, '<Movie />');
    await assert.rejects(readSeriesHead(path), /does not start with <TiltSeries/);
    await assert.rejects(readSeriesHead(inFolder('none.xml')), /no such file/);
  });
});
