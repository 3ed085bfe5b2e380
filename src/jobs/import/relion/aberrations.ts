/** Aberrations that RELION fitted: they are with the optics groups of the particles, in the units and order of Warp's XML. */
import { Problem } from '../../../../shared/problem';
import { readText } from '../../../files/fileProblem';
import { parseStar } from '../../../formats/star';
import { parseNumber } from '../../../formats/xmlNumbers';
import { readRelionInput } from '../../../model/optimisationSet';
import type { RelionTomogram } from '../../../model/relionTomograms';
import { starRow, type StarRow } from '../../../model/starRow';
import type { TiltSeries } from '../../../model/tiltSeries';

export interface Aberrations {
  of(tomogram: RelionTomogram): Partial<Pick<TiltSeries, 'zernikeOdd' | 'zernikeEven'>>;
  /** What is not taken over, human-readable. */
  notes(tomogram: RelionTomogram): readonly string[];
}

/** @param path an optimisation set; other tables have none. Throws Problem. */
export async function readAberrations(path: string): Promise<Aberrations> {
  if (!(await readText(path)).includes('_rlnTomoParticlesFile')) return { of: () => ({}), notes: () => [] };
  const { path: where, content } = await readRelionInput(path);
  const table = parseStar(content, where).find(({ columns }) => columns.includes('rlnOpticsGroupName'));
  const groups = new Map<string, StarRow>();
  for (const [i] of (table?.rows ?? []).entries())
    if (table !== undefined) {
      const row = starRow(table, i, { content, where });
      groups.set(row.needed('rlnOpticsGroupName'), row);
    }
  const groupOf = ({ opticsGroup }: RelionTomogram): StarRow | undefined =>
    opticsGroup === null ? undefined : groups.get(opticsGroup);
  return {
    of(tomogram) {
      const row = groupOf(tomogram);
      const odd = row && coefficients(row, 'rlnOddZernike');
      // The first of the even ones is a constant phase, which Warp leaves out.
      const even = row && coefficients(row, 'rlnEvenZernike')?.slice(1);
      return { ...(odd && { zernikeOdd: odd }), ...(even && { zernikeEven: even }) };
    },
    notes(tomogram) {
      const row = groupOf(tomogram);
      if (row === undefined) return [];
      const magnified = [1, 0, 0, 1].some((value, i) => {
        const found = row.number(`rlnMagMat${['00', '01', '10', '11'][i]}`);
        return found !== undefined && Math.abs(found - value) > 1e-5;
      });
      const tilted = ['X', 'Y'].some((axis) => (row.number(`rlnBeamTilt${axis}`) ?? 0) !== 0);
      return [
        ...(magnified ? ['its magnification (rlnMagMat) is not taken over'] : []),
        ...(tilted
          ? ['its beam tilt (rlnBeamTiltX, Y) is not taken over: odd aberrations say the same']
          : []),
      ];
    },
  };
}

/** `[0.1,0.2]`; undefined where the table has none. */
function coefficients(row: StarRow, label: string): Float64Array | undefined {
  const text = row.text(label);
  if (text === undefined || text === 'None' || text === '') return undefined;
  const values = text
    .replace(/^\[|\]$/g, '')
    .split(',')
    .map(parseNumber);
  if (!values.every((value) => value !== undefined && Number.isFinite(value)))
    throw new Problem(`expected numbers like [0.1,0.2] for ${label}, got ${text}`, { where: row.place });
  return Float64Array.from(values as readonly number[]);
}
