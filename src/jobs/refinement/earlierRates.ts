/** How fast earlier refinements of a population were, from what they left in their job directories. */
import { readFile } from 'node:fs/promises';
import type { RefinementEvent } from '../../../shared/records/events';
import { parseEvent } from '../runs/eventTail';
import { listJobs, readOptions } from '../runs/jobFolder';
import type { JobOptions } from '../runs/jobRecords';

export interface EarlierRate {
  /** Of the latest run that was finished. */
  readonly adapter: string;
  /** ISO 8601. */
  readonly date: string;
  /** For one particle, sub-iteration and round, reconstruction and all. */
  readonly secondsPerParticle: number;
  /** Passes over the images of a series in a round, on average. */
  readonly passes: number;
}

/** Null when no refinement of this population was finished. */
export async function earlierRates(population: string): Promise<EarlierRate | null> {
  for (const job of (await listJobs(population)).toReversed()) {
    const options = await readOptions(job);
    const text = await readFile(job.events, 'utf8').catch(() => '');
    const rate = options === null ? null : rateOf(options, text.split('\n').flatMap(parseEvent));
    if (rate !== null) return rate;
  }
  return null;
}

function rateOf({ settings, created }: JobOptions, events: readonly RefinementEvent[]): EarlierRate | null {
  const start = events.find((event) => event.event === 'start');
  const done = events.find((event) => event.event === 'done');
  const series = events.filter((event) => event.event === 'series');
  const particles = series.reduce((sum, one) => sum + one.particles, 0);
  const iterations = start?.subIterations ?? settings.subIterations;
  if (start === undefined || done === undefined || particles === 0 || !(iterations > 0)) return null;
  return {
    adapter: start.adapter,
    date: created,
    secondsPerParticle: done.seconds / (particles * iterations),
    passes: series.reduce((sum, one) => sum + one.evaluations, 0) / series.length,
  };
}
