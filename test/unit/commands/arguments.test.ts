/** Values of forms come to a command as they are, also where they look like options. */
import assert from 'node:assert/strict';
import { Command } from 'commander';
import { argumentsOf } from '../../../src/commands/arguments';
import { pruneVersions } from '../../../src/commands/pruneVersions';
import { shiftSpecies } from '../../../src/commands/shiftSpecies';

describe('arguments of a command', () => {
  it('hold versions whose names start with a hyphen, as one in 64 does', () => {
    for (const versions of [['a', '-6oM_4It', 'b', '-7'], ['-6oM_4It'], ['--x']]) {
      const [, ...given] = argumentsOf(pruneVersions, { population: '/p', versions, dryRun: true });
      const program = new Command()
        .option('-p, --population <file>')
        .option('--versions <versions...>')
        .option('--dry_run')
        .parse(given, { from: 'user' });
      const parsed = program.opts<{ population: string; versions: string[]; dry_run: boolean }>();
      assert.deepEqual(parsed.versions.toSorted(), versions.toSorted());
      assert.deepEqual([parsed.population, parsed.dry_run], ['/p', true]);
    }
  });

  it('hold negative numbers', () => {
    const given = argumentsOf(shiftSpecies, { population: '/p', species: 's', x: '-3', y: '0', z: '2' });
    assert.ok(given.includes('--x=-3'));
  });
});
