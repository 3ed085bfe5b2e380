/** One thing that is wrong with a project, and what to do about it. */
import { Problem } from '../../../shared/problem';

export interface Finding {
  /** Errors stop or spoil a refinement; warnings may be meant. */
  readonly level: 'error' | 'warning';
  /** File, or name of what it is about. */
  readonly where: string;
  readonly what: string;
  readonly remedy: string;
}

export function error(where: string, what: string, remedy: string): Finding {
  return { level: 'error', where, what, remedy };
}

export function warning(where: string, what: string, remedy: string): Finding {
  return { level: 'warning', where, what, remedy };
}

/** The result of reading something, or the finding that it cannot be read. Other errors pass. */
export async function readOrFind<T>(
  where: string,
  findings: Finding[],
  read: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await read();
  } catch (cause) {
    if (!(cause instanceof Problem)) throw cause;
    findings.push(problemFinding(cause, where, 'restore the file'));
    return undefined;
  }
}

/** @param where, remedy for problems that do not say them */
export function problemFinding(problem: Problem, where: string, remedy: string): Finding {
  return error(problem.where ?? where, problem.what, problem.remedy ?? remedy);
}
