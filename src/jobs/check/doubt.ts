/** What can be meant but hardly is: it stops the work until somebody says that it is meant. */
import { Problem } from '../../../shared/problem';
import type { DoubtName } from '../refinementSettings/doubtNames';
import { warning, type Finding } from './finding';

export type { DoubtName } from '../refinementSettings/doubtNames';

export interface Doubt {
  readonly name: DoubtName;
  readonly where: string;
  readonly what: string;
  readonly remedy: string;
}

/** Tells those that were accepted. Throws Problem for the first that was not. */
export function stopAtDoubts(
  doubts: readonly Doubt[],
  accepted: readonly DoubtName[],
  tell: (message: string) => void,
): void {
  const open = doubts.find(({ name }) => !accepted.includes(name));
  if (open !== undefined) throw problemOf(open);
  for (const { where, what } of doubts) tell(`${where}: ${what}; accepted`);
}

export function problemOf({ name, where, what, remedy }: Doubt): Problem {
  return new Problem(what, { where, remedy: `${remedy}, or go on all the same with --accept ${name}` });
}

export function findingOf({ where, what, remedy }: Doubt): Finding {
  return warning(where, what, remedy);
}
