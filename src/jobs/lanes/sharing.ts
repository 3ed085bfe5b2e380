/** A refinement whose tasks are shared out to other jobs of its lane: what is asked, and how the job that does so is told. */
import path from 'node:path';
import type { Lane } from './lane';

export interface Sharing {
  /** So many series at a time. */
  readonly atOnce: number;
  /** A folder of the user's with further lanes; empty for the usual one. */
  readonly lanes: string;
}

/** Beside what a lane asks itself: no variable of a lane can have its name. */
export const seriesJobs = {
  name: 'series-jobs',
  label: 'Series at a time, as jobs of their own',
  help: '0: all in one job. Otherwise series and maps are elements of array jobs, so many at a time, each with what is asked for above; the job that shares them out needs no GPU.',
  kind: 'number',
  least: 0,
  most: 10000,
  whole: true,
  default: '0',
} as const;

/** The options of `murmur refine` for the job that shares out. @param answers to what the lane asks, by name */
export function sharingOptions(
  lane: Lane,
  answers: Readonly<Record<string, string>>,
  { atOnce, lanes }: Sharing,
): readonly string[] {
  return [
    ...['--series_jobs', String(atOnce)],
    // The default lane has no files.
    ...(path.isAbsolute(lane.scriptPath) ? ['--lane', lane.name] : []),
    ...(lanes === '' ? [] : ['--lanes', path.resolve(lanes)]),
    ...Object.entries(answers).map(([name, answer]) => `--set=${name}=${answer}`),
  ];
}

/** What computes nothing holds no card, where the lane can be told so. */
export function withoutGpu(
  { variables }: Lane,
  answers: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  return variables.some(({ name }) => name === 'gpus') ? { ...answers, gpus: '0' } : answers;
}
