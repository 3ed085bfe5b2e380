/** Warp's list of tilts (`*.tomostar`): one row a tilt, whose order is what "tilt index" means everywhere. */
import { Problem } from '../problem';
import { readText } from './fileProblem';
import { column, parseStar, type StarTable } from './star';
import { parseNumber } from './xmlNumbers';

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
  const table = parseStar(text, where).at(0);
  if (table === undefined || table.rows.length === 0) throw new Problem('it lists no tilts', { where });
  const movies = column(table, 'wrpMovieName');
  const angles = numbers(table, 'wrpAngleTilt', where);
  const doses = numbers(table, 'wrpDose', where);
  if (movies === undefined || angles === undefined || doses === undefined)
    throw new Problem('columns wrpMovieName, wrpAngleTilt and wrpDose are required', {
      where,
      remedy: 'make it again with WarpTools ts_import',
    });
  const axisAngles = numbers(table, 'wrpAxisAngle', where);
  const offsetsX = numbers(table, 'wrpAxisOffsetX', where);
  const offsetsY = numbers(table, 'wrpAxisOffsetY', where);
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

function numbers(table: StarTable, label: string, where: string): readonly number[] | undefined {
  return column(table, label)?.map((text, i) => {
    const value = parseNumber(text);
    if (value === undefined || !Number.isFinite(value))
      throw new Problem(`row ${i + 1} of ${label} is no number: ${text}`, { where });
    return value;
  });
}
