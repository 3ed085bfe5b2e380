/** Two versions side by side: what moved, what changed and by how much, whichever comes first. */
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { compareFsc } from '../../../src/jobs/project/fscComparison';
import { diffVersions } from '../../../src/jobs/project/diffVersions';
import { labelVersion } from '../../../src/jobs/project/labelVersion';
import { compareParticles } from '../../../src/jobs/project/particleComparison';
import { compareSeries } from '../../../src/jobs/project/seriesComparison';
import { comparisonHtml } from '../../../src/jobs/report/comparisonHtml';
import { readParticles } from '../../../src/model/particleFile';
import type { ParticleTable } from '../../../src/model/particles';
import { readSource, seriesXmlPath } from '../../../src/model/source';
import { companion, readSpecies } from '../../../src/model/species';
import { formatTiltSeries } from '../../../src/model/tiltSeriesChanges';
import { readTiltSeries } from '../../../src/model/tiltSeriesFile';
import { listVersions } from '../../../src/model/versions';
import { comparisonLines } from '../../../shared/report/comparisonWords';
import type { VersionComparison } from '../../../shared/records/comparison';
import { commands, placeIn, type Place } from '../../support/changingCommands';
import { writePopulation } from '../../support/population';
import { changes, snapshot } from '../../support/snapshot';
import { useTemporaryFolder } from '../../support/temporaryFolder';

describe('two versions', () => {
  const inFolder = useTemporaryFolder();

  /** Refined once: every particle moved by (1, 1, 1) Å, images by 2 Å, maps doubled, 31.5 to 25 Å. */
  async function refined(): Promise<Place> {
    const place = placeIn(inFolder());
    await writePopulation(place.folder);
    await commands.refine(place);
    return place;
  }

  const compared = ({ population }: Place, more: object = {}): Promise<VersionComparison> =>
    diffVersions({ population, species: 'ball', ...more });

  it('are compared in resolution, poses and parameters, and nothing is written', async () => {
    const place = await refined();
    const before = snapshot(place.folder);
    const { from, to, changed, settings, particles, sources, fsc } = await compared(place);
    assert.deepEqual(changes(before, snapshot(place.folder)), []);
    assert.deepEqual([from.number, from.resolution, from.current], [1, 31.5, false]);
    assert.deepEqual([to.number, to.resolution, to.current], [2, 25, true]);
    assert.deepEqual(changed, ['half-maps']);
    assert.deepEqual(settings, [{ name: 'B-factor (Å²)', from: '0', to: '-10' }]);
    assert.ok((fsc.to?.below143 ?? 99) < (fsc.from?.below143 ?? 0));
    assert.ok((fsc.to?.mean ?? 0) > (fsc.from?.mean ?? 1));
    assert.equal(particles.matchedBy, 'rows');
    assert.deepEqual([particles.added, particles.removed, particles.otherHalf], [0, 0, 0]);
    for (const [moved, count] of [
      [particles.all, 4],
      [particles.halves[0], 2],
      [particles.halves[1], 2],
    ] as const) {
      assert.deepEqual([moved.particles, moved.unchanged, moved.maxAngle], [count, 0, 0]);
      for (const value of [moved.rms, moved.max]) assert.ok(Math.abs((value ?? 0) - Math.sqrt(3)) < 1e-4);
    }
    const parameters = [{ name: 'image warp', unit: 'Å', rms: 2, max: 2 }];
    assert.deepEqual(
      sources.map(({ name, problem, series }) => [name, problem, series]),
      [
        [
          'a',
          null,
          ['TS_1', 'TS_2'].map((series) => ({
            ...{ series, parameters, others: [], tiltsLeftOut: [], tiltsTakenIn: [], selection: null },
          })),
        ],
      ],
    );
  });

  it('are the same whichever comes first, but for what comes and goes', async () => {
    const place = await refined();
    await commands.particles(place);
    await commands.select_tilts(place);
    await commands.refine(place);
    const [first] = await listVersions(place.species);
    const last = (await readSpecies(place.species)).version;
    const there = await compared(place, { from: first.version, to: last });
    const back = await compared(place, { from: last, to: first.version });
    assert.deepEqual([there.from, there.to, there.fsc.from], [back.to, back.from, back.fsc.to]);
    const { added, removed, columns: _, ...same } = there.particles;
    const { columns: __, ...other } = back.particles;
    assert.deepEqual({ ...same, added: removed, removed: added }, other);
    assert.ok(removed > 0 && added === 0);
    assert.deepEqual(
      [there.sources[0].series[0].tiltsLeftOut, back.sources[0].series[0].tiltsTakenIn],
      [[1], [1]],
    );
    assert.deepEqual(
      there.sources[0].series.map(({ parameters }) => parameters),
      back.sources[0].series.map(({ parameters }) => parameters),
    );
  });

  it('that differ in number are matched by place, and it is said', async () => {
    const place = await refined();
    await commands.particles(place);
    const { particles } = await compared(place);
    assert.deepEqual([particles.matchedBy, particles.tolerance, particles.added], ['positions', 40, 0]);
    assert.ok(particles.removed > 0);
    assert.equal(particles.all.unchanged, particles.all.particles);
    const lines = comparisonLines(await compared(place));
    assert.ok(lines.some((line) => /at most 40 Å apart/.test(line)));
  });

  it('are found by label, and told in lines and on a page', async () => {
    const place = await refined();
    const [first] = await listVersions(place.species);
    const label = 'as <it> came';
    await labelVersion({ population: place.population, species: 'ball', version: first.version, label });
    const found = await compared(place, { from: label });
    const lines = comparisonLines(found);
    assert.equal(
      lines[0],
      `ball: Version 1 "${label}" (${first.version}) and Version 2 · in use (${found.to.version})`,
    );
    assert.equal(lines[1], 'Resolution: 31.50 Å, then 25.00 Å');
    assert.ok(
      lines.includes('  in both: 4, moved 1.73 Å (rms), at most 1.73 Å; turned 0.00° (rms), at most 0.00°'),
    );
    assert.ok(lines.includes('  image warp in 2 series: 2.00 Å (rms), at most 2.00 Å in TS_1'));
    const html = comparisonHtml(found);
    assert.match(html, /<svg .*FSC of ball/s);
    assert.match(html, /Version 1 &quot;as &lt;it&gt; came&quot;/);
    assert.match(
      html,
      /<th scope="row">image warp<\/th><td>2<\/td><td>2\.00 Å<\/td><td>2\.00 Å<\/td><td>TS_1<\/td>/,
    );
    assert.doesNotMatch(html, /<script|<it>/);
    await assert.rejects(compared(place, { from: label, to: label }), /both are the same version/);
    await assert.rejects(compared(place, { to: label }), /there is no version before .*; say with --from/);
  });

  it('of a source whose version is gone are not compared, and it is said why', async () => {
    const place = await refined();
    const [, second] = await listVersions(place.source);
    await writeFile(second.path, 'damaged');
    await assert.rejects(compared(place), /a\.source:1: the XML is broken or truncated/);
  });
});

