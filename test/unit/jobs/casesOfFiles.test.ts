/** Files that people brought, command by command: what is found in them, or the sentence that refuses them. */
import assert from 'node:assert/strict';
import { cp, mkdir, readFile, rename, symlink, writeFile } from 'node:fs/promises';
import { encodeMrc } from '../../../src/formats/mrc';
import { checkPopulation } from '../../../src/jobs/check/checkPopulation';
import { readTiltSeries } from '../../../src/model/tiltSeriesFile';
import { copyCase } from '../../support/cases';
import { murmurHere } from '../../support/murmurHere';
import { writePlainPopulation } from '../../support/plainPopulation';
import { writePopulation } from '../../support/population';
import { useTemporaryFolder } from '../../support/temporaryFolder';
import { writeTiltProject } from '../../support/tiltProject';

const degree = Math.PI / 180;

describe('alignments that people brought', () => {
  const inFolder = useTemporaryFolder();
  const importAlignments = async (...more: readonly string[]) =>
    murmurHere(
      'import_alignments',
      ...['-s', inFolder('warp_tiltseries.settings'), '-a', inFolder('ali')],
      ...more,
    );
  const series = async () => {
    const file = await readTiltSeries(inFolder('warp_tiltseries', 'TS_1.xml'), {
      pixelSize: 8,
      dimensions: [300, 400, 100],
      imageSize: [1, 1],
    });
    return {
      angles: Array.from(file.series.angles, (angle) => Number((angle / degree).toFixed(3))),
      used: file.series.used,
      shifts: Array.from({ length: 13 }, (_, tilt) => file.series.axisOffsets[2 * tilt] / 8),
    };
  };
  const off = (...tilts: readonly number[]): readonly boolean[] =>
    Array.from({ length: 13 }, (_, tilt) => !tilts.includes(tilt));

  for (const [name, left, first] of [
    ['aln-old-header-first-dark', [0], -48],
    ['aln-one-based-last-dark', [12], -48],
    ['xf-fewer-rows', [0, 1], -48],
    ['xf-cutviews', [0, 1], -48],
    ['aretomo-imod-folder', [], -47.7],
    ['xtilt-rounding', [], -47.7],
    ['aln-local-no-note', [], -48],
  ] as const)
    it(`of ${name} go to the tilts that they are of`, async function () {
      await copyCase(this, name, inFolder());
      const { code, err } = await importAlignments();
      assert.equal(code, 0, err);
      const { angles, used, shifts } = await series();
      assert.deepEqual(used, off(...left));
      assert.equal(angles[0], first);
      angles.forEach((angle, tilt) => assert.ok(Math.abs(angle - (8 * tilt - 48)) < 0.5));
      // Every row of these files has a shift of its own, by which it is known.
      if (name.startsWith('aln'))
        shifts.forEach((shift, tilt) => assert.ok(!used[tilt] || Math.abs(shift - (3 * tilt - 10)) < 1e-4));
    });

  it('say what becomes of a local alignment', async function () {
    await copyCase(this, 'aln-local-no-note', inFolder());
    const { out } = await importAlignments();
    assert.match(out, /its local alignment of up to .* Å is an image warp/);
  });

  for (const [name, sentence] of [
    ['aln-rawsize-mismatch', /TS_1\.aln: it was made from a stack of 15 images, the series has 13/],
    ['tlt-all-zero', /TS_1\.tlt: all 13 tilt angles are 0; a run that failed/],
    [
      'tlt-radians',
      /TS_1\.tlt: its tilt angles are 0\.0175 times .* up to 47\.2 .*as if they were in radians/,
    ],
  ] as const)
    it(`of ${name} are refused`, async function () {
      await copyCase(this, name, inFolder());
      const { code, err } = await importAlignments();
      assert.equal(code, 1);
      assert.match(err, sentence);
    });

  it('with defocus of fewer views are matched by the angles in the list', async function () {
    await copyCase(this, 'ctfplotter-fewer-views', inFolder());
    assert.equal((await importAlignments()).code, 0);
    const { code, out, err } = await murmurHere(
      'import_defocus',
      ...['-s', inFolder('warp_tiltseries.settings'), '-d', inFolder('defocus')],
    );
    assert.equal(code, 0, err);
    assert.match(out, /11 images were recognized by their tilt angles/);
    const file = await readTiltSeries(inFolder('warp_tiltseries', 'TS_1.xml'), {
      pixelSize: 8,
      dimensions: [300, 400, 100],
      imageSize: [1, 1],
    });
    file.series.defocus.values.forEach((value, tilt) =>
      assert.ok(Math.abs(value - (30000 + 100 * Math.max(tilt, 2))) < 0.01),
    );
  });
});

