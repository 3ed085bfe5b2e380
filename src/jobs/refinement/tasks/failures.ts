/** How often work on a series has failed, and why: after the third time the round goes on without it. */
import { readFile } from 'node:fs/promises';
import { deviceTrouble } from '../../../compute/gpu/deviceTrouble';
import { replaceOwnFile } from '../../../files/atomicFile';
import { errorCode } from '../../../files/fileProblem';

export const mostFailures = 3;

interface Failures {
  readonly key: string;
  readonly causes: readonly string[];
}

/** The task is to be run again: what it has done so far is kept. */
export class TaskFailed extends Error {
  override readonly name = 'TaskFailed';
}

/** Of the same work. */
export async function causesOfFailure(path: string, key: string): Promise<readonly string[]> {
  try {
    const failures = JSON.parse(await readFile(path, 'utf8')) as Failures | null;
    return failures?.key === key ? (failures?.causes ?? []) : [];
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || error instanceof SyntaxError) return [];
    throw error;
  }
}

export async function noteFailure(path: string, key: string, cause: string): Promise<readonly string[]> {
  const causes = [...(await causesOfFailure(path, key)), cause];
  const failures: Failures = { key, causes };
  await replaceOwnFile(path, JSON.stringify(failures));
  return causes;
}

/** No disk space, too many open files, a GPU that is lost: it says nothing of the series, and others would fail like it. */
export function isOfTheMachine(error: unknown): boolean {
  if (deviceTrouble(error) === 'lost') return true;
  for (let at = error; at instanceof Error; at = at.cause)
    if (['ENOSPC', 'EDQUOT', 'EROFS', 'EMFILE', 'ENFILE', 'ENOMEM'].includes(errorCode(at))) return true;
  return false;
}
