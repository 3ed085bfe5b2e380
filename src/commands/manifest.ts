/** What package.json says of commands, from their descriptions; `npm run manifest` writes it. */
import type { Target } from './command';
import { commandId, type PaletteCommand } from './palette';

interface ContributedCommand {
  readonly command: string;
  readonly title: string;
  readonly category: string;
  readonly icon?: string;
  readonly enablement?: string;
}

interface ContributedEntry {
  readonly command: string;
  readonly when: string;
  readonly group?: string;
}

interface Contributions {
  readonly commands: readonly ContributedCommand[];
  readonly menus: Readonly<Record<string, readonly ContributedEntry[]>>;
}

const menus = ['view/title', 'view/item/context', 'editor/title', 'explorer/context'] as const;

export function contributionsOf(commands: readonly PaletteCommand[]): Contributions {
  return {
    commands: commands.map((command) => {
      const { title, category = 'Murmuration', icon, trusted, enablement } = command.palette;
      const when = [
        ...(trusted === true ? ['isWorkspaceTrusted'] : []),
        ...(enablement === undefined ? [] : [enablement]),
      ];
      return {
        command: commandId(command),
        title,
        category,
        ...(icon !== undefined && { icon }),
        ...(when.length > 0 && { enablement: when.join(' && ') }),
      };
    }),
    menus: {
      commandPalette: commands.flatMap((command) => {
        const { inPalette: when = neededIn(command) } = command.palette;
        return when === undefined ? [] : [{ command: commandId(command), when }];
      }),
      ...Object.fromEntries(
        menus.map((menu) => [
          menu,
          commands.flatMap((command) =>
            (command.palette.menus ?? [])
              .filter((entry) => entry.menu === menu)
              .map(({ when, group }) => ({ command: commandId(command), when, group })),
          ),
        ]),
      ),
    },
  };
}

/** The palette offers nothing that could only say what is missing. */
function neededIn(command: PaletteCommand & { readonly target?: Target }): string | undefined {
  switch (command.target) {
    case 'species':
      return 'murmuration.hasSpecies';
    case 'source':
      return 'murmuration.hasSource';
    case 'population':
    case 'series':
      return 'murmuration.hasPopulation';
    default:
      return undefined;
  }
}

/** Commands that the table of docs/commands.md lacks, and those that it has without there being one. */
export function commandTableProblems(text: string, names: readonly string[]): readonly string[] {
  const rows = [...text.matchAll(/^\| `([a-z_, ]+)`/gm)].flatMap(([, list]) => list.split(', '));
  return [
    ...names.filter((name) => !rows.includes(name)).map((name) => `${name} has no row`),
    ...rows.filter((name) => !names.includes(name)).map((name) => `${name} is no command`),
  ];
}