describe('paths of Windows', () => {
  const inFolder = useTemporaryFolder();

  it('that people brought are followed', async function () {
    await writeTiltProject(inFolder(), [0]);
    await copyCase(this, 'windows-paths', inFolder('case'));
    await mkdir(inFolder('warp_frameseries', 'average'), { recursive: true });
    await mkdir(inFolder('warp_tiltseries'));
    await cp(inFolder('case', 'TS_1.xml'), inFolder('warp_tiltseries', 'TS_1.xml'));
    const image = encodeMrc({ size: [40, 30, 1], pixelSize: 8, data: new Float32Array(1200) });
    await writeFile(inFolder('warp_frameseries', 'average', 'TS_1_000.mrc'), image);
    await murmurHere('create_population', '--directory', inFolder('m'), '--name', 'p');
    const { code, err } = await murmurHere(
      'create_source',
      ...['-p', inFolder('m', 'p.population'), '-s', inFolder('warp_tiltseries.settings'), '-n', 'a'],
    );
    assert.equal(code, 0, err);
  });

  it('in settings, tomostar files and series are followed, and not written', async () => {
    await writeTiltProject(inFolder(), [-20, 0, 20], [40, 30]);
    const settings = inFolder('warp_tiltseries.settings');
    const change = async (path: string, from: RegExp, to: string): Promise<void> =>
      writeFile(path, (await readFile(path, 'utf8')).replace(from, to));
    await mkdir(inFolder('data', 'x'), { recursive: true });
    await rename(inFolder('tomostar'), inFolder('data', 'tomostar'));
    await change(settings, /Value="tomostar"/, 'Value="data\\tomostar"');
    await change(settings, /Value="warp_tiltseries"/, 'Value="data\\x\\xml"');
    await change(
      inFolder('data', 'tomostar', 'TS_1.tomostar'),
      /\.\.\/warp_frameseries\//g,
      '..\\..\\warp_frameseries\\',
    );
    await mkdir(inFolder('ali'));
    await writeFile(inFolder('ali', 'TS_1.xf'), '0 1 -1 0 0 0\n'.repeat(3));
    const done = await murmurHere('import_alignments', '-s', settings, '-a', inFolder('ali'));
    assert.equal(done.code, 0, done.err);
    const xml = inFolder('data', 'x', 'xml', 'TS_1.xml');
    assert.ok(!(await readFile(xml, 'utf8')).includes('\\'));
    const file = await readTiltSeries(xml, { pixelSize: 8, dimensions: [300, 400, 100] });
    assert.deepEqual(file.series.imageSize, [320, 240]);
  });
});

describe('a population that is opened through a link', () => {
  const inFolder = useTemporaryFolder();

  it('finds its sources and species, whether the file or a folder is the link', async () => {
    const { path } = await writePopulation(inFolder('disk', 'm'));
    await mkdir(inFolder('home', 'x'), { recursive: true });
    await symlink(path, inFolder('home', 'x', 'p.population'));
    await symlink(inFolder('disk'), inFolder('home', 'x', 'y'));
    for (const link of [
      inFolder('home', 'x', 'p.population'),
      inFolder('home', 'x', 'y', 'm', 'p.population'),
    ]) {
      const sources = await murmurHere('list_sources', '-p', link);
      assert.equal(sources.code, 0, sources.err);
      assert.equal((await murmurHere('list_species', '-p', link)).code, 0);
      assert.equal((await checkPopulation(link)).series, 2);
    }
  });
});

describe('settings and series that people brought', () => {
  const inFolder = useTemporaryFolder();
  for (const [name, file, sentence] of [
    [
      'settings-decimal-comma',
      'warp_tiltseries.settings',
      /settings:\d+: PixelSize of <Import> .*write 8\.25/,
    ],
    [
      'xml-grid-comma',
      'TS_1.xml',
      /TS_1\.xml:\d+: the Value of a node of GridCTF is no number: .* stand after a point/,
    ],
    ['xml-grid-depth', 'TS_1.xml', /TS_1\.xml:\d+: GridCTF is 1 x 1 x 41 and has 13 nodes/],
    ['xml-usetilt-zero', 'TS_1.xml', /TS_1\.xml:\d+: UseTilt of tilt 1 is neither True nor False: "0"/],
  ] as const)
    it(`${name} is refused with its line`, async function () {
      await copyCase(this, name, inFolder());
      const { code, err } = await murmurHere('info', inFolder(file));
      assert.equal(code, 1);
      assert.match(err, sentence);
      if (file !== 'TS_1.xml') return;
      const population = await writePlainPopulation(inFolder(), ['TS_1']);
      const { code: checked, out } = await murmurHere('check', population);
      assert.equal(checked, 1);
      assert.match(out, sentence);
    });
});
