/** What package.json promises is what the code does. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { mapPatterns } from '../../../src/formats/mapFormats';
import { allCommands, paletteCommands } from '../../../src/commands/index';
import type { Command } from '../../../src/commands/command';
import { languageCommands } from '../../../src/commands/languageCommands';
import { contributionsOf, commandTableProblems } from '../../../src/commands/manifest';
import { commandId } from '../../../src/commands/palette';

interface Manifest {
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly enablement?: string }[];
    readonly menus: Readonly<Record<string, readonly { readonly command: string }[]>>;
    readonly walkthroughs: readonly {
      readonly steps: readonly {
        readonly id: string;
        readonly description: string;
        readonly media: { readonly image: string; readonly altText: string };
        readonly completionEvents: readonly string[];
      }[];
    }[];
    readonly customEditors: readonly {
      readonly viewType: string;
      readonly selector: readonly { readonly filenamePattern: string }[];
    }[];
    readonly viewsWelcome: readonly { readonly contents: string }[];
    readonly grammars: readonly {
      readonly path: string;
      readonly scopeName: string;
      /** None for what is put on top of another one. */
      readonly language?: string;
    }[];
    readonly languages: readonly { readonly id: string; readonly configuration: string }[];
    readonly configuration: { readonly properties: Readonly<Record<string, { readonly scope: string }>> };
  };
  readonly capabilities: {
    readonly untrustedWorkspaces: { readonly restrictedConfigurations: readonly string[] };
  };
  readonly icon: string;
}

const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as Manifest;
const { contributes } = manifest;

describe('the manifest', () => {
  let own: ReadonlySet<string>;
  before(async () => {
    const described = [...(await paletteCommands()), ...Object.values(languageCommands)];
    own = new Set(described.map(commandId));
  });

  it('opens every file with a map in the density editor', () => {
    const density = contributes.customEditors.find(({ viewType }) => viewType === 'murmuration.density');
    assert.deepEqual(
      density?.selector.map(({ filenamePattern }) => filenamePattern),
      mapPatterns(),
    );
  });

  it('says of commands what their descriptions say: npm run manifest writes it', async () => {
    const described = [...(await paletteCommands()), ...Object.values(languageCommands)];
    const { commands, menus } = contributionsOf(described);
    assert.deepEqual(contributes.commands, commands);
    assert.deepEqual(contributes.menus, menus);
  });

  it('has a row in docs/commands.md for every command of the command line', async () => {
    const names = (await allCommands()).map(({ name }) => name);
    assert.deepEqual(commandTableProblems(readFileSync('docs/commands.md', 'utf8'), names), []);
  });

  it('offers only declared commands in menus and welcome texts', () => {
    const used = [
      ...Object.values(contributes.menus).flatMap((entries) => entries.map(({ command }) => command)),
      ...contributes.viewsWelcome.flatMap(({ contents }) =>
        [...contents.matchAll(/command:([\w.]+)/g)].map((m) => m[1]),
      ),
    ].filter((command) => command.startsWith('murmuration.'));
    assert.ok(used.length > 10);
    assert.deepEqual(
      used.filter((command) => !own.has(command)),
      [],
    );
  });

  it('keeps every setting that can start a program from an untrusted folder', () => {
    assert.deepEqual(
      Object.keys(contributes.configuration.properties).sort(),
      [...manifest.capabilities.untrustedWorkspaces.restrictedConfigurations].sort(),
    );
  });

  it('offers what starts the engine in trusted folders only', async () => {
    const started = (await allCommands()).flatMap(({ palette }) => palette ?? []);
    assert.ok(started.length > 10);
    for (const palette of started) {
      const declared = contributes.commands.find(({ command }) => command === commandId({ palette }));
      assert.ok(declared?.enablement?.split(' && ').includes('isWorkspaceTrusted'), palette.id);
    }
  });

  it('names files that exist', () => {
    const files = [
      manifest.icon,
      ...contributes.grammars.map(({ path }) => path),
      ...contributes.languages.map(({ configuration }) => configuration),
    ];
    assert.deepEqual(
      files.filter((file) => !existsSync(file)),
      [],
    );
  });

  it('walks through seven steps whose pictures exist, that offer a command, and end when it was called or what it makes is there', () => {
    const [{ steps }] = contributes.walkthroughs;
    const contexts = ['hasPopulation', 'hasSource', 'hasSpecies', 'hasRefined'];
    assert.equal(steps.length, 7);
    for (const { id, description, media, completionEvents } of steps) {
      assert.ok(existsSync(media.image) && media.altText.length > 10, id);
      const [, offered] = /command:([\w.]+)/.exec(description) ?? [];
      assert.ok(own.has(offered), id);
      const ends = [`onCommand:${offered}`, ...contexts.map((key) => `onContext:murmuration.${key}`)];
      assert.ok(
        completionEvents.every((event) => ends.includes(event) || id === 'inspect'),
        id,
      );
    }
  });

  it('has a grammar for every language, with patterns that compile', () => {
    assert.deepEqual(
      contributes.grammars.flatMap(({ language }) => language ?? []).sort(),
      contributes.languages.map(({ id }) => id).sort(),
    );
    for (const { path, scopeName } of contributes.grammars) {
      const grammar = readFileSync(path, 'utf8');
      assert.equal((JSON.parse(grammar) as { scopeName: string }).scopeName, scopeName);
      for (const [, , pattern] of grammar.matchAll(/"(match|begin|end)": ("(?:[^"\\]|\\.)*")/g))
        assert.doesNotThrow(() => new RegExp(JSON.parse(pattern) as string));
    }
  });

  it('has a function for every command: without one no part of the extension would start', async () => {
    const register = readFileSync('src/providers/commands/register.ts', 'utf8');
    for (const command of await paletteCommands()) {
      const { target, form } = command as Partial<Command>;
      const isFormOfSpecies = form !== undefined && target === 'species';
      const { id } = command.palette;
      assert.ok(isFormOfSpecies || new RegExp(`^  ${id}[,:]`, 'm').test(register), `${id} has no function`);
    }
  });
});
