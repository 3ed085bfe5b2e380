/** Looks up and changes elements, attributes and Params of an XML tree; every change returns a new tree. */
import { escapeXml, unescapeXml, type XmlElement, type XmlNode } from './xml';
import { formatBool, formatDecimal, parseBool, parseNumber } from './xmlNumbers';

/** Direct child elements, of one name if given. */
export function elements(parent: XmlElement, name?: string): readonly XmlElement[] {
  return parent.children.filter(
    (node): node is XmlElement => node.kind === 'element' && (name === undefined || node.name === name),
  );
}

export function child(parent: XmlElement, name: string): XmlElement | undefined {
  return elements(parent, name)[0];
}

/** Unescaped; undefined when missing. */
export function attribute(element: XmlElement, name: string): string | undefined {
  const raw = element.attributes.get(name);
  return raw === undefined ? undefined : unescapeXml(raw);
}

/** All text directly inside, unescaped. */
export function textOf(element: XmlElement): string {
  return element.children
    .map((node) => (node.kind === 'text' ? unescapeXml(node.text) : node.kind === 'cdata' ? node.text : ''))
    .join('');
}

/** `<Param Name="name" Value="..." />` among the direct children, first match; undefined when missing. */
export function paramElement(owner: XmlElement, name: string): XmlElement | undefined {
  const found = owner.children.find((node) => isParam(node, name));
  return found?.kind === 'element' ? found : undefined;
}

/** Its value; undefined when missing. */
export function param(owner: XmlElement, name: string): string | undefined {
  const found = paramElement(owner, name);
  return found === undefined ? undefined : attribute(found, 'Value');
}

export function withAttribute(element: XmlElement, name: string, value: string): XmlElement {
  return { ...element, attributes: new Map(element.attributes).set(name, escapeXml(value)) };
}

export function withText(element: XmlElement, text: string): XmlElement {
  return { ...element, children: text === '' ? [] : [{ kind: 'text', text: escapeXml(text) }] };
}

/** Changes a Param in place, or adds it after the last Param. */
export function withParam(owner: XmlElement, name: string, value: string, depth = 1): XmlElement {
  const index = owner.children.findIndex((node) => isParam(node, name));
  const found = owner.children[index];
  if (found?.kind === 'element') return replaceAt(owner, index, withAttribute(found, 'Value', value));
  const added = element('Param', { Name: name, Value: value });
  return insertAfter(owner, added, (sibling) => sibling.name === 'Param', depth);
}

/** Sets Params by name; a number or truth value that the file spells otherwise (`6.0` for 6) is left as it is. */
export function withParams(
  owner: XmlElement,
  params: Readonly<Record<string, string | number | boolean>>,
  depth = 1,
): XmlElement {
  return Object.entries(params).reduce((changed, [name, value]) => {
    const present = param(changed, name);
    if (typeof value === 'number')
      return parseNumber(present) === value ? changed : withParam(changed, name, formatDecimal(value), depth);
    if (typeof value === 'boolean')
      return parseBool(present) === value ? changed : withParam(changed, name, formatBool(value), depth);
    return present === value ? changed : withParam(changed, name, value, depth);
  }, owner);
}

/** Replaces the first child of that name in place; a new one goes after the last sibling for which `precedes` holds. */
export function withChild(
  parent: XmlElement,
  replacement: XmlElement,
  precedes: (sibling: XmlElement) => boolean,
  depth = 1,
): XmlElement {
  const index = parent.children.findIndex(
    (node) => node.kind === 'element' && node.name === replacement.name,
  );
  return index >= 0
    ? replaceAt(parent, index, replacement)
    : insertAfter(parent, replacement, precedes, depth);
}

/** A new element; values are unescaped text. `children` are put on lines of their own, `depth` tabs deep plus one. */
export function element(
  name: string,
  attributes: Readonly<Record<string, string>> = {},
  children: readonly XmlElement[] = [],
  depth = 1,
): XmlElement {
  return {
    kind: 'element',
    name,
    attributes: new Map(Object.entries(attributes).map(([key, value]) => [key, escapeXml(value)])),
    children: onLines(children, depth),
  };
}

/** The element with these children instead of its own elements; comments inside it go with the old ones. */
export function withElements(parent: XmlElement, children: readonly XmlElement[], depth: number): XmlElement {
  return { ...parent, children: onLines(children, depth) };
}

function onLines(children: readonly XmlElement[], depth: number): readonly XmlNode[] {
  if (children.length === 0) return [];
  return [...children.flatMap((node) => [lineBreak(depth + 1), node]), lineBreak(depth)];
}

/** `depth` counts the tabs before the children of `parent`. */
function insertAfter(
  parent: XmlElement,
  added: XmlElement,
  precedes: (sibling: XmlElement) => boolean,
  depth: number,
): XmlElement {
  const index = parent.children.findLastIndex((node) => node.kind === 'element' && precedes(node));
  const children = [...parent.children];
  if (index < 0 && children.length === 0) children.push(lineBreak(depth), added, lineBreak(depth - 1));
  else children.splice(index + 1, 0, lineBreak(depth), added);
  return { ...parent, children };
}

function replaceAt(parent: XmlElement, index: number, replacement: XmlElement): XmlElement {
  return { ...parent, children: parent.children.with(index, replacement) };
}

function lineBreak(depth: number): XmlNode {
  return { kind: 'text', text: `\n${'\t'.repeat(depth)}` };
}

function isParam(node: XmlNode, name: string): boolean {
  return node.kind === 'element' && node.name === 'Param' && attribute(node, 'Name') === name;
}
