/** Fields that several commands have. */
import { acceptedDoubts, acceptHelp, doubtNames } from '../jobs/refinementSettings/doubtNames';

export const accept = {
  kind: 'parsed',
  option: '--accept <names>',
  help: acceptHelp,
  parse: acceptedDoubts,
  label: 'Go on in spite of',
  placeholder: 'stop where something is doubtful',
  hint: `By name, several with commas: ${Object.keys(doubtNames).join(', ')}.`,
} as const;

export const adapter = {
  kind: 'text',
  option: '--adapter <name>',
  help: 'GPU; "software", "llvmpipe" or "lavapipe" for Mesa’s (default: the best available)',
} as const;

export const dontVersion = {
  kind: 'switch',
  option: '--dont_version',
  help: 'keep no copies of earlier versions (default: keep them in versions/)',
} as const;

/** In which pixels a table has its coordinates and shifts: the file may not say it, or say it wrong. */
const pixelRange = [0.0001, 99999] as const;

/** @param shownWhen in a form: the table is of a format with units of its own */
export function tableUnits<const When extends { readonly field: string; readonly is: readonly string[] }>(
  shownWhen: When,
) {
  return {
    coordinatePixel: {
      kind: 'number',
      option: '--angpix_coords <angstrom>',
      help: 'pixel size of coordinates, Å (default: from the file, where it says it)',
      range: pixelRange,
      label: 'Coordinates use (Å/px)',
      placeholder: 'from file',
      shownWhen,
    },
    shiftPixel: {
      kind: 'number',
      option: '--angpix_shifts <angstrom>',
      help: 'pixel size of shifts, Å (default: from the file; in lists of Dynamo, STOPGAP, motl and PyTom that of coordinates)',
      range: pixelRange,
      label: 'Shifts use (Å/px)',
      placeholder: 'from file',
      shownWhen,
    },
    anySizes: {
      kind: 'switch',
      option: '--any_sizes',
      help: "take the table's rlnTomoTiltSeriesPixelSize and rlnTomoSize where they are not the data source's (default: stop)",
      label: 'Take pixel and volume sizes that are not those of the data source',
      shownWhen,
    },
    nameMap: {
      kind: 'file',
      option: '--name_map <file>',
      help: 'list of two columns: the name or number of a tomogram in the table, and the name of its series (default: by name, or by number)',
      label: 'List of names',
      placeholder: 'by name, or by number',
      hint: 'Where tomograms are called otherwise: the name in the table and that of the series, a line each. Dynamo’s list of volumes does.',
      shownWhen,
    },
  } as const;
}
