/** How fast earlier refinements of a population were, from what they left in their job directories. */
import { readFile } from 'node:fs/promises';
import type { RefinementEvent } from '../../../shared/records/events';
import { defaultSettings } from '../refinementSettings/fields';
import { listJobs, parseEvent, readOptions, type JobOptions } from '../runs/jobDirectory';

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

/** As runs before the event said it were asked. */
function askedIterations(args: readonly string[]): number {
  const at = args.indexOf('--iter');
  return at < 0 ? defaultSettings.subIterations : Number(args[at + 1]);
}

function rateOf(options: JobOptions, events: readonly RefinementEvent[]): EarlierRate | null {
  const start = events.find((event) => event.event === 'start');
  const done = events.find((event) => event.event === 'done');
  const series = events.filter((event) => event.event === 'series');
  const particles = series.reduce((sum, one) => sum + one.particles, 0);
  const iterations = start?.subIterations ?? askedIterations(options.arguments);
  if (start === undefined || done === undefined || particles === 0 || !(iterations > 0)) return null;
  return {
    adapter: start.adapter,
    date: options.created,
    secondsPerParticle: done.seconds / (particles * iterations),
    passes: series.reduce((sum, one) => sum + one.evaluations, 0) / series.length,
  };
}
