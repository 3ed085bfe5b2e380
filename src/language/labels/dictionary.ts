/** All known labels: looks them up, names the nearest one to a misspelt one. */
import type { Label, LabelFamily } from './label';
import { relionJobs } from './relionJobs';
import { relionMicrographs } from './relionMicrographs';
import { relionParticles } from './relionParticles';
import { relionRefinement } from './relionRefinement';
import { m, warp } from './warp';

export const families: readonly LabelFamily[] = [
  relionParticles,
  relionMicrographs,
  relionRefinement,
  relionJobs,
  warp,
  m,
];

export interface KnownLabel extends Label {
  readonly name: string;
  /** Program that it belongs to. */
  readonly family: string;
  /** M numbers the samples of a trajectory: 1 for the first; undefined for labels without. */
  readonly sample?: number;
}

const known = new Map<string, KnownLabel>(
  families.flatMap(({ title, labels }) =>
    Object.entries(labels).map(([name, label]) => [name, { ...label, name, family: title }] as const),
  ),
);

export function allLabels(): Iterable<KnownLabel> {
  return known.values();
}

/** @param name without underscore; `wrpCoordinateX2` is the second sample of what `wrpCoordinateX1` starts */
export function findLabel(name: string): KnownLabel | undefined {
  const sampled = /^(wrp(?:Coordinate[XYZ]|Angle(?:Rot|Tilt|Psi)))(\d+)$/.exec(name);
  if (sampled !== null) {
    const label = m.labels[`${sampled[1]}1`];
    return { ...label, name, family: m.title, sample: Number(sampled[2]) };
  }
  return known.get(name);
}

/** Only labels with RELION's or Warp's prefix are somebody's; others are the writer's own. */
export function claimsToBeKnown(name: string): boolean {
  return /^(rln|wrp)/i.test(name);
}

/** The known label with the fewest changed letters, if they are few; letter case counts half. */
export function nearestLabel(name: string): string | undefined {
  return nearest(name, known.keys());
}

/** @param names what `name` may have been meant to be */
export function nearest(name: string, names: Iterable<string>): string | undefined {
  let best: string | undefined;
  let least = Math.max(2, Math.floor(name.length / 4)) + 0.5;
  for (const candidate of names) {
    if (Math.abs(candidate.length - name.length) >= least) continue;
    const distance = editDistance(name, candidate, least);
    if (distance < least) [best, least] = [candidate, distance];
  }
  return best;
}

/** Levenshtein's distance, a change of case counting a half; gives up at `limit`. */
function editDistance(a: string, b: string, limit: number): number {
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const [x, y] = [a[i - 1], b[j - 1]];
      const change = x === y ? 0 : x.toLowerCase() === y.toLowerCase() ? 0.5 : 1;
      row.push(Math.min(previous[j] + 1, row[j - 1] + 1, previous[j - 1] + change));
    }
    if (Math.min(...row) >= limit) return limit;
    previous = row;
  }
  return previous[b.length];
}
