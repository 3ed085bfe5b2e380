/** What is typed into a form becomes the right command, or is refused with a reason. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { writeMrc } from '../../../src/formats/mrc';
import {
  checkRefinement,
  refineArguments,
  refineDefaults,
  refineSections,
} from '../../../src/providers/forms/refineForm';
import {
  checkSpecies,
  speciesArguments,
  speciesDefaults,
  speciesSections,
} from '../../../src/providers/forms/speciesForm';

describe('the refinement form', () => {
  it('can be sent as it opens, and means image warp and poses', () => {
    assert.deepEqual(checkRefinement(refineDefaults).errors, {});
    assert.equal(
      refineArguments('/p/a.population', refineDefaults).join(' '),
      'refine --population /p/a.population --rounds 3 --iter 3 --first_iteration_fraction 0.8 ' +
        '--min_particles 1 --weight_threshold 0.25 --refine_imagewarp 3x3 --refine_particles',
    );
  });

  it('refuses a grid that is none, but only while image warp is on', () => {
    const values = { ...refineDefaults, imageWarpGrid: '3 by 3' };
    assert.match(checkRefinement(values).errors.imageWarpGrid, /like 3x3/);
    assert.deepEqual(checkRefinement({ ...values, imageWarp: false }).errors, {});
    assert.match(
      checkRefinement({ ...refineDefaults, imageWarpGrid: '0x3' }).errors.imageWarpGrid,
      /between/,
    );
  });

  it('takes grids with spaces and a multiplication sign', () => {
    const args = refineArguments('/p', { ...refineDefaults, imageWarpGrid: ' 6 × 4 ' });
    assert.equal(args[args.indexOf('--refine_imagewarp') + 1], '6x4');
  });

  it('takes the other groups with their grids', () => {
    const values = { ...refineDefaults, volumeWarp: true, stageAngles: true, magnification: true };
    const args = refineArguments('/p', { ...values, volumeWarpGrid: '2 x 2 x 2 x 5' });
    assert.ok(args.includes('--refine_stageangles') && args.includes('--refine_mag'));
    assert.equal(args[args.indexOf('--refine_volumewarp') + 1], '2x2x2x5');
    const wrong = checkRefinement({ ...values, volumeWarpGrid: '2x2x2x1' }).errors.volumeWarpGrid;
    assert.match(wrong, /Number 4 .* between 2 and 100/);
  });

  it('has a start value for every field', () => {
    const names = refineSections.flatMap(({ fields }) => fields.map(({ name }) => name));
    assert.deepEqual(Object.keys(refineDefaults).sort(), names.sort());
  });
});

describe('the species form', () => {
  let folder: string;
  const file = (name: string) => path.join(folder, name);
  before(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'murmuration-form-'));
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
  after(() => rmSync(folder, { recursive: true }));

  const filled = () => ({
    ...speciesDefaults,
    name: 'ribosome',
    diameter: '280',
    half1: file('half.mrc'),
    half2: file('half.mrc'),
    mask: file('half.mrc'),
    particles: file('run_data.star'),
  });

  it('has a start value for every field', () => {
    const names = speciesSections.flatMap(({ fields }) => fields.map(({ name }) => name));
    assert.deepEqual(Object.keys(speciesDefaults).sort(), names.sort());
  });

  it('becomes the command with only what was filled in', () => {
    const half = file('half.mrc');
    assert.equal(
      speciesArguments('/p/a.population', filled()).join(' '),
      'create_species --population /p/a.population --name ribosome --diameter 280 --sym C1 --temporal_samples 1 ' +
        `--half1 ${half} --half2 ${half} --mask ${half} --particles_relion ${file('run_data.star')}`,
    );
  });

  it('leaves RELION’s pixel sizes out for a table from M', () => {
    const args = speciesArguments('/p', {
      ...filled(),
      particleKind: 'm',
      coordinatePixel: '2',
      shiftPixel: '3',
    });
    assert.ok(args.includes('--particles_m'));
    assert.ok(!args.some((argument) => argument.startsWith('--angpix')));
  });

  it('finds nothing wrong with files that fit, and says what they are', async () => {
    const { errors, notes } = await checkSpecies(filled(), []);
    assert.deepEqual(errors, {});
    assert.equal(notes.half1, '8 × 8 × 8 px, 5 Å/px');
  });

  it('says what does not fit: sizes, pixel sizes, images, files that are not there', async () => {
    const wrong = async (changes: Record<string, string>) =>
      (await checkSpecies({ ...filled(), ...changes }, ['taken'])).errors;
    assert.match(
      (await wrong({ half2: file('other_size.mrc') })).half2,
      /8 × 8 × 8 px, this one 6 × 6 × 6 px/,
    );
    assert.match((await wrong({ mask: file('other_pixel.mrc') })).mask, /5\.0000 Å\/px, this one 4\.0000/);
    assert.match((await wrong({ half1: file('image.mrc') })).half1, /cubic/);
    assert.match((await wrong({ half1: file('missing.mrc') })).half1, /missing\.mrc/);
    assert.match((await wrong({ half1: 'half.mrc' })).half1, /whole path/);
    assert.match((await wrong({ name: 'taken' })).name, /of this name/);
    assert.match((await wrong({ diameter: 'big' })).diameter, /not a number/);
    assert.match((await wrong({ samples: '1.5' })).samples, /whole number/);
    assert.match((await wrong({ symmetry: 'Q4' })).symmetry, /point group/);
  });
});
