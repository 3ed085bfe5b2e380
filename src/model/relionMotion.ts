/** RELION's trajectories of particles (`motion.star`): a shift in the volume's frame for every tilt, put onto M's samples over the dose. */
import type { Vector3 } from '../compute/math/vector';
import { column, parseStar, type StarTable } from '../formats/star';
import { parseNumber } from '../formats/xmlNumbers';
import { Problem } from '../problem';

/** Shift in Å of a particle at a fraction of the dose range, 0 to 1; undefined for particles without a trajectory. */
export type Motion = (tomogram: string, particle: string) => ((u: number) => Vector3) | undefined;

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
    const shifts = ['X', 'Y', 'Z'].map((axis) => numbers(table, `rlnOrigin${axis}Angst`, motion.where));
    const order = dose.map((_, tilt) => tilt).sort((a, b) => dose[a] - dose[b]);
    return (u) => [0, 1, 2].map((axis) => between(order, dose, shifts[axis], u)) as unknown as Vector3;
  };
}

/** Linear between the tilts before and after in dose. */
function between(
  order: readonly number[],
  dose: readonly number[],
  values: readonly number[],
  u: number,
): number {
  const [first, last] = [dose[order[0]], dose[order[order.length - 1]]];
  const wanted = first + u * (last - first);
  const after = order.findIndex((tilt) => dose[tilt] >= wanted);
  if (after <= 0) return values[order[after < 0 ? order.length - 1 : 0]];
  const [a, b] = [order[after - 1], order[after]];
  return values[a] + ((wanted - dose[a]) / (dose[b] - dose[a])) * (values[b] - values[a]);
}

function numbers(table: StarTable, label: string, where: string): readonly number[] {
  const values = column(table, label)?.map(parseNumber);
  if (values === undefined || values.some((value) => value === undefined || !Number.isFinite(value)))
    throw new Problem(`${label} of ${table.name} is missing or holds what is no number`, {
      where: `${where}:${table.line}`,
    });
  return values as readonly number[];
}
