/** Which particles of a species to keep: by comparison with another set, by distance, by a column, by their score. */
import { dirname } from 'node:path';
import { writeFileAtomically } from '../../files/atomicFile';
import { makeFolder } from '../../files/durableFile';
import { joinedHalves } from '../../model/halfSets';
import { joined, withRows } from '../../model/particleEdits';
import { formatParticles, readParticles } from '../../model/particleFile';
import type { ParticleFile } from '../../model/particleFormats';
import type { ParticleTable } from '../../model/particles';
import { readPopulation, readPopulationSpecies, type Population } from '../../model/population';
import { companion } from '../../model/species';
import { Problem } from '../../../shared/problem';
import { chooseSpecies } from '../species/chooseSpecies';
import { importParticles } from '../species/createSpecies';
import { editSpecies, type SpeciesChoice } from '../species/editSpecies';
import { compareSets, firstOfEach, type SetComparison } from './particlePairs';
import type { ScoreSummary } from '../report/scoreText';
import {
  bestCount,
  byRank,
  checkScoreChoice,
  hasLimits,
  rankingOf,
  rankingOfAll,
  rowsWithinScores,
  summaryOf,
  type ScoreChoice,
} from './scoreSelection';
import { starOutput } from './starOutput';

export type SetPart = 'old' | 'both' | 'new';

export interface ParticleSelection {
  /** Another set, and what of the two to keep: pairs closer than `tolerance` (Å) are the same particle. */
  readonly compare?: ParticleFile & {
    readonly tolerance: number;
    readonly keep: readonly SetPart[];
    /** Å; of a file that does not say them. */
    readonly coordinatePixelSize?: number | undefined;
    readonly shiftPixelSize?: number | undefined;
    readonly anySizes?: boolean | undefined;
    /** List of which tomogram is which series. */
    readonly nameMap?: string | undefined;
    /** Names of the data sources that its names are matched to; all by default. */
    readonly sources?: readonly string[] | undefined;
  };
  /** Of particles closer than this, Å, the one with the better score stays, or without scores the first. */
  readonly duplicates?: number | undefined;
  /** Particles closer than this, Å, filaments and copies go into the half-set of the first of them. */
  readonly oneHalf?: number | undefined;
  /** Numbers of a column of the table within these limits. */
  readonly column?: { readonly label: string; readonly from: number; readonly to: number };
  /** Limits to a score; the best are taken after duplicates are left out. */
  readonly score?: ScoreChoice;
}

export interface SelectedParticles {
  readonly before: number;
  readonly after: number;
  readonly duplicates: number;
  /** Particles that changed their half-set. */
  readonly moved: number;
  readonly compared: SetComparison | null;
  /** Of the score that was asked for. */
  readonly scores: ScoreSummary | null;
  /** The score that told duplicates apart; null where the first stayed. */
  readonly duplicatesBy: string | null;
  /** The version made of them, or the file. */
  readonly version: string | null;
  readonly output: string | null;
}

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
  check(selection, nowhere);
  let result: Omit<SelectedParticles, 'version' | 'output'> | undefined;
  const select = async (table: ParticleTable, population: Population): Promise<ParticleTable> => {
    const { particles, ...counts } = await selected(table, population, selection);
    result = counts;
    return particles;
  };
  if (output === undefined && !nowhere) {
    const edited = await editSpecies('particles', choice, async (species, particles, population) => ({
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
    if (particles.count === 0)
      throw new Problem('no particle would be left', { where: path, remedy: 'choose otherwise' });
    await makeFolder(dirname(path));
    await writeFileAtomically(path, formatParticles(particles));
  }
  return { ...counted(result), version: null, output: path };
}

function counted<T>(result: T | undefined): T {
  if (result === undefined) throw new Error('particles are selected before they are counted');
  return result;
}

/** @param looks whether only counts are wanted: a score is looked at before its limits are known */
function check({ compare, duplicates, oneHalf, column, score }: ParticleSelection, looks: boolean): void {
  const scored = score !== undefined && (looks || hasLimits(score));
  if (
    compare === undefined &&
    duplicates === undefined &&
    oneHalf === undefined &&
    column === undefined &&
    !scored
  )
    throw new Problem('nothing says which particles to keep', {
      remedy: 'give another set, a distance for duplicates, a column with limits, or limits to a score',
    });
  if (score !== undefined) checkScoreChoice(score);
  if (column !== undefined && column.from > column.to)
    throw new Problem(`the least value, ${column.from}, is above the largest, ${column.to}`, {
      remedy: 'correct --min or --max',
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
  { compare, duplicates, oneHalf, column, score }: ParticleSelection,
): Promise<{ particles: ParticleTable } & Omit<SelectedParticles, 'version' | 'output'>> {
  let particles = table;
  let compared: SetComparison | null = null;
  if (compare !== undefined) {
    const { table: other } = await importParticles(population, {
      particles: { path: compare.path, format: compare.format },
      temporalSamples: table.samples,
      coordinatePixelSize: compare.coordinatePixelSize,
      shiftPixelSize: compare.shiftPixelSize,
      anySizes: compare.anySizes,
      nameMap: compare.nameMap,
      sources: compare.sources,
      ignoreUnmatched: true,
      classes: 'all',
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
  const ranking = score === undefined ? null : rankingOf(particles, score);
  const rows =
    score === undefined || ranking === null
      ? Array.from({ length: particles.count }, (_, row) => row)
      : rowsWithinScores(ranking, score);
  const decides = ranking ?? (duplicates === undefined ? null : rankingOfAll(particles));
  const order = decides === null ? rows : byRank(decides, rows);
  const unique = duplicates === undefined ? order : firstOfEach(particles, duplicates, order);
  const kept = score === undefined ? unique : unique.slice(0, bestCount(unique.length, score));
  const left = withRows(
    particles,
    kept.toSorted((a, b) => a - b),
  );
  const halfSet = oneHalf === undefined ? left.halfSet : joinedHalves(left, oneHalf);
  return {
    particles: { ...left, halfSet },
    moved: halfSet.reduce((sum, half, row) => sum + (half === left.halfSet[row] ? 0 : 1), 0),
    before: table.count,
    after: kept.length,
    duplicates: rows.length - unique.length,
    duplicatesBy: duplicates === undefined ? null : (decides?.label ?? null),
    compared,
    scores:
      ranking === null
        ? null
        : summaryOf(
            ranking,
            kept.map((row) => ranking.scores[row]),
          ),
  };
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
