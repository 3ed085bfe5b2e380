/** Which particles have the better scores: a column of their table, limits to it, the best of all. */
import { bestEnd, knownScores, refinementScore, scoreNumbers } from '../../model/particleScores';
import type { ParticleTable } from '../../model/particles';
import { Problem } from '../../../shared/problem';
import type { ScoreSummary } from '../report/scoreText';

export interface ScoreChoice {
  /** Column of the table; by default the one score that is known, a refinement's before others. */
  readonly label?: string | undefined;
  /** Otherwise the column itself tells. */
  readonly lowerIsBetter?: boolean | undefined;
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  /** This many of them at most. */
  readonly best?: number | undefined;
  readonly bestPercent?: number | undefined;
}

export interface Ranking {
  readonly label: string;
  readonly best: 'highest' | 'lowest';
  /** (particle) Null without one. */
  readonly scores: readonly (number | null)[];
}

const bins = 100;

/** Throws Problem for limits that exclude each other or everything. */
export function checkScoreChoice({ from, to, best, bestPercent }: ScoreChoice): void {
  if (from !== undefined && to !== undefined && from > to)
    throw new Problem(`the least score, ${from}, is above the largest, ${to}`, {
      remedy: 'correct --min_score or --max_score',
    });
  if (best !== undefined && bestPercent !== undefined)
    throw new Problem('--best and --best_percent exclude each other', { remedy: 'give one of them' });
  if (best !== undefined && !(Number.isInteger(best) && best >= 1))
    throw new Problem(`the best of the particles are 1 or more, not ${best}`, { remedy: 'correct --best' });
  if (bestPercent !== undefined && !(bestPercent > 0 && bestPercent <= 100))
    throw new Problem(`a part of the particles is more than 0 and at most 100 %, not ${bestPercent}`, {
      remedy: 'correct --best_percent',
    });
}

/** Whether anything but the column is said. */
export function hasLimits({ from, to, best, bestPercent }: ScoreChoice): boolean {
  return [from, to, best, bestPercent].some((value) => value !== undefined);
}

/** The scores of all particles. Throws Problem for a column that is not there, or holds no numbers, and where none is known. */
export function rankingOf(table: ParticleTable, { label, lowerIsBetter }: ScoreChoice): Ranking {
  const chosen = label ?? defaultScore(table);
  const texts = table.extra.get(chosen);
  if (texts === undefined)
    throw new Problem(`the particles have no column ${chosen}`, { remedy: columnsOf(table) });
  const scores = scoreNumbers(texts);
  if (scores.every((score) => score === null))
    throw new Problem(`no particle has a number in the column ${chosen}`, {
      remedy: columnsOf(table),
    });
  const best = lowerIsBetter === true ? 'lowest' : bestEnd(chosen);
  return { label: chosen, best, scores };
}

/** What particles that lie too close are told apart by where nobody said it: only a score that all of them have. */
export function rankingOfAll(table: ParticleTable): Ranking | null {
  const known = knownScores(table.extra.keys());
  if (known.length === 0 || (known.length > 1 && known[0] !== refinementScore)) return null;
  const ranking = rankingOf(table, { label: known[0] });
  return ranking.scores.includes(null) ? null : ranking;
}

function defaultScore(table: ParticleTable): string {
  const known = knownScores(table.extra.keys());
  if (known.length === 1 || known[0] === refinementScore) return known[0];
  if (known.length > 1)
    throw new Problem(`the particles have several scores`, {
      remedy: `say which with --score: ${known.join(', ')}`,
    });
  throw new Problem('the particles have no score that is known', {
    remedy: columnsOf(table),
  });
}

function columnsOf(table: ParticleTable): string {
  const labels = [...table.extra.keys()].join(', ');
  return labels === ''
    ? 'refine them first, their table has only poses'
    : `choose with --score one of ${labels}`;
}

/** Rows of particles with a number within the limits. Throws Problem when there are none. */
export function rowsWithinScores({ label, scores }: Ranking, { from, to }: ScoreChoice): readonly number[] {
  const rows = scores.flatMap((score, row) =>
    score !== null && score >= (from ?? -Infinity) && score <= (to ?? Infinity) ? [row] : [],
  );
  if (rows.length > 0) return rows;
  const [smallest, largest] = range(scores);
  throw new Problem(
    `no particle has a ${label} ${from === undefined ? '' : `of ${from} or more`}${from === undefined || to === undefined ? '' : ' and '}${to === undefined ? '' : `of ${to} or less`}, they go from ${smallest} to ${largest}`,
    { remedy: 'correct --min_score or --max_score' },
  );
}

/** The best of some rows first; of equal ones the earlier, those without a number last. */
export function byRank({ best, scores }: Ranking, rows: readonly number[]): readonly number[] {
  const sign = best === 'highest' ? -1 : 1;
  const key = (row: number): number => {
    const score = scores[row];
    return score === null ? Infinity : sign * score;
  };
  return rows.toSorted((a, b) => (key(a) === key(b) ? a - b : key(a) - key(b)));
}

/** How many of so many particles are the best ones that were asked for; a part is never none. */
export function bestCount(count: number, { best, bestPercent }: ScoreChoice): number {
  if (bestPercent !== undefined) return Math.max(1, Math.round((count * bestPercent) / 100));
  return Math.min(best ?? count, count);
}

/** @param kept scores of the particles that are left in the end */
export function summaryOf({ label, best, scores }: Ranking, kept: Ranking['scores']): ScoreSummary {
  const numbers = scores.filter((score) => score !== null);
  const [smallest, largest] = range(numbers);
  const histogram = Array.from({ length: bins }, () => 0);
  for (const score of numbers)
    histogram[Math.min(bins - 1, Math.floor(((score - smallest) / (largest - smallest)) * bins) || 0)]++;
  const [keptSmallest, keptLargest] = range(kept);
  return {
    ...{ label, best, smallest, largest, histogram },
    count: numbers.length,
    without: scores.length - numbers.length,
    kept: kept.length === 0 ? null : { smallest: keptSmallest, largest: keptLargest },
  };
}

function range(values: Ranking['scores']): [number, number] {
  return values.reduce<[number, number]>(
    ([least, most], value) =>
      value === null ? [least, most] : [Math.min(least, value), Math.max(most, value)],
    [Infinity, -Infinity],
  );
}
