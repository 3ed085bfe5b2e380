/** What a Slurm job says of itself in its folder: files that are there as a whole, or not. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { replaceOwnFile } from '../../../files/atomicFile';

/** Each has `_` and the number of the array's element at its end, 0 where there is no array. */
export const markNames = { start: 'start', exit: 'exit', code: 'code', timeOuts: 'timeouts' } as const;

/** It has started; written anew with every start. */
export interface StartMark {
  /** As Slurm knows it: `12`, or `12_3`. */
  readonly job: string;
  readonly host: string;
  /** Starts before this one. */
  readonly restarts: number;
  /** As Slurm is called there: numbers of jobs mean something there alone. Unknown of jobs of older versions. */
  readonly cluster?: string;
}

/** It has ended; removed when it starts again. */
export interface ExitMark {
  /** Null where nobody was left to say it. */
  readonly code: number | null;
  /** TERM: it was made to end, and may be started again. USR1: its time was nearly up. Empty: it ended by itself. */
  readonly signal: string;
  readonly restarts: number;
  /** What ended it, where that was Slurm. */
  readonly words?: string | null;
}

/** Null before it has started. */
export async function readStart(folder: string, element = 0): Promise<StartMark | null> {
  const mark = await readMark<StartMark>(folder, `${markNames.start}_${element}`);
  return mark !== null && isJobId(mark.job) && typeof mark.host === 'string' ? mark : null;
}

/** Null before it has ended. */
export async function readExit(folder: string, element = 0): Promise<ExitMark | null> {
  const mark = await readMark<ExitMark>(folder, `${markNames.exit}_${element}`);
  return mark !== null && typeof mark.signal === 'string' ? mark : null;
}

/** For jobs that could not say it themselves, or might have been started again: from here on nobody has to ask Slurm. Throws Problem. */
export async function writeExit(folder: string, mark: ExitMark, element = 0): Promise<void> {
  await replaceOwnFile(path.join(folder, `${markNames.exit}_${element}`), `${JSON.stringify(mark)}\n`);
}

/** `12`, or `12_3` for an element of an array. */
export function isJobId(text: unknown): text is string {
  return typeof text === 'string' && /^\d+(_\d+)?$/.test(text);
}

async function readMark<Mark>(folder: string, name: string): Promise<Mark | null> {
  try {
    return JSON.parse(await readFile(path.join(folder, name), 'utf8')) as Mark | null;
  } catch {
    return null;
  }
}
