/** Files that an XML file refers to. */
import { pathIn, type PathReference } from '../references';
import { attributeOf, type XmlIndex } from './xmlIndex';
import { foundParams, schemaFor } from './xmlParams';

export interface XmlReference {
  readonly path: string;
  readonly line: number;
  readonly start: number;
  readonly end: number;
  /** Other programs cannot go on without it. */
  readonly mustExist: boolean;
  /** The GUID that the file has to have, and where that stands. */
  readonly guid?: {
    readonly value: string;
    readonly line: number;
    readonly start: number;
    readonly end: number;
  };
}

export function xmlReferences(index: XmlIndex): readonly XmlReference[] {
  const root = schemaFor(index)?.root;
  const corrected = new Set(
    foundParams(index)
      .filter(({ name, value }) => name.startsWith('Correct') && /^\s*true\s*$/i.test(value.value))
      .map(({ name }) => name.replace('Correct', '')),
  );
  const fromParams = foundParams(index).flatMap(({ name, param, value, owner }) => {
    const reference = param?.kind === 'path' ? pathIn(value.value, value.valueStart) : undefined;
    if (reference === undefined) return [];
    const guid = root === 'Population' ? attributeOf(owner, 'GUID') : undefined;
    // Settings name a gain also when it is not used; series name what lies on the computer that processed them.
    const mustExist =
      root === 'Population' ||
      root === 'DataSource' ||
      (root === 'Settings' && (name.endsWith('Folder') || corrected.has(name.replace('Path', ''))));
    return [
      { ...reference, line: value.line, mustExist, ...(guid === undefined ? {} : { guid: guidPlace(guid) }) },
    ];
  });
  return [...fromParams, ...seriesOfSource(index)];
}

/** The tilt movie that a line of a tilt series names: its list has one path a line. */
export function moviePathOn(index: XmlIndex, line: number, text: string): PathReference | undefined {
  const list = index.elements.find(({ name }) => name === 'MoviePath');
  if (list === undefined || line < list.line || line > list.endLine) return undefined;
  const [bare] = /[^<>]+(?=<\/|$)/.exec(text) ?? [''];
  const path = bare.trim();
  return pathIn(path, text.indexOf(path));
}

/** The XML beside a data source, for each of its series. */
function seriesOfSource(index: XmlIndex): readonly XmlReference[] {
  if (schemaFor(index)?.root !== 'DataSource') return [];
  return index.elements.flatMap((item) => {
    const name = item.name === 'File' ? attributeOf(item, 'Name') : undefined;
    if (name === undefined) return [];
    const path = `${name.value.replace(/\.[^.]*$/, '')}.xml`;
    return [{ path, line: name.line, start: name.valueStart, end: name.valueEnd, mustExist: true }];
  });
}

function guidPlace({
  value,
  line,
  valueStart,
  valueEnd,
}: {
  value: string;
  line: number;
  valueStart: number;
  valueEnd: number;
}): NonNullable<XmlReference['guid']> {
  return { value, line, start: valueStart, end: valueEnd };
}

/** The GUID that a source or a species says of itself; undefined when it has none. */
export function ownGuid(text: string): string | undefined {
  const param = /<Param\b[^>]*\bName="GUID"[^>]*>/.exec(text)?.[0];
  return param === undefined ? undefined : /\bValue="([^"]*)"/.exec(param)?.[1].toLowerCase();
}
