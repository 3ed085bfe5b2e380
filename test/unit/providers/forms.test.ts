/** What is typed into a form becomes the right command, or is refused with a reason. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createPopulation as creating } from '../../../src/commands/createPopulation';
import { createSpecies } from '../../../src/commands/createSpecies';
import { maskArguments, matchArguments } from '../../../src/commands/speciesForm';
import { writeMrc } from '../../../src/formats/mrc';
import { createPopulation } from '../../../src/jobs/project/createPopulation';
import { estimateText } from '../../../src/providers/forms/estimateText';
import { formArguments, initialValues, sectionsOf } from '../../../src/providers/forms/commandForm';
import { checkPopulation } from '../../../src/providers/forms/populationChecks';
import {
  refinementFindings,
  refinementSections,
  shownValues,
  writtenValue,
} from '../../../src/providers/forms/refinementForm';
import { checkSpecies } from '../../../src/providers/forms/speciesChecks';
import type { FormValues } from '../../../shared/protocol/form';
import { useSuiteFolder } from '../../support/temporaryFolder';

describe('the new population form', () => {
  const inFolder = useSuiteFolder();
  let folder: string;
  before(() => (folder = inFolder()));
  const check = (values: FormValues) => checkPopulation({ name: 'ribosomes', ...values }, [folder]);

  it('becomes a create_population', async () => {
    const values = { name: ' ribosomes ', directory: folder };
    assert.deepEqual(await check(values), { errors: {}, notes: {} });
    assert.deepEqual(formArguments(creating, values, { population: '', species: null, sources: [] }), [
      'create_population',
      ...['--directory', folder, '--name', 'ribosomes'],
    ]);
  });

  it('makes a folder in one that is there, and says so', async () => {
    const inside = await check({ directory: path.join(folder, 'm') });
    assert.deepEqual(inside, { errors: {}, notes: { directory: 'This folder will be made.' } });
    const nowhere = await check({ directory: path.join(folder, 'm', 'deeper') });
    assert.match(nowhere.errors.directory, /There is no folder .*m to make it in/);
  });

  it('refuses what is no folder, and a name of which no file name would be left', async () => {
    const file = path.join(folder, 'file');
    writeFileSync(file, '');
    assert.match((await check({ directory: file })).errors.directory, /This is a file/);
    assert.match((await check({ directory: folder, name: ' / ' })).errors.name, /at least one letter/);
  });

  it('tells of a place that the explorer will not show', async () => {
    const { errors, notes } = await checkPopulation({ name: 'x', directory: tmpdir() }, [folder]);
    assert.deepEqual(errors, {});
    assert.match(notes.directory, /outside of the open folder/);
  });

  it('warns of a population that is there, and refuses one that cannot be read', async () => {
    const { path: file } = await createPopulation({ folder, name: 'present' });
    const present = await check({ name: 'pre sent', directory: folder });
    assert.deepEqual(present.errors, {});
    assert.match(
      present.notes.name,
      /present\.population is there already, with 0 data sources and 0 species/,
    );
    writeFileSync(file, '<Population>');
    assert.match((await check({ name: 'present', directory: folder })).errors.name, /present\.population/);
  });
});

describe('the refinement form', () => {
  it('shows every setting with the value that stands in the file, or its default', () => {
    const values = shownValues({ rounds: 7, imageWarp: false, weightThreshold: 'a lot' });
    const names = refinementSections.flatMap(({ fields }) => fields.map(({ name }) => name));
    assert.deepEqual(Object.keys(values).sort(), names.sort());
    assert.equal(values.rounds, '7');
    assert.equal(values.imageWarp, false);
    assert.equal(values.weightThreshold, 'a lot');
    assert.equal(values.imageWarpGrid, '3x3');
  });

  it('writes numbers as numbers, and what is none as it was typed, so that file and form say the same', () => {
    assert.equal(writtenValue('rounds', ' 4 '), 4);
    assert.equal(writtenValue('weightThreshold', '0,25'), 0.25);
    assert.equal(writtenValue('rounds', 'many'), 'many');
    assert.equal(writtenValue('imageWarpGrid', '6x4'), '6x4');
    assert.match(refinementFindings({ rounds: 'many' }).errors.rounds, /Expected a number/);
  });

  it('shows what the engine cannot do as fields that say why', () => {
    const fields = refinementSections.flatMap((section) => section.fields);
    for (const name of ['zernike13', 'doming', 'tiltMovies'])
      assert.ok(fields.find((field) => field.name === name)?.unavailable, name);
  });
});

describe('an estimate', () => {
  it('is told in words, unknown where nothing was measured', () => {
    const { series, summary } = estimateText({
      series: [
        {
          series: 'TS_1',
          skipped: null,
          particles: 24,
          images: 1216,
          parameters: { 'image warp': 162, 'particle poses': 144 },
          imagesPerParameter: 1216 / 306,
        },
      ],
      images: 1216,
      parameters: 306,
      adapterBytes: 3 * 2 ** 30,
      waitingBytes: 2 ** 20,
      rounds: 3,
      passes: null,
      seconds: null,
      basis: null,
      left: { round: 2, series: 5, refined: 3 },
    });
    assert.deepEqual(series[0], {
      name: 'TS_1',
      particles: '24',
      images: '1,216',
      parameters: 'image warp 162, particle poses 144',
      perParameter: '4.0',
      skipped: '',
    });
    assert.deepEqual(
      summary.map(([, value]) => value),
      [
        '306 for 1,216 particle images',
        '3.0 GiB on the GPU, 1 MiB of images wait in main memory',
        'unknown before the first run',
        'unknown: no refinement of this population has been finished yet',
        'round 2 of an interrupted run, 3 of 5 series refined: taken up, unless files or the GPU have changed',
      ],
    );
  });
});

describe('the species form', () => {
  const file = useSuiteFolder();
  const sources = ['tomograms', 'more'];
  const about = { population: '/p/a.population', species: null, sources };
  const speciesArguments = (values: FormValues) => formArguments(createSpecies, values, about);
  before(async () => {
    const map = (size: readonly [number, number, number], pixelSize: number) => ({
      size,
      pixelSize,
      data: new Float32Array(size[0] * size[1] * size[2]),
    });
    await writeMrc(file('half.mrc'), map([8, 8, 8], 5));
    await writeMrc(file('other_size.mrc'), map([6, 6, 6], 5));
    await writeMrc(file('other_pixel.mrc'), map([8, 8, 8], 4));
    await writeMrc(file('image.mrc'), map([8, 8, 1], 5));
  });

  const filled = (): FormValues => ({
    ...initialValues(createSpecies, about),
    name: 'ribosome',
    diameter: '30',
    half1: file('half.mrc'),
    half2: file('half.mrc'),
    mask: file('half.mrc'),
    particles: file('run_data.star'),
  });
  const check = (changes: FormValues) =>
    checkSpecies({ ...filled(), ...changes }, { taken: ['taken'], sources });

  it('has a start value for every field', () => {
    const names = sectionsOf(createSpecies, sources).flatMap(({ fields }) => fields.map(({ name }) => name));
    assert.deepEqual(Object.keys(initialValues(createSpecies, about)).sort(), names.sort());
  });

  it('becomes the command with only what was filled in', () => {
    const half = file('half.mrc');
    assert.equal(maskArguments('/p', filled()), null);
    assert.equal(
      speciesArguments(filled()).join(' '),
      'create_species --population /p/a.population --name ribosome --diameter 30 --sym C1 --temporal_samples 1 ' +
        `--half1 ${half} --half2 ${half} --mask ${half} --particles_relion ${file('run_data.star')}`,
    );
  });

  it('makes the mask that was seen, from the average of the half-maps', () => {
    const values = {
      ...filled(),
      maskKind: 'average',
      maskThreshold: '-0.5',
      maskExtend: '-2',
      maskLowpass: '20',
    };
    assert.equal(
      maskArguments('/p', values)?.join(' '),
      `create_mask --i ${file('half.mrc')} --i2 ${file('half.mrc')} --o /p/ribosome_mask.mrc --lowpass 20 ` +
        '--ini_threshold=-0.5 --extend_inimask=-2',
    );
    const args = speciesArguments(values);
    assert.equal(args[args.indexOf('--mask') + 1], '/p/ribosome_mask.mrc');
  });

  it('takes half-map 1 for both, filtered, and symmetry, helix and sources where they are given', () => {
    const values = {
      ...filled(),
      half2Kind: 'same',
      sameLowpass: '20',
      symmetryGroup: 'DnH',
      symmetryOrder: '7',
      helicalUnits: '3',
      helicalTwist: '-1.5',
      helicalRise: '4',
      helicalHeight: '20',
      'source:more': false,
      ignoreUnmatched: true,
      invertMaps: true,
      mirrorMaps: 'xz',
      shiftMaps: '-3, 0, 4.5',
    };
    const line = speciesArguments(values).join(' ');
    const half = file('half.mrc');
    for (const part of [
      `--half1 ${half} --half2 ${half}`,
      '--lowpass 20',
      '--sym D7H',
      '--helical_units 3 --helical_twist=-1.5 --helical_rise 4 --helical_height 20',
      '--sources tomograms --ignore_unmatched',
      '--invert_maps --mirror_maps xz --shift_maps=-3, 0, 4.5',
    ])
      assert.ok(line.includes(part), `${part} in ${line}`);
  });

  it('leaves RELION’s pixel sizes out for a table from M', () => {
    const values = { ...filled(), particleKind: 'm', coordinatePixel: '2', shiftPixel: '3' };
    for (const args of [speciesArguments(values), matchArguments('/p', values)]) {
      assert.ok(args.includes('--particles_m'));
      assert.ok(!args.some((argument) => argument.startsWith('--angpix')));
    }
  });

  it('finds nothing wrong with files that fit, and says what they are', async () => {
    const { errors, notes } = await check({});
    assert.deepEqual(errors, {});
    assert.equal(notes.half1, '8 × 8 × 8 px, 5 Å/px');
  });

  it('says what does not fit: sizes, pixel sizes, images, files that are not there', async () => {
    const wrong = async (changes: FormValues) => (await check(changes)).errors;
    assert.match(
      (await wrong({ half2: file('other_size.mrc') })).half2,
      /8 × 8 × 8 px, this one 6 × 6 × 6 px/,
    );
    assert.match((await wrong({ mask: file('other_pixel.mrc') })).mask, /5\.0000 Å\/px, this one 4\.0000/);
    assert.match((await wrong({ half1: file('image.mrc') })).half1, /cubic/);
    assert.match((await wrong({ diameter: '41' })).half1, /The box is 40 Å wide, the particle 41 Å/);
    assert.match((await check({ pixelSize: '1.35', diameter: '9' })).notes.pixelSize, /says 5 Å\/px/);
    assert.equal((await check({ pixelSize: '5.1' })).notes.pixelSize, undefined);
    assert.match((await wrong({ half1: file('missing.mrc') })).half1, /missing\.mrc/);
    assert.match((await wrong({ half1: 'half.mrc' })).half1, /whole path/);
    assert.match((await wrong({ name: 'taken' })).name, /of this name/);
    assert.match((await wrong({ name: 'new species' })).name, /of its own/);
    assert.match((await wrong({ symmetryGroup: 'In', symmetryOrder: '6' })).symmetryOrder, /1 and 5/);
    assert.match((await wrong({ half2Kind: 'same', sameLowpass: '8' })).sameLowpass, /no more than 10 Å/);
    assert.match((await wrong({ helicalUnits: '2' })).helicalRise, /more than 0/);
    assert.match((await wrong({ helicalTwist: '-27' })).helicalUnits, /2 units or more/);
    const helix = { helicalUnits: '3', helicalRise: '4', helicalTwist: '9' };
    assert.match((await wrong({ ...helix, helicalTwist: '0' })).helicalRise, /twist .* is not 0/);
    assert.match((await wrong({ ...helix, helicalHeight: '7' })).helicalRise, /at least 8 Å/);
    assert.deepEqual(await wrong({ ...helix, helicalHeight: '8' }), {});
    for (const [field, value] of Object.entries({ diameter: '0', weight: '0', samples: '100' }))
      assert.deepEqual(Object.keys(await wrong({ [field]: value })), [field]);
    for (const axes of ['zz', 'w', 'Z'])
      assert.match((await wrong({ mirrorMaps: axes })).mirrorMaps, /by name/);
    for (const shift of ['1,2', '1,,2', '1 2 3', 'a,b,c'])
      assert.match((await wrong({ shiftMaps: shift })).shiftMaps, /Three numbers/);
    assert.deepEqual(await wrong({ invertMaps: true, mirrorMaps: 'zx', shiftMaps: '1, -2.5, 0' }), {});
    assert.match((await wrong({ particles: '' })).particles, /is needed/);
    assert.match(
      (await wrong({ 'source:tomograms': false, 'source:more': false }))['source:tomograms'],
      /At least one/,
    );
  });

  it('offers one click where pixel sizes disagree, and that fixes it', async () => {
    for (const field of ['half2', 'mask']) {
      const values = { [field]: file('other_pixel.mrc') };
      const { errors, remedies } = await check(values);
      assert.match(errors[field], /4\.0000 Å\/px/);
      const changes = remedies?.[field].changes;
      const fixed = await check({ ...values, ...changes, sameLowpass: '20', maskThreshold: '1' });
      assert.deepEqual(fixed.errors, {});
    }
  });

  it('offers the other half-map where it lies beside the first', async () => {
    await Promise.all(
      ['run_half1.mrc', 'run_half2.mrc'].map(async (name) => copyFile(file('half.mrc'), file(name))),
    );
    const half1 = file('run_half1.mrc');
    for (const half2 of ['', file('other_pixel.mrc')]) {
      const { errors, remedies } = await check({ half1, half2 });
      assert.notEqual(errors.half2, undefined);
      assert.deepEqual(remedies?.half2, {
        label: 'Use run_half2.mrc',
        changes: { half2: file('run_half2.mrc') },
      });
    }
    assert.equal((await check({ half1, half2: file('run_half2.mrc') })).remedies?.half2, undefined);
    assert.equal((await check({ half2: '' })).remedies?.half2, undefined);
  });

  it('does not ask for what is not shown', async () => {
    const changes = {
      half2Kind: 'same',
      half2: '',
      sameLowpass: '20',
      maskKind: 'average',
      mask: '',
      maskThreshold: '1',
    };
    assert.deepEqual((await check(changes)).errors, {});
  });
});
