/** Which particles of a species to keep: by comparison with another set, by distance to each other, by a column. */
import { dirname } from 'node:path';
import { assign } from '../compute/math/assignment';
import { writeFileAtomically } from '../formats/atomicFile';
import { makeFolder } from '../formats/durableFile';
import { joined, withRows } from '../model/particleEdits';
import { formatParticles, readParticles } from '../model/particleFile';
import type { ParticleTable } from '../model/particles';
import { readPopulation, readPopulationSpecies, type Population } from '../model/population';
import { companion } from '../model/species';
import { Problem } from '../problem';
import { chooseSpecies } from './chooseSpecies';
import { importParticles } from './createSpecies';
import { editSpecies, type SpeciesChoice } from './editSpecies';
import { starOutput } from './starOutput';

export type SetPart = 'old' | 'both' | 'new';

export interface ParticleSelection {
  /** Another set, and what of the two to keep: pairs closer than `tolerance` (Å) are the same particle. */
  readonly compare?: {
    readonly path: string;
    readonly format: 'relion' | 'm';
    readonly tolerance: number;
    readonly keep: readonly SetPart[];
    /** Å; of a RELION file that does not say them. */
    readonly coordinatePixelSize?: number | undefined;
    readonly shiftPixelSize?: number | undefined;
    /** Names of the data sources that its names are matched to; all by default. */
    readonly sources?: readonly string[] | undefined;
  };
  /** Of particles closer than this, Å, the first stays. */
  readonly duplicates?: number | undefined;
  /** Numbers of a column of the table within these limits. */
  readonly column?: { readonly label: string; readonly from: number; readonly to: number };
}

export interface SelectedParticles {
  readonly before: number;
  readonly after: number;
  readonly duplicates: number;
  readonly compared: SetComparison | null;
  /** The version made of them, or the file. */
  readonly version: string | null;
  readonly output: string | null;
}

export interface SetComparison {
  readonly old: number;
  readonly both: number;
  readonly new: number;
  /** Of pairs, whether within the tolerance or not: (bin) counts from 0 to `largest` Å. */
  readonly histogram: readonly number[];
  readonly largest: number;
}

const BINS = 100;

/** Where they go: into a STAR file, nowhere, or by default into the species. */
export interface SelectionTarget {
  readonly output?: string | undefined;
  readonly nowhere?: boolean;
}

/** Throws Problem; then nothing has changed. */
export async function selectParticles(
  choice: SpeciesChoice,
  selection: ParticleSelection,
  { output, nowhere = false }: SelectionTarget = {},
): Promise<SelectedParticles> {
  check(selection);
  let result: Omit<SelectedParticles, 'version' | 'output'> | undefined;
  const select = async (table: ParticleTable, population: Population): Promise<ParticleTable> => {
    const { particles, ...counts } = await selected(table, population, selection);
    result = counts;
    return particles;
  };
  if (output === undefined && !nowhere) {
    const edited = await editSpecies(choice, async (species, particles, population) => ({
      species,
      particles: await select(particles, population),
    }));
    return { ...counted(result), version: edited.species.version, output: null };
  }
  const population = await readPopulation(choice.population);
  const all = await readPopulationSpecies(population);
  const species = chooseSpecies(all, choice.species, population.path);
  const path = output === undefined ? null : starOutput(output, all);
  const table = await readParticles(companion(species, '_particles.star'), species.temporalSamples);
  const particles = await select(table, population);
  if (path !== null) {
    await makeFolder(dirname(path));
    await writeFileAtomically(path, formatParticles(particles));
  }
  return { ...counted(result), version: null, output: path };
}

function counted<T>(result: T | undefined): T {
  if (result === undefined) throw new Error('particles are selected before they are counted');
  return result;
}

function check({ compare, duplicates, column }: ParticleSelection): void {
  if (compare === undefined && duplicates === undefined && column === undefined)
    throw new Problem('nothing says which particles to keep', {
      remedy: 'give another set, a distance for duplicates, or a column with limits',
    });
  if (compare !== undefined && !(compare.tolerance >= 0))
    throw new Problem(`the tolerance is 0 Å or more, not ${compare.tolerance}`, {
      remedy: 'correct --tolerance',
    });
  if (compare !== undefined && compare.keep.length === 0)
    throw new Problem('nothing says what to keep of the two sets', {
      remedy: 'give old, both, new or several',
    });
  if (duplicates !== undefined && !(duplicates > 0))
    throw new Problem(`the distance of duplicates is more than 0 Å, not ${duplicates}`, {
      remedy: 'correct --duplicates',
    });
}

