/** The particle table of a species (`_particles.star`), as M reads and writes it. */
import { readText } from '../files/fileProblem';
import { column, encodeStar, parseStar, rowPlace, type StarTable } from '../formats/star';
import { numberRemedy, parseNumber } from '../formats/xmlNumbers';
import { Problem } from '../../shared/problem';
import type { ParticleTable } from './particles';
import { degree } from './tiltSeriesXml';

/**
 * Reads trajectories with `samples` samples: where the file has fewer, its last one is repeated, as M does.
 * Throws Problem for a missing or broken file and for missing columns.
 */
export async function readParticles(path: string, samples: number): Promise<ParticleTable> {
  return parseParticles(await readText(path), samples, path);
}

export function parseParticles(text: string, samples: number, where: string): ParticleTable {
  const tables = parseStar(text, where);
  const table = tables.at(0);
  if (table === undefined) throw new Problem('it holds no particle table', { where });
  const another = tables.slice(1).find(({ columns }) => columns.includes('wrpCoordinateX1'));
  if (another !== undefined)
    throw new Problem('here begins a second table of particles', {
      where: `${where}:${another.line}`,
      remedy: 'put all rows into one table, or use the files one by one',
    });
  const count = table.rows.length;
  const stored = countSamples(table);
  if (stored.positions === 0 || stored.angles === 0)
    throw new Problem('columns wrpCoordinateX1, Y1, Z1 and wrpAngleRot1, Tilt1, Psi1 are required', {
      where,
      remedy: 'check which file you chose',
    });
  const sourceHash = column(table, 'wrpSourceHash');
  if (sourceHash === undefined)
    throw new Problem('column wrpSourceHash is required, it says which series a particle belongs to', {
      where,
    });
  const place = (row: number): string => rowPlace(text, where, table, row);
  const trajectories = (names: readonly string[], last: number, factor: number): Float64Array => {
    const values = new Float64Array(count * samples * 3);
    for (let sample = 0; sample < samples; sample++)
      names.forEach((name, axis) => {
        const label = `${name}${Math.min(sample, last - 1) + 1}`;
        numbers(table, label, place).forEach((value, particle) => {
          values[(particle * samples + sample) * 3 + axis] = value * factor;
        });
      });
    return values;
  };
  return {
    count,
    samples,
    positions: trajectories(coordinateNames, stored.positions, 1),
    angles: trajectories(angleNames, stored.angles, degree),
    halfSet: halfSets(table, place),
    sourceName: column(table, 'wrpSourceName') ?? Array.from({ length: count }, () => ''),
    sourceHash,
    extra: new Map(
      table.columns
        .filter((label) => !reserved.test(label))
        .map((label) => [label, column(table, label) ?? []] as const),
    ),
  };
}

/** Samples that the trajectories in a particle table have; 1 at least. M may have written other numbers for both. */
export function storedSamples(text: string, where: string): StoredSamples {
  const table = parseStar(text, where).at(0);
  const { positions, angles } = table === undefined ? { positions: 0, angles: 0 } : countSamples(table);
  return { positions: Math.max(positions, 1), angles: Math.max(angles, 1) };
}

/** Otherwise every other row is in the second, as in M. */
export function hasHalfSets(text: string, where: string): boolean {
  return parseStar(text, where).at(0)?.columns.includes('wrpRandomSubset') ?? false;
}

interface StoredSamples {
  readonly positions: number;
  readonly angles: number;
}

/** Text of encodeParticles; tables of millions of particles are longer than a text can be. */
export function formatParticles(table: ParticleTable): string {
  return new TextDecoder().decode(encodeParticles(table));
}

/** Bytes of the file: coordinates in Å and angles in degrees with five decimals, unknown columns last. */
export function encodeParticles(table: ParticleTable): Uint8Array {
  const { count, samples } = table;
  const columns: { label: string; values: (particle: number) => string }[] = [];
  const add = (names: readonly string[], data: Float64Array, factor: number): void => {
    for (let sample = 0; sample < samples; sample++)
      names.forEach((name, axis) => {
        columns.push({
          label: `${name}${sample + 1}`,
          values: (particle) => fixed(data[(particle * samples + sample) * 3 + axis] / factor),
        });
      });
  };
  add(coordinateNames, table.positions, 1);
  add(angleNames, table.angles, degree);
  columns.push(
    { label: 'wrpRandomSubset', values: (particle) => String(table.halfSet[particle] + 1) },
    { label: 'wrpSourceName', values: (particle) => table.sourceName[particle] },
    { label: 'wrpSourceHash', values: (particle) => table.sourceHash[particle] },
  );
  for (const [label, values] of table.extra)
    columns.push({
      label,
      values: (particle) => (values[particle] === '' ? 'null' : (values[particle] ?? 'null')),
    });
  const rows = Array.from({ length: count }, (_, particle) => columns.map((entry) => entry.values(particle)));
  return encodeStar([{ name: '', columns: columns.map((entry) => entry.label), rows }]);
}

const coordinateNames = ['wrpCoordinateX', 'wrpCoordinateY', 'wrpCoordinateZ'];
const angleNames = ['wrpAngleRot', 'wrpAngleTilt', 'wrpAnglePsi'];
/** Columns that are made of the particles themselves; all others are carried along. */
export const reserved =
  /^(wrpCoordinate[XYZ]\d+|wrpAngle(Rot|Tilt|Psi)\d+|wrpRandomSubset|wrpSourceName|wrpSourceHash)$/;

/** Samples for which all three columns are there. */
function countSamples(table: StarTable): StoredSamples {
  const labels = new Set(table.columns);
  const count = (names: readonly string[]): number => {
    let stored = 0;
    while (names.every((name) => labels.has(`${name}${stored + 1}`))) stored++;
    return stored;
  };
  return { positions: count(coordinateNames), angles: count(angleNames) };
}

function halfSets(table: StarTable, place: (row: number) => string): Uint8Array {
  const subsets = column(table, 'wrpRandomSubset');
  // Without half-sets M alternates by row.
  if (subsets === undefined) return Uint8Array.from(table.rows, (_, particle) => particle % 2);
  return Uint8Array.from(subsets, (text, particle) => {
    if (text.trim() === '1') return 0;
    if (text.trim() === '2') return 1;
    throw new Problem(`wrpRandomSubset is ${text}, expected 1 or 2`, {
      where: place(particle),
      remedy: 'fix or remove that row',
    });
  });
}

function numbers(table: StarTable, label: string, place: (row: number) => string): readonly number[] {
  return (column(table, label) ?? []).map((text, particle) => {
    const value = parseNumber(text);
    if (value === undefined || !Number.isFinite(value))
      throw new Problem(`${label} is no number: ${text}`, {
        where: place(particle),
        remedy: numberRemedy(text, 'fix or remove that row'),
      });
    return value;
  });
}

function fixed(value: number): string {
  const text = value.toFixed(5);
  return text === '-0.00000' ? '0.00000' : text;
}
