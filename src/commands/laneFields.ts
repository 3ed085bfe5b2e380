/** What commands about lanes have in common: where lanes are, and what they may be called. */
import { isLaneName } from '../jobs/lanes/laneName';

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
  label: 'For all projects',
  hint: 'Written into your own folder of lanes. Without it the lane is beside the population, for whoever works on this project.',
} as const;

/** Below the control of a name; null for one that a lane can have. */
export function laneNameProblem(name: string): string | null {
  return isLaneName(name) ? null : 'Letters, digits, _ and - are allowed.';
}
