/** RELION's particle STAR files (3.0 to 5) as one table: optics groups joined to each particle's row. */
import { parseStar, rowPlace, type StarTable } from '../formats/star';
import { numberRemedy, parseNumber } from '../formats/xmlNumbers';
import { Problem } from '../../shared/problem';

export interface RelionTable {
  readonly count: number;
  readonly columns: readonly string[];
  /** True when the particles, or the optics groups, have this column. */
  has(label: string): boolean;
  /** The particle's optics group decides, then its own row; undefined when neither has the column. */
  text(row: number, label: string): string | undefined;
  /** Throws Problem when the value is no finite number. */
  number(row: number, label: string): number | undefined;
  /** `file:line` of a particle. */
  place(row: number): string;
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
  const blocks = tables.filter(isParticleTable);
  if (blocks.length === 0) {
    const isFromM = tables.some((table) => table.columns.includes('wrpCoordinateX1'));
    throw new Problem('it has no table with rlnCoordinateX or rlnCenteredCoordinateXAngst', {
      where,
      ...(isFromM ? { remedy: "it is M's own particle table, import it as particles from M" } : {}),
    });
  }
  const particles = joinBlocks(blocks, where);
  const optics = tables.filter(isOpticsTable);
  const opticsValue = joinOptics(blocks, optics, where);
  const particleColumn = indexOf(particles);
  const tomogramText = tomograms === undefined ? () => undefined : joinTomograms(particles, tomograms);
  const place = (row: number): string => {
    let left = row;
    const block = blocks.find(({ rows }) => left < rows.length || (left -= rows.length) < 0);
    return block === undefined ? where : rowPlace(content, where, block, left);
  };
  const hasOptics = (label: string): boolean => optics.some(({ columns }) => columns.includes(label));
  const text = (row: number, label: string): string | undefined => {
    if (hasOptics(label)) return opticsValue(row, label);
    const own = particleColumn.get(label);
    return own === undefined ? tomogramText(row, label) : particles.rows[row][own];
  };
  return {
    count: particles.rows.length,
    columns: particles.columns,
    has: (label) => hasOptics(label) || particleColumn.has(label),
    text,
    number: (row, label) => {
      const found = text(row, label);
      if (found === undefined) return undefined;
      const value = parseNumber(found);
      if (value === undefined || !Number.isFinite(value))
        throw new Problem(`${label} of particle ${row + 1} is no number: ${found}`, {
          where: place(row),
          remedy: numberRemedy(found, 'fix or remove that row'),
        });
      return value;
    },
    place,
  };
}

/** Files that were put behind each other have several tables of particles; together they are one. */
function joinBlocks(blocks: readonly StarTable[], where: string): StarTable {
  const [first, ...others] = blocks;
  const rows = [...first.rows];
  for (const block of others) {
    const order = first.columns.map((label) => block.columns.indexOf(label));
    if (block.columns.length !== first.columns.length || order.includes(-1))
      throw new Problem(
        `it has ${blocks.length} tables of particles, and this one has other columns than the first`,
        { where: `${where}:${block.line}`, remedy: 'join them in RELION, or import them one by one' },
      );
    for (const row of block.rows) rows.push(order.map((at) => row[at]));
  }
  return { ...first, rows };
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

/** The value of a particle's optics group, in the last table of groups that stands before its own table. */
function joinOptics(
  blocks: readonly StarTable[],
  optics: readonly StarTable[],
  where: string,
): (row: number, label: string) => string | undefined {
  const values: ((label: string) => string | undefined)[] = [];
  for (const block of blocks) {
    const own = optics.findLast(({ line }) => line < block.line) ?? optics.at(0);
    if (own === undefined) continue;
    const columns = indexOf(own);
    const groupColumn = own.columns.indexOf('rlnOpticsGroup');
    const groups = new Map(
      own.rows.map((row) => [
        Number(row[groupColumn]),
        (label: string): string | undefined => row[columns.get(label) ?? -1],
      ]),
    );
    const of = block.columns.indexOf('rlnOpticsGroup');
    if (of < 0 && groups.size !== 1)
      throw new Problem(`particles have no rlnOpticsGroup and there are ${groups.size} optics groups`, {
        where,
        remedy: 'write the particles with RELION again, so that each names its group',
      });
    const [single] = groups.values();
    for (const row of block.rows) {
      const found = of < 0 ? single : groups.get(Number(row[of]));
      const particle = values.length + 1;
      values.push(
        found ??
          (() => {
            throw new Problem(
              `particle ${particle} is in optics group ${row[of]}, which the optics table lacks`,
              { where, remedy: 'add the group to the optics table, or remove its particles' },
            );
          }),
      );
    }
  }
  return (row, label) => values[row]?.(label);
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