async function selected(
  table: ParticleTable,
  population: Population,
  { compare, duplicates, column }: ParticleSelection,
): Promise<{ particles: ParticleTable } & Omit<SelectedParticles, 'version' | 'output'>> {
  let particles = table;
  let compared: SetComparison | null = null;
  if (compare !== undefined) {
    const { table: other } = await importParticles(population, {
      particles: { path: compare.path, format: compare.format },
      temporalSamples: table.samples,
      coordinatePixelSize: compare.coordinatePixelSize,
      shiftPixelSize: compare.shiftPixelSize,
      sources: compare.sources,
      ignoreUnmatched: true,
    });
    const parts = compareSets(table, other, compare.tolerance);
    compared = parts.comparison;
    const kept = (part: SetPart): boolean => compare.keep.includes(part);
    const own = [...(kept('old') ? parts.old : []), ...(kept('both') ? parts.both : [])].sort(
      (a, b) => a - b,
    );
    particles = withRows(table, own);
    if (kept('new')) particles = joined(particles, withRows(other, parts.new));
  }
  if (column !== undefined) particles = withRows(particles, rowsWithin(particles, column));
  const unique = duplicates === undefined ? null : firstOfEach(particles, duplicates);
  const after = unique === null ? particles : withRows(particles, unique);
  return {
    particles: after,
    before: table.count,
    after: after.count,
    duplicates: particles.count - after.count,
    compared,
  };
}

/** Pairs of least total distance in each series, by the first sample of each trajectory. */
export function compareSets(
  old: ParticleTable,
  other: ParticleTable,
  tolerance: number,
): {
  readonly old: readonly number[];
  readonly both: readonly number[];
  readonly new: readonly number[];
  readonly comparison: SetComparison;
} {
  const partner = new Map<number, number>();
  const distances: number[] = [];
  const theirs = bySeries(other);
  for (const [hash, rows] of bySeries(old)) {
    const others = theirs.get(hash) ?? [];
    const [few, many] = rows.length <= others.length ? [rows, others] : [others, rows];
    const isOld = few === rows;
    const between = (i: number, j: number): number =>
      isOld ? distance(old, few[i], other, many[j]) : distance(old, many[j], other, few[i]);
    assign(few.length, many.length, between).forEach((j, i) => {
      const apart = between(i, j);
      distances.push(apart);
      // M's allowance for what five decimals round.
      if (apart <= tolerance + 1e-6) partner.set(isOld ? few[i] : many[j], isOld ? many[j] : few[i]);
    });
  }
  const found = new Set(partner.values());
  const indices = (count: number): number[] => Array.from({ length: count }, (_, i) => i);
  const parts = {
    old: indices(old.count).filter((row) => !partner.has(row)),
    both: indices(old.count).filter((row) => partner.has(row)),
    new: indices(other.count).filter((row) => !found.has(row)),
  };
  const largest = distances.reduce((a, b) => Math.max(a, b), 0);
  const histogram = Array.from({ length: BINS }, () => 0);
  for (const apart of distances) histogram[Math.min(BINS - 1, Math.floor((apart / largest) * BINS) || 0)]++;
  return {
    ...parts,
    comparison: {
      old: parts.old.length,
      both: parts.both.length,
      new: parts.new.length,
      histogram,
      largest,
    },
  };
}

/** Rows without an earlier one that stays within `least` Å of them. */
export function firstOfEach(table: ParticleTable, least: number): readonly number[] {
  const kept: number[] = [];
  for (const rows of bySeries(table).values()) {
    const cells = new Map<string, number[]>();
    const cellOf = (row: number): number[] =>
      [0, 1, 2].map((axis) => Math.floor(table.positions[row * table.samples * 3 + axis] / least));
    for (const row of rows) {
      const [x, y, z] = cellOf(row);
      let isNew = true;
      for (let i = 0; i < 27 && isNew; i++) {
        const cell = [x - 1 + (i % 3), y - 1 + (Math.floor(i / 3) % 3), z - 1 + Math.floor(i / 9)].join(' ');
        isNew = !(cells.get(cell) ?? []).some((earlier) => distance(table, row, table, earlier) < least);
      }
      if (!isNew) continue;
      kept.push(row);
      const own = [x, y, z].join(' ');
      cells.set(own, [...(cells.get(own) ?? []), row]);
    }
  }
  return kept.sort((a, b) => a - b);
}

function rowsWithin(
  table: ParticleTable,
  { label, from, to }: NonNullable<ParticleSelection['column']>,
): readonly number[] {
  const values = table.extra.get(label);
  if (values === undefined)
    throw new Problem(`the particles have no column ${label}`, {
      remedy: `choose one of ${[...table.extra.keys()].join(', ') || 'none: the table has only poses'}`,
    });
  return values.flatMap((text, row) => {
    const value = Number(text);
    return text.trim() !== '' && value >= from && value <= to ? [row] : [];
  });
}

function bySeries(table: ParticleTable): ReadonlyMap<string, number[]> {
  const rows = new Map<string, number[]>();
  table.sourceHash.forEach((hash, row) => {
    const own = rows.get(hash);
    if (own === undefined) rows.set(hash, [row]);
    else own.push(row);
  });
  return rows;
}

function distance(a: ParticleTable, rowA: number, b: ParticleTable, rowB: number): number {
  const i = rowA * a.samples * 3;
  const j = rowB * b.samples * 3;
  return Math.hypot(
    a.positions[i] - b.positions[j],
    a.positions[i + 1] - b.positions[j + 1],
    a.positions[i + 2] - b.positions[j + 2],
  );
}
