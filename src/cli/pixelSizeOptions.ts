/** Options of all commands that read a particle table of RELION, whose pixel sizes the file may not say, or say wrong. */
import { Option } from 'commander';
import { parsePositiveOption } from './program';

export function coordinatePixelOption(): Option {
  return new Option(
    '--angpix_coords <angstrom>',
    'pixel size of RELION coordinates, Å (default: from the file)',
  ).argParser(parsePositiveOption);
}

export function anySizesOption(): Option {
  return new Option(
    '--any_sizes',
    "take the table's rlnTomoTiltSeriesPixelSize and rlnTomoSize where they are not the data source's (default: stop)",
  );
}

export function shiftPixelOption(): Option {
  return new Option(
    '--angpix_shifts <angstrom>',
    'pixel size of RELION shifts, Å (default: from the file)',
  ).argParser(parsePositiveOption);
}
