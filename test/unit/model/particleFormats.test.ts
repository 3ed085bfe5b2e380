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
        ['particles_m', 'particle STAR file from M; give this or --particles_relion'],
      ],
    );
    assert.deepEqual(particleFilters(), { 'STAR files': ['star'] });
    assert.deepEqual(tableGiven({ particles_m: 'a.star' }), { path: 'a.star', format: 'm' });
    for (const given of [{}, { particles_m: 'a.star', particles_relion: 'b.star' }])
      assert.throws(
        () => tableGiven(given),
        /given with --particles_relion or --particles_m; give exactly one of the two$/,
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
      /--particles_pebbles <file> table from Pebbles; give this or/,
    );
    assert.ok(tableKind(formats).choices.some(({ label }) => label === 'Pebbles'));
    assert.deepEqual(
      [keysOf(({ hasUnits }) => hasUnits, formats), keysOf(({ hasClasses }) => hasClasses, formats)],
      [['relion'], ['relion', 'pebbles']],
    );
    assert.deepEqual(particleFilters(formats), { 'STAR files': ['star'], Pebbles: ['pebbles'] });
    assert.equal(tableNameProblem('a.pebbles', formats), null);
    assert.equal(tableNameProblem('a.txt', formats), 'A .star or .pebbles file is needed.');
    assert.throws(() => tableGiven({}, formats), /or --particles_pebbles; give exactly one of them$/);
    assert.throws(
      () => checkUnits('pebbles', true, formats),
      /belong to RELION particles, those from Pebbles/,
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
    await assert.rejects(matchParticles(population, { particles }), /choose among relion, m$/);
    await assert.rejects(
      matchParticles(population, { particles: { path, format: 'm' } }, formats),
      /it is Pebbles's particle table, give it as such$/,
    );
  });
});
