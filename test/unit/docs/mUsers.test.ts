/** The table for people who come from M names only what there is, and every field that there is. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { commandIds } from '../../../src/providers/commandIds';
import { exportParticles } from '../../../src/providers/forms/exportForm';
import { particleSets } from '../../../src/providers/forms/particleSetsForm';
import { populationSections } from '../../../src/providers/forms/populationForm';
import { refinementSections } from '../../../src/providers/forms/refinementForm';
import { sourceSections } from '../../../src/providers/forms/sourceForm';
import { speciesSections } from '../../../src/providers/forms/speciesForm';
import { expand, mask, resample, rotate, shift } from '../../../src/providers/forms/speciesOperations';
import type { FormSection } from '../../../webview/protocol/form';
import { ballSpecies as species } from '../../support/ballSpecies';
import { filesUnder } from '../../support/imports';

const fieldsOf = (sections: readonly FormSection[]) =>
  sections.flatMap(({ fields }) => fields.map(({ name }) => name.replace(/:.*/, ':*')));

const forms: Readonly<Record<string, readonly string[]>> = {
  population: fieldsOf(populationSections),
  refine: fieldsOf(refinementSections),
  species: fieldsOf(speciesSections(['any'])),
  source: fieldsOf(sourceSections),
  ...Object.fromEntries(
    Object.entries({
      ...{ rotate, shift, expand, resample, mask },
      ...{ sets: particleSets, export: exportParticles },
    }).map(([room, { sections }]) => [room, fieldsOf(sections(species))]),
  ),
};

describe('the table for users of M', () => {
  const rows = readFileSync('docs/m-users.md', 'utf8')
    .split('\n')
    .filter((line) => /^\| (?!M\s|-)/.test(line))
    .map((line) => line.split('|').map((cell) => cell.trim()));
  const named = rows.flatMap((cells) => [...cells[3].matchAll(/`([^`]+)`/g)].map((match) => match[1]));

  it('has a name or a reason in every row', () => {
    assert.ok(rows.length > 60, `${rows.length} rows`);
    const wrong = rows.filter(
      (cells) => cells.length !== 5 || !(cells[3] === '-' || cells[3].startsWith('`')),
    );
    assert.deepEqual(wrong, []);
  });

  it('names only fields, commands, settings and options that there are', () => {
    const settings = Object.keys(
      (
        JSON.parse(readFileSync('package.json', 'utf8')) as {
          contributes: { configuration: { properties: Record<string, unknown> } };
        }
      ).contributes.configuration.properties,
    );
    const commands = filesUnder('src/cli', /\.ts$/).map((file) => readFileSync(file, 'utf8'));
    const exists = (name: string): boolean => {
      const line = /^murmur (\w+)(?: (-\S+))?$/.exec(name);
      if (line !== null) {
        const [, command, option] = line;
        const source = commands.find((text) => text.includes(`'${command}'`));
        return (
          source !== undefined && (option === undefined || new RegExp(`'.*${option}\\b.*'`).test(source))
        );
      }
      const [room, field] = [name.slice(0, name.indexOf('.')), name.slice(name.indexOf('.') + 1)];
      if (room === 'command') return field in commandIds;
      if (room === 'setting') return settings.includes(`murmuration.${field}`);
      return room in forms && forms[room].includes(field);
    };
    assert.deepEqual(
      named.filter((name) => !exists(name)),
      [],
    );
  });

  it('leaves out no field of a form', () => {
    const missing = Object.entries(forms).flatMap(([room, fields]) =>
      fields.map((field) => `${room}.${field}`).filter((name) => !named.includes(name)),
    );
    assert.deepEqual(missing, []);
  });
});
