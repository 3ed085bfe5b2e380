/** Lists of things that a project file refers to by GUID: entries that stay keep everything they had in the file. */
import { fromReference, toReference } from '../formats/paths';
import type { XmlElement } from '../formats/xml';
import {
  attribute,
  child,
  element,
  elements,
  withAttribute,
  withChild,
  withElements,
} from '../formats/xmlEdit';

export interface Reference {
  readonly guid: string;
  /** Absolute. */
  readonly path: string;
}

type List = keyof typeof itemOf;

const itemOf = { Species: 'Species', Sources: 'Source' } as const;

/** `<list><item GUID="..." Path="..." /></list>` in the root of `file`. */
export function readReferences(root: XmlElement, list: List, file: string): readonly Reference[] {
  const found = child(root, list);
  if (found === undefined) return [];
  return elements(found, itemOf[list]).map((entry) => ({
    guid: (attribute(entry, 'GUID') ?? '').toLowerCase(),
    path: fromReference(file, attribute(entry, 'Path') ?? ''),
  }));
}

export function withReferences(
  root: XmlElement,
  list: List,
  references: readonly Reference[],
  file: string,
): XmlElement {
  const container = child(root, list) ?? element(list);
  const present = new Map(
    elements(container, itemOf[list]).map((entry) => [attribute(entry, 'GUID')?.toLowerCase(), entry]),
  );
  const entries = references.map(({ guid, path }) => {
    const entry = present.get(guid) ?? element(itemOf[list], { GUID: guid });
    const samePath = fromReference(file, attribute(entry, 'Path') ?? '') === path;
    return samePath ? entry : withAttribute(entry, 'Path', toReference(file, path));
  });
  const unchanged =
    entries.length === present.size && entries.every((entry) => elements(container).includes(entry));
  if (unchanged && child(root, list) !== undefined) return root;
  return withChild(root, withElements(container, entries, 1), (sibling) =>
    list === 'Species' ? sibling.name === 'Param' : sibling.name === 'Param' || sibling.name === 'Species',
  );
}