describe('series of two versions', () => {
  const inFolder = useTemporaryFolder();

  it('show every kind of parameter in its unit, on grids of different sizes, tilts and selection', async () => {
    await writePopulation(inFolder());
    const source = await readSource(placeIn(inFolder()).source);
    const xml = seriesXmlPath(source, 'TS_1.tomostar');
    const file = await readTiltSeries(xml, source);
    const { series } = file;
    const degree = Math.PI / 180;
    const size = [2, 1, 1, 2] as const;
    const ramp = { size, values: Float64Array.of(0, 4, 0, 4) };
    const still = { size, values: new Float64Array(4) };
    const grid = { size: [1, 1, 3], values: Float64Array.of(0, 3, 0), margins: [0, 0, 0] } as const;
    const text = formatTiltSeries(file, {
      levelAngleX: series.levelAngleX + 2 * degree,
      volumeWarp: { x: ramp, y: still, z: still },
      stageAngles: {
        ...series.stageAngles,
        x: { ...grid, values: grid.values.map((value) => value * degree) },
      },
      defocus: { ...series.defocus, values: series.defocus.values.map((value) => value + 1000) },
      axisOffsets: series.axisOffsets.map((value, i) => value + (i === 0 ? 5 : 0)),
      used: series.used.map((used, tilt) => (tilt === 1 ? !used : used)),
    });
    const other = join(inFolder(), 'other.xml');
    await writeFile(other, text.replace('UnselectManual=""', 'UnselectManual="True"'));
    const found = await compareSeries('TS_1', xml, other);
    const amounts = found?.parameters.map(({ name, unit, max }) => [name, `${max.toFixed(3)} ${unit}`]);
    assert.deepEqual(Object.fromEntries(amounts ?? []), {
      defocus: '0.100 µm',
      'leveling angles': '2.000 °',
      'stage angles': '3.000 °',
      'tilt shifts': '5.000 Å',
      'volume warp': '4.000 Å',
    });
    const warp = found?.parameters.find(({ name }) => name === 'volume warp');
    assert.ok(Math.abs((warp?.rms ?? 0) - Math.sqrt((2 * 16) / 12)) < 1e-6);
    assert.deepEqual([found?.tiltsLeftOut, found?.tiltsTakenIn, found?.others], [[2], [], []]);
    assert.deepEqual(found?.selection, { from: 'automatic', to: 'deselected' });
    assert.equal(await compareSeries('TS_1', xml, xml), null);
    await writeFile(other, (await readFile(xml, 'utf8')).replace(/\n/, '\n\n'));
    assert.equal(await compareSeries('TS_1', xml, other), null);
  });
});

