/** Warp's list of tilts (`*.tomostar`): one row per tilt, whose order is what "tilt index" means everywhere. */
import { Problem } from '../../shared/problem';
import { readText } from '../files/fileProblem';
import { column, formatStar, parseStar, rowPlace } from './star';
import { numberRemedy, parseNumber } from './xmlNumbers';

/** In the file's own terms: degrees, e/Å², Å. */
export interface TomostarTilt {
  /** Relative to the folder of the tomostar. */
  readonly movie: string;
  readonly angle: number;
  /** Accumulated before this tilt. */
  readonly dose: number;
  readonly axisAngle: number;
  readonly axisOffsetX: number;
  readonly axisOffsetY: number;
}

/** Throws Problem for a missing file, no tilts, or a missing required column. */
export async function readTomostar(path: string): Promise<readonly TomostarTilt[]> {
  return parseTomostar(await readText(path), path);
}

export function parseTomostar(text: string, where: string): readonly TomostarTilt[] {
  const tables = parseStar(text, where);
  const table = tables.at(0);
  const another = tables.slice(1).find(({ columns }) => columns.includes('wrpMovieName'));
  if (another !== undefined)
    throw new Problem('here begins a second list of tilts', {
      where: `${where}:${another.line}`,
      remedy: 'a series has one list: make it again with WarpTools ts_import',
    });
  if (table === undefined || table.rows.length === 0) throw new Problem('it lists no tilts', { where });
  const movies = column(table, 'wrpMovieName');
  const numbers = (label: string): readonly number[] | undefined =>
    column(table, label)?.map((value, i) => {
      const number = parseNumber(value);
      if (number === undefined || !Number.isFinite(number))
        throw new Problem(`${label} is no number: ${value}`, {
          where: rowPlace(text, where, table, i),
          remedy: numberRemedy(value, 'fix that row, or make the file again with WarpTools ts_import'),
        });
      return number;
    });
  const angles = numbers('wrpAngleTilt');
  const doses = numbers('wrpDose');
  if (movies === undefined || angles === undefined || doses === undefined)
    throw new Problem('columns wrpMovieName, wrpAngleTilt and wrpDose are required', {
      where,
      remedy: 'make it again with WarpTools ts_import',
    });
  const axisAngles = numbers('wrpAxisAngle');
  const offsetsX = numbers('wrpAxisOffsetX');
  const offsetsY = numbers('wrpAxisOffsetY');
  const hasOffsets = offsetsX !== undefined && offsetsY !== undefined;
  return movies.map((movie, i) => ({
    movie,
    angle: angles[i],
    dose: doses[i],
    axisAngle: axisAngles?.[i] ?? 0,
    axisOffsetX: hasOffsets ? offsetsX[i] : 0,
    axisOffsetY: hasOffsets ? offsetsY[i] : 0,
  }));
}

export function formatTomostar(tilts: readonly TomostarTilt[]): string {
  return formatStar([
    {
      name: '',
      columns: [
        'wrpMovieName',
        'wrpAngleTilt',
        'wrpAxisAngle',
        'wrpDose',
        'wrpAxisOffsetX',
        'wrpAxisOffsetY',
      ],
      rows: tilts.map((tilt) => [
        tilt.movie,
        tilt.angle.toFixed(3),
        tilt.axisAngle.toFixed(3),
        tilt.dose.toFixed(3),
        tilt.axisOffsetX.toFixed(4),
        tilt.axisOffsetY.toFixed(4),
      ]),
    },
  ]);
}
