/** Parameters and values for what somebody types in a settings or project file. */
import type { Suggestion } from '../completion';
import type { Param } from '../../formats/params/param';
import { kindText, paramMarkdown } from './hover';
import type { XmlIndex, XmlItem } from './xmlIndex';
import { elementSchema, foundParams } from './xmlParams';

/** @param text the line's, up to the cursor */
export function xmlSuggestions(index: XmlIndex, line: number, text: string): readonly Suggestion[] {
  const owner = ownerAt(index, line);
  const schema = owner === undefined ? undefined : elementSchema(index, owner);
  const params = schema?.params;
  if (owner === undefined || params === undefined) return [];

  const value = /<Param\s+Name="([^"]*)"\s+Value="([^"]*)$/.exec(text);
  if (value !== null) return valuesOf(params[value[1]], value[2], text.length);

  const present = new Set(
    foundParams(index)
      .filter((found) => found.owner === owner && found.place.line !== line)
      .map(({ name }) => name),
  );
  const missing = Object.entries(params).filter(([name]) => !present.has(name));
  const named = /<Param\s+Name="([^"]*)$/.exec(text);
  if (named !== null)
    return missing.map(([name, param]) =>
      suggestion(name, param, { insert: name, start: text.length - named[1].length, end: text.length }),
    );
  const opened = /^\s*(<?\w*)$/.exec(text);
  if (opened === null) return [];
  return missing.map(([name, param]) =>
    suggestion(name, param, {
      insert: `<Param Name="${name}" Value="${param.missing}" />`,
      start: text.length - opened[1].length,
      end: text.length,
    }),
  );
}

function valuesOf(param: Param | undefined, typed: string, end: number): readonly Suggestion[] {
  if (param === undefined) return [];
  const values =
    param.kind === 'bool' || param.kind === 'three-state'
      ? ['True', 'False']
      : (param.examples ?? [param.missing]);
  return values
    .filter((value) => value !== '')
    .map((value) => ({
      kind: 'value',
      label: value,
      detail: value === param.missing ? 'default' : '',
      documentation: param.meaning,
      insert: value,
      start: end - typed.length,
      end,
    }));
}

function suggestion(
  name: string,
  param: Param,
  change: Pick<Suggestion, 'insert' | 'start' | 'end'>,
): Suggestion {
  const detail = [kindText(param), param.unit].filter((part) => part !== '').join(' · ');
  return {
    kind: 'param',
    label: name,
    detail,
    documentation: paramMarkdown(name, param),
    ...change,
  };
}

/** The innermost element around a line that can own Params. */
function ownerAt({ elements }: XmlIndex, line: number): XmlItem | undefined {
  return (
    elements.findLast(
      ({ name, line: first, endLine }) =>
        name !== 'Param' && first < line && line <= Math.max(endLine, first + 1),
    ) ?? elements.at(0)
  );
}
