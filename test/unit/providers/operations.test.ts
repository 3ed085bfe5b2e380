/** Forms about a species become commands, and small pictures of tilts show what is in them. */
import assert from 'node:assert/strict';
import type { FormValues } from '../../../shared/protocol/form';
import { expandSymmetry } from '../../../src/commands/expandSymmetry';
import { exportParticles } from '../../../src/commands/exportParticles';
import { particles } from '../../../src/commands/particles';
import { resampleTrajectories } from '../../../src/commands/resampleTrajectories';
import { rotateSpecies } from '../../../src/commands/rotateSpecies';
import { shiftSpecies } from '../../../src/commands/shiftSpecies';
import { updateMask } from '../../../src/commands/updateMask';
import { checkForm } from '../../../src/providers/forms/checkForm';
import {
  formArguments,
  initialValues,
  sectionsOf,
  type FormCommand,
} from '../../../src/providers/forms/commandForm';
import { grayPicture } from '../../../src/providers/thumbnail';
import { ballSpecies as species } from '../../support/ballSpecies';

const sources = ['tomograms', 'others'];
const about = { population: '/p/p.population', species, sources };
const nothing = { before: 0, after: 0, moved: 0, compared: null, scores: null };
const first = ['--population', '/p/p.population', '--species', 'g'];

describe('forms about a species', () => {
  const commands = [
    ...[rotateSpecies, shiftSpecies, expandSymmetry, resampleTrajectories, updateMask],
    ...[particles, exportParticles],
  ];

  it('have a start value for every field and one field for every value', () => {
    for (const command of commands) {
      const fields = sectionsOf(command, sources).flatMap((section) =>
        section.fields.map((field) => field.name),
      );
      assert.deepEqual(fields, Object.keys(initialValues(command, about)), command.name);
    }
  });

  it('become commands with what was typed', () => {
    const line = (command: FormCommand, changes: FormValues): string => {
      const args = formArguments(command, { ...initialValues(command, about), ...changes }, about);
      assert.deepEqual(args.slice(0, 5), [command.name, ...first]);
      return args.slice(5).join(' ');
    };
    assert.equal(line(rotateSpecies, { tilt: ' -12.5 ' }), '--angle_rot 0 --angle_tilt=-12.5 --angle_psi 0');
    assert.equal(line(shiftSpecies, { x: '3', z: '-4' }), '--x 3 --y 0 --z=-4');
    assert.equal(line(expandSymmetry, {}), '--expand_from D2 --expand_to C1');
    assert.equal(
      line(updateMask, { map: 'a.mrc', threshold: '0.1' }),
      '--map a.mrc --threshold 0.1 --dilate 0',
    );
    assert.match(line(updateMask, { map: 'a.mrc', center: true }), / --dilate 0 --center$/);
    assert.equal(line(resampleTrajectories, {}), '--samples 1');
    assert.equal(line(exportParticles, { output: 'a.star' }), '--output a.star --format relion5');
    assert.equal(
      line(exportParticles, { output: 'a.star', what: 'volumes', box: '64', shiftZ: '-4', preRotate: true }),
      '--output a.star --images volumes --box 64 --shift 0,0,-4 --pre_rotate',
    );
    const stacks = { output: 'a.star', what: 'series', invert: false, preRotate: true, normalize: false };
    assert.equal(
      line(exportParticles, { ...stacks, firstTilts: '9', diameter: '70', angpix: '3', fade: true }),
      '--output a.star --images series --angpix 3 --diameter 70 --first_tilts 9 --fade --dark',
    );
    const other = { particles: 'a.star', keepBoth: true, keepNew: true, coordinatePixel: '2' };
    assert.equal(
      line(particles, other),
      '--particles_relion a.star --angpix_coords 2 --keep both,new --tolerance 10',
    );
    assert.equal(
      line(particles, { ...other, set: 'm', duplicates: '5' }),
      '--particles_m a.star --keep both,new --tolerance 10 --duplicates 5',
    );
    assert.equal(
      line(particles, { ...other, set: 'm', keepNew: false, 'source:tomograms': false }),
      '--particles_m a.star --sources others --keep both --tolerance 10',
    );
    assert.equal(line(particles, { set: 'none', column: 'myScore', min: '-1' }), '--column myScore --min=-1');
    assert.equal(
      line(particles, { set: 'none', score: 'myScore', minScore: '-1', best: '9', lowerIsBetter: true }),
      '--score myScore --min_score=-1 --best 9 --lower_is_better',
    );
  });

  it('show what is wrong at its field', async () => {
    // What could be asked of the command is not: its arguments are another test's.
    const errors = async (command: FormCommand, changes: FormValues): Promise<string[]> => {
      const found = await checkForm(
        command,
        about,
        async () => nothing,
        0,
      )({
        ...initialValues(command, about),
        ...changes,
      });
      return Object.keys(found.errors).sort();
    };
    assert.deepEqual(await errors(rotateSpecies, { rot: '', psi: 'x', tilt: '10000' }), [
      'psi',
      'rot',
      'tilt',
    ]);
    assert.deepEqual(await errors(shiftSpecies, {}), []);
    assert.deepEqual(await errors(expandSymmetry, { from: 'Q7', to: '' }), ['from', 'to']);
    assert.deepEqual(await errors(updateMask, { dilate: '1.5' }), ['dilate', 'map', 'threshold']);
    assert.deepEqual(await errors(exportParticles, { angpix: '0', output: '' }), ['angpix', 'output']);
    const odd = { output: '/a.star', what: 'series', box: '65' };
    assert.deepEqual(await errors(exportParticles, odd), ['box']);
    assert.deepEqual(await errors(exportParticles, { ...odd, what: 'relion31' }), []);
    assert.deepEqual(await errors(particles, {}), ['keepOld', 'particles']);
    const noSource = { 'source:tomograms': false, 'source:others': false };
    assert.deepEqual(await errors(particles, { particles: '/a.star', keepOld: true, ...noSource }), [
      'source:tomograms',
    ]);
    assert.deepEqual(await errors(particles, { set: 'none' }), ['set']);
    assert.deepEqual(await errors(particles, { set: 'none', min: '2', max: '1' }), ['column', 'max']);
    // A score alone is only looked at.
    assert.deepEqual(await errors(particles, { set: 'none', score: 'myScore' }), ['set']);
    assert.deepEqual(
      await errors(particles, { set: 'none', minScore: '2', maxScore: '1', best: '3', bestPercent: '5' }),
      ['bestPercent', 'maxScore'],
    );
    assert.deepEqual(await errors(particles, { set: 'none', best: '3', lowerIsBetter: true }), [
      'lowerIsBetter',
    ]);
  });
});

