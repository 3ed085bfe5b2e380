/** Whether half-sets are two halves: of like size, and each filament in one. */
import { filamentLabel } from '../../model/halfSets';
import { closePairs, seriesOf } from '../../model/neighbors';
import type { ParticleTable } from '../../model/particles';
import type { Doubt } from './doubt';

/** A smaller part of the particles makes a map that says nothing of the other. */
const leastPart = 0.25;
/** A smaller part is worth a word. */
const evenPart = 0.4;

export function halvesDoubts(table: ParticleTable, diameter: number, where: string): readonly Doubt[] {
  const doubts: Doubt[] = [];
  const sizes = halfSizes(table);
  if (Math.min(...sizes) < leastPart * table.count)
    doubts.push({
      name: 'halves',
      where,
      what: `half-sets have ${sizes[0]} and ${sizes[1]} particles, so the resolution is that of the smaller`,
      remedy: 'assign them evenly in RELION and import again',
    });
  const shared = sharedFilaments(table, diameter).size;
  if (shared > 0)
    doubts.push({
      name: 'halves',
      where,
      what: `${shared} ${shared === 1 ? 'filament has' : 'filaments have'} neighbors in opposite half-sets (${filamentLabel}) that lie within half a diameter, so the halves share images`,
      remedy:
        'assign half-sets by filament in RELION, or leave out rlnRandomSubset and they are dealt so here',
    });
  return doubts;
}

/** Sizes that are worth a word, but may be meant; null where they are even. */
export function unevenHalves(table: ParticleTable): string | null {
  const sizes = halfSizes(table);
  const least = Math.min(...sizes) / table.count;
  return least >= leastPart && least < evenPart
    ? `half-sets have ${sizes[0]} and ${sizes[1]} particles`
    : null;
}

function halfSizes({ halfSet, count }: ParticleTable): readonly [number, number] {
  const second = halfSet.reduce((sum, half) => sum + half, 0);
  return [count - second, second];
}

/** Filaments that have neighbors in opposite half-sets so near that they share half of what an image shows. */
function sharedFilaments(table: ParticleTable, diameter: number): ReadonlySet<string> {
  const tubes = table.extra.get(filamentLabel);
  const shared = new Set<string>();
  if (tubes === undefined) return shared;
  for (const { a, b } of closePairs(table, diameter / 2))
    if (tubes[a] === tubes[b] && tubes[a] !== 'null' && table.halfSet[a] !== table.halfSet[b])
      shared.add(`${seriesOf(table, a)} ${tubes[a]}`);
  return shared;
}
