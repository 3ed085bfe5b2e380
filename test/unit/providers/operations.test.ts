/** Forms about a species become commands, and small pictures of tilts show what is in them. */
import assert from 'node:assert/strict';
import { checkFields, problems } from '../../../src/providers/forms/fieldChecks';
import { expand, exportTable, mask, rotate, shift } from '../../../src/providers/forms/speciesOperations';
import { greyPicture } from '../../../src/providers/thumbnail';
import { newSpecies } from '../../../src/model/species';

const species = newSpecies({
  ...{ path: '/p/ball.species', guid: 'g', version: '', previousVersion: '', dontVersion: false },
  ...{ name: 'ball', pixelSize: 2, diameter: 80, symmetry: 'D2', temporalSamples: 1 },
  ...{ helicalUnits: 1, helicalTwist: 0, helicalRise: 0, helicalHeight: 0 },
  ...{ globalResolution: 9, globalBfactor: 0, applyDenoising: false, doEwald: false, ewaldReverse: true },
});

describe('operations on a species', () => {
  const operations = { rotate, shift, expand, mask, exportTable };

  it('have a start value for every field and one field for every value', () => {
    for (const [name, { sections, initial }] of Object.entries(operations)) {
      const fields = sections(species).flatMap((section) => section.fields.map((field) => field.name));
      assert.deepEqual(fields, Object.keys(initial(species)), name);
    }
  });

  it('become commands with what was typed', () => {
    const line = (operation: (typeof operations)['rotate'], changes: Record<string, string>): string =>
      operation.arguments({ ...operation.initial(species), ...changes }).join(' ');
    assert.equal(line(rotate, { tilt: ' -12.5 ' }), '--angle_rot 0 --angle_tilt -12.5 --angle_psi 0');
    assert.equal(line(shift, { x: '3', z: '-4' }), '--x 3 --y 0 --z -4');
    assert.equal(line(expand, {}), '--expand_from D2 --expand_to C1');
    assert.equal(line(mask, { map: 'a.mrc', threshold: '0.1' }), '--map a.mrc --threshold 0.1 --dilate 0');
    assert.equal(line(exportTable, { output: 'a.star' }), '--output a.star --format relion5');
  });

  it('show what is wrong at its field', () => {
    const errors = (operation: (typeof operations)['rotate'], changes: Record<string, string>): string[] => {
      const values = { ...operation.initial(species), ...changes };
      return Object.keys({
        ...checkFields(operation.sections(species), values),
        ...problems(operation.problems?.(values) ?? {}),
      });
    };
    assert.deepEqual(errors(rotate, { rot: '', psi: 'x', tilt: '10000' }), ['rot', 'tilt', 'psi']);
    assert.deepEqual(errors(shift, {}), []);
    assert.deepEqual(errors(expand, { from: 'Q7', to: '' }), ['from', 'to']);
    assert.deepEqual(errors(mask, { dilate: '1.5' }), ['threshold', 'dilate', 'map']);
    assert.deepEqual(errors(exportTable, { angpix: '0' }), ['angpix', 'output']);
  });
});

describe('a thumbnail', () => {
  it('is averaged down, turned upright and stretched over the greys', () => {
    const [columns, rows] = [240, 120];
    const voxels = Float32Array.from({ length: columns * rows }, (_, i) => Math.floor(i / columns) / 10);
    const { width, height, grey } = greyPicture(voxels, columns, rows);
    assert.deepEqual([width, height, grey.length], [120, 60, 7200]);
    // The density rises upwards, and a picture starts at its top.
    assert.ok(grey[0] >= 250 && grey[grey.length - 1] <= 5, `${grey[0]} ${grey[grey.length - 1]}`);
    const middle = grey[30 * 120 + 60];
    assert.ok(Math.abs(middle - 126) < 8, String(middle));
  });

  it('copes with images of one value and with voxels that are no numbers', () => {
    assert.deepEqual([...greyPicture(Float32Array.of(3, 3, 3, 3), 2, 2).grey], [0, 0, 0, 0]);
    const some = greyPicture(Float32Array.of(NaN, 0, 1, 2), 2, 2).grey;
    assert.deepEqual([some[2], some[1]], [0, 255]);
  });
});
