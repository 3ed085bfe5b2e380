/** Labels and keywords for the line that somebody types in a STAR file. */
import type { Suggestion } from '../completion';
import { allLabels } from '../labels/dictionary';
import { locate } from './locate';
import type { StarIndex } from './starIndex';

/** @param text the line's, up to the cursor */
export function starSuggestions(index: StarIndex, line: number, text: string): readonly Suggestion[] {
  const typed = /^\s*(\S*)$/.exec(text)?.[1];
  if (typed === undefined) return [];
  const start = text.length - typed.length;
  const span = { start, end: text.length };
  if (typed !== '' && !typed.startsWith('_'))
    return ['loop_', 'data_']
      .filter((word) => word.startsWith(typed))
      .map((word) => ({
        kind: 'keyword',
        label: word,
        detail: '',
        documentation: '',
        insert: word,
        ...span,
      }));

  const table = locate(index, line - 1)?.table;
  // The label that is being typed is in the index already.
  const present = new Set(table?.labels.filter((label) => label.line !== line).map(({ name }) => name));
  const numbered = table?.labels.some(({ number }) => number !== undefined) ?? true;
  const position = [...(table?.labels ?? [])].filter((label) => label.line < line).length + 1;
  const inLoop = table === undefined || table.kind === 'loop';
  return Array.from(allLabels())
    .filter(({ name }) => !present.has(name))
    .map(({ name, unit, family, meaning }) => ({
      kind: 'label',
      label: `_${name}`,
      detail: [unit, family].filter((part) => part !== '').join(' · '),
      documentation: meaning,
      insert: numbered && inLoop ? `_${name} #${position}` : `_${name}`,
      ...span,
    }));
}
