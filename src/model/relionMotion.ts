/** RELION's trajectories of particles (`motion.star`): a shift in the volume's frame for every tilt. */
import type { Vector3 } from '../../shared/math/vector';
import { column, parseStar, type StarTable } from '../formats/star';
import { parseNumber } from '../formats/xmlNumbers';
import { Problem } from '../../shared/problem';

export interface Trajectory {
  /** e/Å², one per tilt, in the order of RELION's table of the tilts. */
  readonly dose: readonly number[];
  /** Å, one per tilt. */
  readonly shifts: readonly Vector3[];
}

/** Undefined for particles without a trajectory. */
export type Motion = (tomogram: string, particle: string) => Trajectory | undefined;

export interface Named {
  readonly content: string;
  readonly where: string;
}

/**
 * Throws Problem for trajectories that have another number of tilts than their tilt series.
 *
 * @param tilts by tomogram: RELION's table of its tilts, in the order of the trajectories
 */
export function readMotion(motion: Named, tilts: ReadonlyMap<string, Named>): Motion {
  const tables = new Map(parseStar(motion.content, motion.where).map((table) => [table.name, table]));
  const doses = new Map(
    [...tilts].map(([name, { content, where }]) => {
      const table = parseStar(content, where).find((one) => one.columns.includes('rlnMicrographPreExposure'));
      if (table === undefined)
        throw new Problem('it has no column rlnMicrographPreExposure, which places trajectories', { where });
      return [name, numbers(table, 'rlnMicrographPreExposure', where)] as const;
    }),
  );
  return (tomogram, particle) => {
    const table = tables.get(particle);
    const dose = doses.get(tomogram);
    if (table === undefined || dose === undefined) return undefined;
    if (table.rows.length !== dose.length)
      throw new Problem(
        `the trajectory of ${particle} has ${table.rows.length} tilts, ${tomogram} has ${dose.length}`,
        { where: `${motion.where}:${table.line}`, remedy: 'give the tomograms that it was refined with' },
      );
    const [x, y, z] = ['X', 'Y', 'Z'].map((axis) => numbers(table, `rlnOrigin${axis}Angst`, motion.where));
    return { dose, shifts: dose.map((_, tilt) => [x[tilt], y[tilt], z[tilt]] as const) };
  };
}

/** Å at a fraction of the dose range, 0 to 1: linear between the tilts before and after in dose. */
export function shiftAt({ dose, shifts }: Trajectory, u: number): Vector3 {
  const order = dose.map((_, tilt) => tilt).sort((a, b) => dose[a] - dose[b]);
  const [first, last] = [dose[order[0]], dose[order[order.length - 1]]];
  const wanted = first + u * (last - first);
  const after = order.findIndex((tilt) => dose[tilt] >= wanted);
  if (after <= 0) return shifts[order[after < 0 ? order.length - 1 : 0]];
  const [a, b] = [order[after - 1], order[after]];
  const t = (wanted - dose[a]) / (dose[b] - dose[a]);
  const [from, to] = [shifts[a], shifts[b]];
  return [from[0] + t * (to[0] - from[0]), from[1] + t * (to[1] - from[1]), from[2] + t * (to[2] - from[2])];
}

function numbers(table: StarTable, label: string, where: string): readonly number[] {
  const values = column(table, label)?.map(parseNumber);
  if (values === undefined || values.some((value) => value === undefined || !Number.isFinite(value)))
    throw new Problem(`${label} of ${table.name} is missing or holds what is no number`, {
      where: `${where}:${table.line}`,
    });
  return values as readonly number[];
}
