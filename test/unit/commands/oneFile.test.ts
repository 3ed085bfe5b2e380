/** A command is one file: whatever is added to the list is on the command line, in a form, in the palette and in what is checked. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { registerCommands } from '../../../src/cli/commands';
import { newProgram } from '../../../src/cli/program';
import { allCommands, commandFiles, paletteCommands } from '../../../src/commands/index';
import { contributionsOf, commandTableProblems } from '../../../src/commands/manifest';
import { commandId, doing } from '../../../src/commands/palette';
import { checkForm } from '../../../src/providers/forms/checkForm';
import {
  describeForm,
  formArguments,
  initialValues,
  type FormCommand,
} from '../../../src/providers/forms/commandForm';
import { ballSpecies } from '../../support/ballSpecies';
import { murmurOf } from '../../support/murmurHere';
import { polishSpecies } from '../../support/polishCommand';

const files = { ...commandFiles, polish_species: async () => polishSpecies };

describe('a command that is added to the list', () => {
  const onSpecies = ['polish_species', '-p', 'p.population', '-s', 'ball'];

  it('is in the help with its options, their units and defaults', async () => {
    const program = newProgram();
    await registerCommands(program, undefined, files);
    assert.match(program.helpInformation(), /polish_species +Polish a species\./);
    const help = program.commands.find((one) => one.name() === 'polish_species')?.helpInformation() ?? '';
    for (const line of [
      /-p, --population <file> +the \.population file/,
      /-s, --species <species> +path, GUID or name of the species/,
      /-g, --strength <percent> +how much, % \(default: 50\)/,
      /--cloth <kind> +what with \(choices: "silk"\)/,
      /--wet +with water/,
      /--json +print the result as one JSON object/,
    ])
      assert.match(help, line);
  });

  it('gets its values from the command line, and prints lines or JSON', async () => {
    const plain = await murmurOf(files, ...onSpecies, '--gloss', '2');
    assert.deepEqual(plain, { code: 0, out: 'Polished ball to 100\n', err: '' });
    const asJson = await murmurOf(files, ...onSpecies, '--gloss', '3', '-g', '0', '--json');
    assert.deepEqual(asJson, { code: 1, out: '{"shine":0}\n', err: '' });
  });

  it('refuses what is beyond its limits, in both places', async () => {
    for (const [args, sentence] of [
      [['--gloss', '10'], /argument '10' is invalid\. It is not between 1 and 9/],
      [['--gloss', '1.5'], /It is not a whole number/],
      [['--gloss', '1', '--cloth', 'any'], /Allowed choices are silk/],
      [[], /required option '--gloss <count>' not specified/],
    ] as const)
      assert.match((await murmurOf(files, ...onSpecies, ...args)).err, sentence);
    const check = checkForm(polishSpecies, about, async () => ({}));
    const values = { ...initialValues(polishSpecies, about), strength: '101', wet: true, gloss: '' };
    assert.deepEqual((await check(values)).errors, {
      strength: 'Between 0 and 100.',
      gloss: 'A number is needed.',
    });
  });

  const about = { population: '/p.population', species: ballSpecies, sources: [] };

  it('has a form, which becomes its arguments', () => {
    const form = describeForm(polishSpecies as FormCommand, about, { called: 'ball' });
    assert.equal(form.title, 'Polish: ball');
    const [{ fields }] = form.sections;
    assert.deepEqual(fields[0], {
      kind: 'number',
      name: 'strength',
      label: 'Strength (%)',
      help: 'More is shinier.',
      rule: { least: 0, most: 100, required: true },
    });
    assert.deepEqual(form.initial, { strength: '50', cloth: 'any', wet: false, gloss: '' });
    const line = (changes: object) =>
      formArguments(polishSpecies, { ...form.initial, ...changes }, about).join(' ');
    const first = 'polish_species --population /p.population --species g --strength';
    assert.equal(line({ gloss: '4' }), `${first} 50`);
    assert.equal(
      line({ strength: '7', cloth: 'silk', wet: true, gloss: '4' }),
      `${first} 7 --cloth silk --wet --gloss 4`,
    );
  });

  it('has an id, a title and a menu, in folders that are trusted', async () => {
    const described = await paletteCommands(files);
    const added = described.filter(({ palette }) => palette.id === 'polishSpecies');
    assert.equal(added.length, 1);
    assert.deepEqual(added.map(commandId), ['murmuration.polishSpecies']);
    assert.deepEqual(added.map(doing), ['Polish']);
    const { commands, menus } = contributionsOf(added);
    assert.deepEqual(commands, [
      {
        command: 'murmuration.polishSpecies',
        title: 'Polish...',
        category: 'Murmuration',
        enablement: 'isWorkspaceTrusted',
      },
    ]);
    assert.deepEqual(menus['view/item/context'], [
      {
        command: 'murmuration.polishSpecies',
        when: 'view == murmuration.project && viewItem == species',
        group: '5_change@9',
      },
    ]);
  });

  it('is missed in package.json and in the table of commands', async () => {
    const { contributes } = JSON.parse(readFileSync('package.json', 'utf8')) as {
      contributes: { commands: readonly { command: string }[] };
    };
    const declared = contributes.commands.map(({ command }) => command);
    const missed = (await paletteCommands(files)).map(commandId).filter((id) => !declared.includes(id));
    assert.deepEqual(missed, ['murmuration.polishSpecies']);
    const names = (await allCommands(files)).map(({ name }) => name);
    const table = readFileSync('docs/commands.md', 'utf8');
    assert.deepEqual(commandTableProblems(table, names), ['polish_species has no row']);
    assert.deepEqual(commandTableProblems(table, names.slice(1)), [
      'polish_species has no row',
      `${names[0]} is no command`,
    ]);
  });
});

describe('The list of commands', () => {
  it('names each by the name that its file says, and palette ids once', async () => {
    for (const [name, load] of Object.entries(commandFiles)) assert.equal((await load()).name, name);
    const ids = (await paletteCommands()).map(commandId);
    assert.deepEqual(ids, [...new Set(ids)]);
  });

  it('has sections only of fields that there are, and a control once', async () => {
    for (const command of await allCommands()) {
      if (!('fields' in command) || command.form === undefined) continue;
      const keys = command.form.sections.flatMap(({ fields }) => fields);
      assert.deepEqual(keys, [...new Set(keys)], command.name);
      const labeled = Object.keys(command.fields).filter((key) => command.fields[key].label !== undefined);
      assert.deepEqual([...keys].sort(), labeled.sort(), command.name);
    }
  });
});
