/** A format of particles is one file: put into the list, it is offered, recognized, named in errors and read everywhere. */
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { Command } from 'commander';
import { addFields } from '../../../src/cli/options';
import { keysOf, tableFields, tableKind } from '../../../src/commands/particleTable';
import { describeFile, knownFormats } from '../../../src/jobs/info/describeFile';
import { matchParticles } from '../../../src/jobs/particles/matchParticles';
import { importParticles } from '../../../src/jobs/species/createSpecies';
import {
  checkUnits,
  particleFilters,
  tableGiven,
  tableNameProblem,
  tableOptions,
} from '../../../src/model/particleFormats';
import { readPopulation } from '../../../src/model/population';
import { pebbleTable, withDummyParticles as formats } from '../../support/dummyParticles';
import { writePopulation } from '../../support/population';
import { useTemporaryFolder } from '../../support/temporaryFolder';

describe('The formats of particles', () => {
  it('say what commands and dialogs ask for', () => {
    assert.deepEqual(
      tableOptions().map(({ name, help }) => [name, help]),
      [
        ['particles_relion', 'particle STAR file or optimisation set from RELION or WarpTools'],
        ['particles_m', 'particle STAR file from M; instead of the others'],
        ['particles_dynamo', 'table (.tbl) from Dynamo; instead of the others'],
        ['particles_stopgap', 'motive list (.star) from STOPGAP or cryoCAT; instead of the others'],
        [
          'particles_motl',
          'motive list (.em) from Artiatomi, AV3, novaSTA or cryoCAT; instead of the others',
        ],
        ['particles_pytom', 'particle list (.xml) from PyTom; instead of the others'],
      ],
    );
    assert.deepEqual(particleFilters(), {
      'STAR files': ['star'],
      'Dynamo tables': ['tbl'],
      'Motive lists': ['em'],
      'PyTom particle lists': ['xml'],
    });
    assert.deepEqual(tableGiven({ particles_m: 'a.star' }), { path: 'a.star', format: 'm' });
    for (const given of [{}, { particles_m: 'a.star', particles_relion: 'b.star' }])
      assert.throws(
        () => tableGiven(given),
        /given with --particles_relion, --particles_m, .* or --particles_pytom; give exactly one of them$/,
      );
  });
});

describe('A format of particles that is put into the list', () => {
  const inFolder = useTemporaryFolder();

  it('is offered by commands, forms and dialogs, and named in their errors', () => {
    const program = new Command('x');
    addFields(program, tableFields(formats));
    assert.match(
      program.helpInformation().replaceAll(/\s+/g, ' '),
      /--particles_pebbles <file> table from Pebbles; instead of/,
    );
    assert.ok(tableKind(formats).choices.some(({ label }) => label === 'Pebbles'));
    assert.deepEqual(
      [keysOf(({ hasUnits }) => hasUnits, formats), keysOf(({ hasClasses }) => hasClasses, formats)],
      [
        ['relion', 'dynamo', 'stopgap', 'motl', 'pytom'],
        ['relion', 'dynamo', 'stopgap', 'motl', 'pytom', 'pebbles'],
      ],
    );
    assert.deepEqual(particleFilters(formats), { ...particleFilters(), Pebbles: ['pebbles'] });
    assert.equal(tableNameProblem('a.pebbles', formats), null);
    assert.equal(tableNameProblem('a.txt', formats), 'A .star, .tbl, .em, .xml or .pebbles file is needed.');
    assert.throws(() => tableGiven({}, formats), /or --particles_pebbles; give exactly one of them$/);
    assert.throws(
      () => checkUnits('pebbles', true, formats),
      /belong to particles from RELION, .* or PyTom, those from Pebbles/,
    );
  });

  it('is told by info, matched and read', async () => {
    const { path: population } = await writePopulation(inFolder());
    const path = inFolder('a.pebbles');
    const text = pebbleTable([
      ['TS_1.tomostar', 10, 20, 30],
      ['elsewhere', 1, 2, 3],
      ['TS_2.tomostar', 40, 50, 60],
    ]);
    await writeFile(path, text);
    await writeFile(inFolder('a.star'), text);
    const described = await describeFile(inFolder('a.star'), { ...knownFormats, particles: formats });
    assert.equal(described.kind, 'particles of Pebbles');
    const particles = { path, format: 'pebbles' };
    const found = await matchParticles(population, { particles }, formats);
    assert.deepEqual([found.particles, found.matched.length, found.unmatched.length], [3, 2, 1]);
    const options = { particles, temporalSamples: 1, ignoreUnmatched: true };
    const { table } = await importParticles(await readPopulation(population), options, formats);
    assert.deepEqual(Array.from(table.positions), [10, 20, 30, 40, 50, 60]);
    await assert.rejects(
      matchParticles(population, { particles }),
      /choose among relion, m, dynamo, stopgap, motl, pytom$/,
    );
    await assert.rejects(
      matchParticles(population, { particles: { path, format: 'm' } }, formats),
      /it is Pebbles's particle table, give it as such$/,
    );
  });
});
