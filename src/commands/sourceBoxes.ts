/** A check box for each data source: which of them the names in a particle table are matched to. */
import type { FormValues } from '../../shared/protocol/form';
import { flag } from './formValues';

const prefix = 'source:';

/** The name of its box. */
export function sourceBox(source: string): string {
  return `${prefix}${source}`;
}

/** Names of those that are used; none where all are. */
export function usedSources(values: FormValues): readonly string[] {
  const all = boxes(values);
  const used = all.filter((name) => flag(values, name));
  return used.length === all.length ? [] : used.map((name) => name.slice(prefix.length));
}

/** What is wrong where none is used, at the first box. */
export function noSourceProblem(values: FormValues): Record<string, string | null> {
  const all = boxes(values);
  const none = !all.some((name) => flag(values, name));
  return none && all.length > 0 ? { [all[0]]: 'At least one source is needed.' } : {};
}

function boxes(values: FormValues): readonly string[] {
  return Object.keys(values).filter((name) => name.startsWith(prefix));
}
