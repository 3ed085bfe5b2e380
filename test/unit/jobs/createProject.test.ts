/** Creating populations, data sources and species: what comes out, and that a failure leaves everything as it was. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { encodeMrc } from '../../../src/formats/mrc';
import { createPopulation } from '../../../src/jobs/project/createPopulation';
import { createSource } from '../../../src/jobs/sources/createSource';
import { createSpecies } from '../../../src/jobs/species/createSpecies';
import type { CreateSpeciesOptions } from '../../../src/jobs/species/speciesOptions';
import { readPopulation, readPopulationSources } from '../../../src/model/population';
import { snapshot } from '../../support/snapshot';
import { useTemporaryFolder } from '../../support/temporaryFolder';
import { writeWarpProject } from '../../support/warpProject';

describe('creating a population', () => {
  const inFolder = useTemporaryFolder();

  it('makes its folder, and keeps what an existing one has', async () => {
    const { path } = await createPopulation({ folder: inFolder('new', 'deep'), name: ' HIV 1 ' });
    assert.equal(path, inFolder('new', 'deep', 'HIV1.population'));
    const text = (await readFile(path, 'utf8'))
      .replace('<Sources />', '<Sources /><Foreign />')
      .replace('HIV 1', 'old');
    await writeFile(path, text);
    await createPopulation({ folder: inFolder('new', 'deep'), name: 'HIV1' });
    assert.equal(await readFile(path, 'utf8'), text.replace('old', 'HIV1'));
  });

  it('needs a name and a place', async () => {
    await assert.rejects(createPopulation({ folder: inFolder(), name: ' / ' }), /needs a name/);
    await writeFile(inFolder('file'), '');
    await assert.rejects(
      createPopulation({ folder: inFolder('file', 'x'), name: 'p' }),
      /a file of that name is in the way/,
    );
  });
});

describe('creating a data source', () => {
  const inFolder = useTemporaryFolder();
  let settings: string;
  let population: string;
  beforeEach(async () => {
    settings = await writeWarpProject(inFolder());
    population = (await createPopulation({ folder: inFolder(), name: 'p' })).path;
  });

  it('takes pixel size, volume and series from the settings, from any current folder', async () => {
    const { source, skipped } = await createSource({ population, settings, name: 'my data' });
    assert.equal(source.path, inFolder('warp_tiltseries', 'mydata.source'));
    assert.deepEqual([source.pixelSize, ...source.dimensions, source.frameLimit], [10, 60, 80, 20, 3]);
    assert.deepEqual(
      source.files.map((file) => file.name),
      ['TS_1.tomostar', 'TS_2.tomostar'],
    );
    assert.deepEqual(skipped, []);
    const [again] = await readPopulationSources(await readPopulation(population));
    assert.deepEqual({ ...again, xml: null }, { ...source, xml: null });
  });

  it('keeps the hashes of another source where raw movies are gone, or makes them from tilt images, and says so', async () => {
    const before = (await createSource({ population, settings, name: 'before' })).source;
    const other = (await createPopulation({ folder: inFolder(), name: 'other' })).path;
    await rm(inFolder('frames'), { recursive: true });
    const kept = await createSource({ population: other, settings, name: 'kept' });
    assert.deepEqual(kept.source.files, before.files);
    assert.deepEqual(kept.withoutRaw, [
      { name: 'TS_1.tomostar', hashFrom: before.path },
      { name: 'TS_2.tomostar', hashFrom: before.path },
    ]);
    for (const source of [before, kept.source]) await rm(source.path);
    const third = (await createPopulation({ folder: inFolder(), name: 'third' })).path;
    const made = await createSource({ population: third, settings, name: 'made' });
    assert.deepEqual(
      made.withoutRaw.map((entry) => entry.hashFrom),
      ['TS_1_000', 'TS_2_000'].map((name) => inFolder('warp_frameseries', 'average', `${name}.mrc`)),
    );
    const hashes = [...made.source.files, ...before.files].map((file) => file.hash);
    assert.equal(new Set(hashes).size, 4);
    await rm(made.source.path);
    await rm(inFolder('warp_frameseries', 'average'), { recursive: true });
    const fourth = (await createPopulation({ folder: inFolder(), name: 'fourth' })).path;
    await assert.rejects(
      createSource({ population: fourth, settings, name: 'none' }),
      /TS_1\.xml: neither the raw movie .* nor the tilt image/,
    );
  });

  it('leaves out series without XML or deselected, and takes those listed', async () => {
    await rm(inFolder('warp_tiltseries', 'TS_1.xml'));
    const partial = await createSource({ population, settings, name: 'a' });
    assert.equal(partial.source.files.length, 1);
    assert.match(partial.skipped[0].reason, /not processed yet, there is no .*TS_1\.xml/);
    await rm(partial.source.path);
    await writeFile(population, (await readFile(population, 'utf8')).replace(/<Source GUID.*\/>/, ''));
    await writeWarpProject(inFolder());
    await writeFile(inFolder('list.txt'), 'some/folder/TS_2.tomostar\r\n');
    const listed = await createSource({
      population,
      settings,
      name: 'b',
      files: inFolder('list.txt'),
      frameLimit: 2,
    });
    assert.deepEqual(
      listed.source.files.map((file) => file.name),
      ['TS_2.tomostar'],
    );
    assert.equal(listed.source.frameLimit, 2);
    const xml = inFolder('warp_tiltseries', 'TS_1.xml');
    await writeFile(xml, (await readFile(xml, 'utf8')).replace('UnselectManual=""', 'UnselectManual="True"'));
    await writeFile(inFolder('list.txt'), 'TS_1');
    await assert.rejects(
      createSource({ population, settings, name: 'c', files: inFolder('list.txt') }),
      /none can be used, TS_1\.tomostar is deselected/,
    );
  });

  it('that cannot be made leaves every file as it was', async () => {
    await createSource({ population, settings, name: 'a' });
    const cases: readonly [RegExp, () => Promise<unknown>][] = [
      [
        /there is a data source of that name already/,
        () => createSource({ population, settings, name: 'a' }),
      ],
      [
        /2 series are in another data source of the population already: TS_1\.tomostar \(in a\)/,
        () => createSource({ population, settings, name: 'b' }),
      ],
      [
        /must lie beside the XML files/,
        () => createSource({ population, settings, name: 'b', output: inFolder('b.source') }),
      ],
      [
        /must end in \.source/,
        () => createSource({ population, settings, name: 'b', output: inFolder('b') }),
      ],
      [
        /none\.settings: cannot read the file/,
        () => createSource({ population, settings: inFolder('none.settings'), name: 'b' }),
      ],
      [
        /expected <Settings>, got <Population>/,
        () => createSource({ population, settings: population, name: 'b' }),
      ],
      [
        /none\.population: cannot read the file/,
        () => createSource({ population: inFolder('none.population'), settings, name: 'b' }),
      ],
    ];
    for (const [message, attempt] of cases) await unchanged(inFolder(), message, attempt);
  });

  it('from broken series names the file, and leaves every file as it was', async () => {
    await writeFile(inFolder('warp_tiltseries', 'TS_2.xml'), '<TiltSeries><Angles>1\n2');
    await unchanged(inFolder(), /TS_2\.xml:\d+: the XML is broken or truncated/, () =>
      createSource({ population, settings, name: 'b' }),
    );
  });

  it('of frame series is refused', async () => {
    await writeFile(settings, (await readFile(settings, 'utf8')).replace('*.tomostar', '*.tif'));
    await unchanged(inFolder(), /the settings are for \*\.tif files, not for tilt series/, () =>
      createSource({ population, settings, name: 'b' }),
    );
  });
});

describe('creating a species', () => {
  const inFolder = useTemporaryFolder();
  let options: CreateSpeciesOptions;
  beforeEach(async () => {
    const settings = await writeWarpProject(inFolder());
    const population = (await createPopulation({ folder: inFolder(), name: 'p' })).path;
    await createSource({ population, settings, name: 'a' });
    const volume = (seed: number, size = 16, pixelSize = 10): Uint8Array =>
      encodeMrc({
        size: [size, size, size],
        pixelSize,
        data: Float32Array.from({ length: size ** 3 }, (_, i) => (i * seed) % 5),
      });
    await writeFile(inFolder('half1.mrc'), volume(1));
    await writeFile(inFolder('half2.mrc'), volume(3));
    await writeFile(inFolder('mask.mrc'), volume(0.0002));
    await writeFile(inFolder('small.mrc'), volume(2, 12));
    await writeFile(inFolder('fine.mrc'), volume(2, 16, 9));
    await writeFile(inFolder('cut.mrc'), volume(2).subarray(0, 5000));
    await writeFile(
      inFolder('flat.mrc'),
      encodeMrc({ size: [4, 4, 2], pixelSize: 10, data: new Float32Array(32) }),
    );
    await writeFile(inFolder('p.star'), particles('TS_1', [1, 2]));
    await writeFile(inFolder('other.star'), particles('XX_1', [1, 2]));
    await writeFile(inFolder('onehalf.star'), particles('TS_1', [2, 2]));
    await mkdir(inFolder('taken'));
    await writeFile(inFolder('taken', 'x.species'), '');
    options = {
      population,
      name: 'x',
      diameter: 80,
      symmetry: 'C1',
      helix: {
        units: 1,
        twist: 0,
        rise: 0,
        height: 0,
      },
      temporalSamples: 1,
      half1: inFolder('half1.mrc'),
      half2: inFolder('half2.mrc'),
      mask: inFolder('mask.mrc'),
      particles: {
        path: inFolder('p.star'),
        format: 'relion',
      },
      coordinatePixelSize: 10,
      ignoreUnmatched: false,
      dontVersion: false,
    };
  });

  it('that cannot be made says why in one sentence and leaves every file as it was', async () => {
    const cases: readonly [RegExp, Partial<CreateSpeciesOptions>][] = [
      [/none\.mrc: cannot read the file, there is no such file/, { half1: inFolder('none.mrc') }],
      [/cut\.mrc: the file is truncated/, { half2: inFolder('cut.mrc') }],
      [/flat\.mrc: the map is not a cube, it is 4 x 4 x 2/, { half1: inFolder('flat.mrc') }],
      [/small\.mrc: the mask is 12 voxels wide, half-map 1 is 16/, { mask: inFolder('small.mrc') }],
      [/fine\.mrc: the mask has 9 Å per voxel, half-map 1 has 10 Å/, { mask: inFolder('fine.mrc') }],
      [/small\.mrc: half-map 2 is 12 voxels wide/, { half2: inFolder('small.mrc') }],
      [/the half-maps are identical/, { half2: inFolder('half1.mrc') }],
      [
        /other\.star: 2 of 2 particles match no series by name: XX_1 \(2 particles, closest is TS_1\.tomostar\)/,
        { particles: { path: inFolder('other.star'), format: 'relion' } },
      ],
      [
        /all 2 particles are in half-set 2/,
        { particles: { path: inFolder('onehalf.star'), format: 'relion' } },
      ],
      [/x\.species: this file of another species exists already/, { output: inFolder('taken', 'x.species') }],
      [/must end in \.species/, { output: inFolder('taken') }],
      [/Q1/, { symmetry: 'Q1' }],
      [/the diameter is a positive whole number/, { diameter: 1.5 }],
      [/the limit is 20 Å/, { lowPass: 10 }],
      [/a helix has 2 to 9999 units/, { helix: { units: 1, twist: 1, rise: 1, height: 1 } }],
      [
        /the height of this helix must be at least 20 Å/,
        { helix: { units: 3, twist: 1, rise: 10, height: 10 } },
      ],
      [/the pixel size must be more than 0/, { pixelSize: -1 }],
    ];
    for (const [message, change] of cases)
      await unchanged(inFolder(), message, () => createSpecies({ ...options, ...change }));
  });

  it('needs a data source first', async () => {
    const population = (await createPopulation({ folder: inFolder(), name: 'empty' })).path;
    await unchanged(inFolder(), /the population has no data sources/, () =>
      createSpecies({ ...options, population }),
    );
  });
});

function particles(name: string, halves: readonly number[]): string {
  const labels = [
    'rlnMicrographName',
    'rlnCoordinateX',
    'rlnCoordinateY',
    'rlnCoordinateZ',
    'rlnAngleRot',
    'rlnAngleTilt',
    'rlnAnglePsi',
    'rlnRandomSubset',
  ];
  const rows = halves.map((half, i) => `${name} ${1 + 10 * i} 2 3 4 5 6 ${half}`);
  return `data_\nloop_\n${labels.map((label) => `_${label}\n`).join('')}${rows.join('\n')}\n`;
}

async function unchanged(folder: string, message: RegExp, attempt: () => Promise<unknown>): Promise<void> {
  const before = snapshot(folder);
  await assert.rejects(attempt(), (error) => {
    assert.ok(error instanceof Error && error.name === 'Problem', String(error));
    assert.match(error.message, message);
    assert.doesNotMatch(error.message, /\n/);
    return true;
  });
  assert.deepEqual(snapshot(folder), before);
  assert.ok(existsSync(folder));
}