describe('particles of two versions', () => {
  const inFolder = useTemporaryFolder();

  async function table(): Promise<ParticleTable> {
    await writePopulation(inFolder());
    const species = await readSpecies(placeIn(inFolder()).species);
    return readParticles(companion(species, '_particles.star'), species.temporalSamples);
  }

  it('turn by the shorter way that the symmetry leaves', async () => {
    const from = await table();
    const third = (2 * Math.PI) / 3 + 0.01;
    const to = { ...from, angles: from.angles.map((value, i) => (i % 3 === 0 ? value + third : value)) };
    const degrees = (symmetry: string): number => compareParticles(from, to, 40, symmetry).all.rmsAngle ?? 0;
    assert.ok(Math.abs(degrees('C1') - (third * 180) / Math.PI) < 1e-4, `${degrees('C1')}`);
    assert.ok(Math.abs(degrees('C3') - (0.01 * 180) / Math.PI) < 1e-4, `${degrees('C3')}`);
  });

  it('differ in half-sets and columns, and may have other numbers of samples', async () => {
    const from = await table();
    const to = {
      ...from,
      halfSet: from.halfSet.map((half, row) => (row === 0 ? 1 - half : half)),
      extra: new Map([
        ['myScore', (from.extra.get('myScore') ?? []).with(2, '0.9')],
        ['mine', ['', '', '', '']],
      ]),
    };
    const found = compareParticles(from, to, 40, 'C1');
    assert.deepEqual([found.all.unchanged, found.otherHalf], [4, 1]);
    assert.deepEqual(
      found.halves.map(({ particles }) => particles),
      [1, 2],
    );
    assert.deepEqual(found.columns, {
      added: ['mine'],
      removed: [],
      changed: [{ label: 'myScore', particles: 1 }],
    });
    const samples = { ...from, samples: 1, positions: firsts(from.positions), angles: firsts(from.angles) };
    const fewer = compareParticles(from, samples, 40, 'C1');
    assert.deepEqual([fewer.allSamples, fewer.all.unchanged, fewer.all.max], [false, 4, 0]);
  });

  /** The first of two samples. */
  function firsts(values: Float64Array): Float64Array {
    return values.filter((_, i) => i % 6 < 3);
  }
});

describe('correlation curves of two versions', () => {
  const curve = (corrected: readonly number[]) => ({
    frequency: corrected.map((_, shell) => shell / 100),
    ...{ corrected, masked: corrected, unmasked: corrected, randomised: corrected },
  });

  it('cross 0.5 and 0.143 between shells, and are averaged as far as the better one goes', () => {
    const { from, to, meanTo } = compareFsc(curve([1, 1, 0.5, 0, 0]), curve([1, 1, 1, 1, -1]));
    assert.ok(Math.abs((from?.below500 ?? 0) - 50) < 1e-9);
    assert.ok(Math.abs((from?.below143 ?? 0) - 1 / (0.02 + 0.01 * ((0.5 - 0.143) / 0.5))) < 1e-9);
    assert.equal(meanTo, to?.below143);
    const end = 1 / (meanTo ?? 0);
    const area = 0.01 * 0.75 + 0.01 * 0.25;
    assert.ok(Math.abs((from?.mean ?? 0) - area / (end - 0.01)) < 1e-9);
    assert.ok((to?.mean ?? 0) > 0.9);
  });

  it('may be missing, start below, or never end', () => {
    const { from, to, meanTo } = compareFsc(null, curve([1, 0.1, 0]));
    assert.deepEqual([from, to?.below143, to?.mean, meanTo], [null, null, null, null]);
    assert.equal(compareFsc(curve([1, 1, 1]), curve([1, 1, 1])).to?.below143, 50);
  });
});
