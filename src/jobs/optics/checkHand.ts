/** Says whether the defocus goes with height as the files have it (AreAnglesInverted), from what a refinement has left. */
import { handEvidence, handOf, joinedEvidence, mirrored, type HandEvidence } from '../../compute/refine/hand';
import type { HandSlope } from '../../../shared/records/hand';
import { Problem } from '../../../shared/problem';
import { rootName } from '../../formats/paths';
import { readPopulation, readPopulationSources } from '../../model/population';
import { seriesXmlPath, type DataSource } from '../../model/source';
import { readTiltSeries } from '../../model/tiltSeriesFile';
import { chooseSource } from '../sources/chooseSeries';
import { readStatistics, type KeptStatistics } from './statisticsFile';

export interface CheckHandOptions {
  readonly population: string;
  /** Path, GUID or name; undefined for all. */
  readonly source?: string | undefined;
  /** Name; undefined for all. */
  readonly species?: string | undefined;
}

export interface SeriesHand {
  readonly source: string;
  readonly series: string;
  /** AreAnglesInverted. */
  readonly anglesInverted: boolean;
  readonly hand: HandSlope;
}

export interface CheckedHand {
  readonly series: readonly SeriesHand[];
  /** Of all series together. */
  readonly together: HandSlope;
  /** Series that no refinement has left anything of. */
  readonly missing: readonly string[];
}

/** Changes nothing. Throws Problem where there is nothing to go by. */
export async function checkHand(options: CheckHandOptions): Promise<CheckedHand> {
  const population = await readPopulation(options.population);
  const all = await readPopulationSources(population);
  const sources = options.source === undefined ? all : [chooseSource(all, options.source, population.path)];
  const found: SeriesHand[] = [];
  const evidence: HandEvidence[] = [];
  const missing: string[] = [];
  for (const source of sources)
    for (const { series, hand } of await handsOfSource(source, population.path, options.species)) {
      if (hand === null) missing.push(series.name);
      else {
        const { name, anglesInverted } = series;
        found.push({ source: source.name, series: name, anglesInverted, hand: handOf(hand) });
        evidence.push(hand);
      }
    }
  if (found.length === 0)
    throw new Problem('no refinement has compared its images yet, or with no such species', {
      where: population.path,
      remedy: 'refine once: refine --iter 0 is enough where poses are good',
    });
  return { series: found, together: handOf(joinedEvidence(evidence)), missing };
}

interface KnownSeries {
  readonly series: { readonly name: string; readonly anglesInverted: boolean };
  readonly hand: HandEvidence | null;
}

/** @param species its name; all without it */
export async function handsOfSource(
  source: DataSource,
  population: string,
  species?: string,
): Promise<readonly KnownSeries[]> {
  const known: KnownSeries[] = [];
  for (const { name } of source.files) {
    const stem = rootName(name);
    const kept = await readStatistics(population, { source: source.name, series: stem });
    const { series } = await readTiltSeries(seriesXmlPath(source, name), source);
    known.push({ series, hand: kept === null ? null : evidenceOf(kept, series.anglesInverted, species) });
  }
  return known;
}

/** Null where no images of the species were compared. */
function evidenceOf(kept: KeptStatistics, anglesInverted: boolean, species?: string): HandEvidence | null {
  const all = kept.species.filter(({ name }) => species === undefined || name === species);
  if (all.length === 0) return null;
  const evidence = joinedEvidence(all.map(({ statistics }) => handEvidence(statistics)));
  // The hand was turned since: what was right is wrong.
  return kept.anglesInverted === anglesInverted ? evidence : mirrored(evidence);
}
