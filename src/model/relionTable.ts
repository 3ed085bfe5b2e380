/** RELION's particle STAR files (3.0 to 5) as one table: optics groups joined to each particle's row. */
import { parseStar, rowPlace, type StarTable } from '../formats/star';
import { parseNumber } from '../formats/xmlNumbers';
import { Problem } from '../problem';

export interface RelionTable {
  readonly count: number;
  readonly columns: readonly string[];
  /** True when the particles, or the optics groups, have this column. */
  has(label: string): boolean;
  /** The particle's optics group decides, then its own row; undefined when neither has the column. */
  text(row: number, label: string): string | undefined;
  /** Throws Problem when the value is no finite number. */
  number(row: number, label: string): number | undefined;
}

/**
 * Throws Problem for files without particles, and for particles whose optics group is missing.
 *
 * @param tomograms RELION's table of tomograms; its columns stand in for those that neither particles nor optics have
 */
export function readRelionTable(
  content: string,
  where: string,
  tomograms?: { readonly content: string; readonly where: string },
): RelionTable {
  const tables = parseStar(content, where);
  const particles = tables.find(isParticleTable);
  if (particles === undefined) {
    const isFromM = tables.some((table) => table.columns.includes('wrpCoordinateX1'));
    throw new Problem('it has no table with rlnCoordinateX or rlnCenteredCoordinateXAngst', {
      where,
      ...(isFromM ? { remedy: "it is M's own particle table, import it as particles from M" } : {}),
    });
  }
  const optics = tables.find(isOpticsTable);
  const opticsRow = optics === undefined ? () => undefined : joinOptics(particles, optics, where);
  const particleColumn = indexOf(particles);
  const opticsColumn = optics === undefined ? new Map<string, number>() : indexOf(optics);
  const tomogramText = tomograms === undefined ? () => undefined : joinTomograms(particles, tomograms);
  const text = (row: number, label: string): string | undefined => {
    const shared = opticsColumn.get(label);
    if (shared !== undefined) return opticsRow(row)?.[shared];
    const own = particleColumn.get(label);
    return own === undefined ? tomogramText(row, label) : particles.rows[row][own];
  };
  return {
    count: particles.rows.length,
    columns: particles.columns,
    has: (label) => opticsColumn.has(label) || particleColumn.has(label),
    text,
    number: (row, label) => {
      const found = text(row, label);
      if (found === undefined) return undefined;
      const value = parseNumber(found);
      if (value === undefined || !Number.isFinite(value))
        throw new Problem(`${label} of particle ${row + 1} is no number: ${found}`, {
          where: rowPlace(content, where, particles, row),
          remedy: 'mend or remove that row',
        });
      return value;
    },
  };
}

/** Programs other than RELION give it other names. */
function isOpticsTable(table: StarTable): boolean {
  return table.columns.includes('rlnOpticsGroup') && !isParticleTable(table);
}

function isParticleTable(table: StarTable): boolean {
  return table.columns.includes('rlnCoordinateX') || table.columns.includes('rlnCenteredCoordinateXAngst');
}

function indexOf(table: StarTable): ReadonlyMap<string, number> {
  return new Map(table.columns.map((label, i) => [label, i]));
}

function joinOptics(
  particles: StarTable,
  optics: StarTable,
  where: string,
): (row: number) => readonly string[] | undefined {
  const groupColumn = optics.columns.indexOf('rlnOpticsGroup');
  const groups = new Map(optics.rows.map((row) => [Number(row[groupColumn]), row]));
  const own = particles.columns.indexOf('rlnOpticsGroup');
  if (own < 0) {
    if (groups.size === 1) return () => optics.rows[0];
    throw new Problem(`particles have no rlnOpticsGroup and there are ${groups.size} optics groups`, {
      where,
      remedy: 'write the particles with RELION again, so that each names its group',
    });
  }
  return (row) => {
    const group = particles.rows[row][own];
    const found = groups.get(Number(group));
    if (found === undefined)
      throw new Problem(`particle ${row + 1} is in optics group ${group}, which the optics table lacks`, {
        where,
        remedy: 'add the group to the optics table, or remove its particles',
      });
    return found;
  };
}

function joinTomograms(
  particles: StarTable,
  tomograms: { readonly content: string; readonly where: string },
): (row: number, label: string) => string | undefined {
  const table = parseStar(tomograms.content, tomograms.where).find((entry) =>
    entry.columns.includes('rlnTomoName'),
  );
  const nameColumn = particles.columns.indexOf('rlnTomoName');
  if (table === undefined || nameColumn < 0) return () => undefined;
  const columns = indexOf(table);
  const names = table.columns.indexOf('rlnTomoName');
  const rows = new Map(table.rows.map((row) => [row[names], row]));
  return (row, label) => {
    const at = columns.get(label);
    return at === undefined ? undefined : rows.get(particles.rows[row][nameColumn])?.[at];
  };
}
