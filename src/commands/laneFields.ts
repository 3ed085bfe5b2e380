/** Options of all commands about lanes: where lanes are. */

export const laneFolderFields = {
  population: {
    kind: 'file',
    option: '-p, --population <file>',
    help: 'the .population file that the folder lanes/ is beside (default: beside the folder that it is run in)',
  },
  lanes: {
    kind: 'file',
    pick: 'folder',
    option: '--lanes <folder>',
    help: "the user's own lanes (default: ~/.config/murmuration/lanes)",
  },
} as const;

export const laneNameField = {
  kind: 'text',
  option: '<name>',
  required: true,
  help: 'name of the lane',
} as const;

export const forUserField = {
  kind: 'switch',
  option: '--user',
  help: "write into the user's own folder, for all projects",
} as const;
