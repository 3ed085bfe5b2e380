/** A check box for each data source: which of them the names in a particle table are matched to. */
import type { FormField, FormValues } from '../../../shared/protocol/form';
import { flag } from './fieldChecks';

const prefix = 'source:';

/** @param shownWhen where the boxes belong to a choice of the form */
export function sourceFields(
  sources: readonly string[],
  shownWhen: Pick<FormField, 'shownWhen'> = {},
): readonly FormField[] {
  return sources.map((source) => ({
    kind: 'check',
    name: `${prefix}${source}`,
    label: source,
    ...shownWhen,
  }));
}

export function sourcesUsed(sources: readonly string[]): FormValues {
  return Object.fromEntries(sources.map((source) => [`${prefix}${source}`, true]));
}

/** `--sources` of a command; nothing where all are used. */
export function usedSources(values: FormValues): string[] {
  const all = Object.keys(values).filter((name) => name.startsWith(prefix));
  const used = all.filter((name) => flag(values, name));
  return used.length === all.length ? [] : used.flatMap((name) => ['--sources', name.slice(prefix.length)]);
}

/** What is wrong where none is used, at the first box. */
export function noSourceProblem(values: FormValues): Record<string, string | null> {
  const all = Object.keys(values).filter((name) => name.startsWith(prefix));
  const none = !all.some((name) => flag(values, name));
  return none && all.length > 0 ? { [all[0]]: 'At least one source is needed.' } : {};
}