describe('particle sets', () => {
  const compared = { old: 2, both: 3, new: 1, largest: 20, histogram: [...Array<number>(99).fill(0), 4] };
  const result = { before: 5, after: 4, duplicates: 0, compared, scores: null };
  const values = { ...initialValues(particles, about), particles: '/a.star' };

  it('are counted by the command before anything is written', async () => {
    const asked: string[] = [];
    const check = checkForm(particles, about, async (args) => {
      assert.deepEqual(args.slice(0, 5), ['particles', ...first]);
      asked.push(args.slice(5).join(' '));
      return result;
    });
    const { errors, notes } = await check(values);
    assert.deepEqual(asked, ['--particles_relion /a.star --keep old,both,new --tolerance 10 --dry_run']);
    assert.deepEqual(Object.keys(errors), ['keepOld']);
    assert.match(notes.tolerance, /^Distances of 4 closest pairs: ▁{19}█ from 0 to 20\.0 Å$/);
    assert.deepEqual(
      [notes.keepOld, notes.keepBoth, notes.keepNew],
      ['2 particles', '3 particles', '1 particle'],
    );
    const chosen = await check({ ...values, keepBoth: true, keepNew: true });
    assert.deepEqual(chosen.errors, {});
    assert.equal(chosen.notes.keepNew, '1 particle. Result: 4 particles, 5 before.');
    await check({ ...values, keepBoth: true, keepNew: true });
    assert.equal(asked.length, 2);
  });

  it('show the scores of a column before its limits are known, and what limits leave', async () => {
    const asked: string[] = [];
    const histogram = [...Array<number>(50).fill(1), ...Array<number>(50).fill(3)];
    const scores = { label: 'myScore', best: 'highest', count: 200, without: 1, smallest: -1, largest: 2 };
    const kept = { smallest: 0.25, largest: 2 };
    const check = checkForm(particles, about, async (args) => {
      assert.deepEqual(args.slice(0, 5), ['particles', ...first]);
      asked.push(args.slice(5).join(' '));
      return {
        before: 201,
        after: 150,
        duplicates: 0,
        compared: null,
        scores: { ...scores, histogram, kept },
      };
    });
    const none = { ...values, set: 'none', score: 'myScore' };
    const looked = await check(none);
    assert.deepEqual(asked, ['--score myScore --dry_run']);
    assert.deepEqual(Object.keys(looked.errors), ['set']);
    assert.equal(
      looked.notes.score,
      'myScore of 200 particles: ▃▃▃▃▃▃▃▃▃▃██████████ from -1 to 2, 1 particle without a number left out, kept from 0.25 to 2',
    );
    const limited = await check({ ...none, minScore: '0.25' });
    assert.deepEqual(limited.errors, {});
    assert.match(limited.notes.score, /kept from 0\.25 to 2\. Keeps 150 of 201 particles\.$/);
  });

  it('are counted for the last of what is typed, and a table that cannot be read shows why', async () => {
    let asked = 0;
    const check = checkForm(particles, about, async () => {
      asked++;
      throw new Error('/a.star: there is no such file');
    });
    const found = await Promise.all(
      ['1', '12', '120'].map((tolerance) => check({ ...values, keepOld: true, tolerance })),
    );
    assert.equal(asked, 1);
    assert.deepEqual(found[2].errors, { particles: '/a.star: there is no such file' });
    await check({ ...values, tolerance: 'x' });
    assert.equal(asked, 1);
  });
});

describe('a thumbnail', () => {
  it('is averaged down, turned upright and stretched over the grays', () => {
    const [columns, rows] = [240, 120];
    const voxels = Float32Array.from({ length: columns * rows }, (_, i) => Math.floor(i / columns) / 10);
    const { width, height, gray } = grayPicture(voxels, columns, rows);
    assert.deepEqual([width, height, gray.length], [120, 60, 7200]);
    // The density rises upwards, and a picture starts at its top.
    assert.ok(gray[0] >= 250 && gray[gray.length - 1] <= 5, `${gray[0]} ${gray[gray.length - 1]}`);
    const middle = gray[30 * 120 + 60];
    assert.ok(Math.abs(middle - 126) < 8, String(middle));
  });

  it('copes with images of one value and with voxels that are no numbers', () => {
    assert.deepEqual([...grayPicture(Float32Array.of(3, 3, 3, 3), 2, 2).gray], [0, 0, 0, 0]);
    const some = grayPicture(Float32Array.of(NaN, 0, 1, 2), 2, 2).gray;
    assert.deepEqual([some[2], some[1]], [0, 255]);
  });
});
