/** XML as a tree that keeps everything, in order: what this program does not know goes back to the file as it came. */
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { Problem } from '../../shared/problem';

export interface XmlElement {
  readonly kind: 'element';
  readonly name: string;
  /** Values as in the file, entities still escaped. */
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlNode[];
  /** Where it starts in the file, from 1; new elements have none. */
  readonly line?: number;
}

/** Text as in the file, entities still escaped; comments and CDATA without their brackets. */
export interface XmlText {
  readonly kind: 'text' | 'comment' | 'cdata';
  readonly text: string;
}

export type XmlNode = XmlElement | XmlText;

/** A document; what stands before and after the root (comments) is kept. */
export interface XmlDocument {
  readonly before: readonly XmlNode[];
  readonly root: XmlElement;
  readonly after: readonly XmlNode[];
}

/** Text of an XML file from its bytes: UTF-8 or UTF-16, with or without a byte order mark. */
export function decodeXml(bytes: Uint8Array): string {
  const [first, second] = bytes;
  const utf16Little = (first === 0xff && second === 0xfe) || (first === 0x3c && second === 0);
  const utf16Big = (first === 0xfe && second === 0xff) || (first === 0 && second === 0x3c);
  if (utf16Big) return new TextDecoder('utf-16be').decode(bytes);
  return new TextDecoder(utf16Little ? 'utf-16le' : 'utf-8').decode(bytes);
}

/**
 * Parses a whole document. Throws Problem with the line for what is not well-formed, such as a truncated file.
 *
 * @param rootName the root element that the caller can use
 */
export function parseXml(text: string, where: string, rootName: string): XmlDocument {
  const source = text.startsWith('\ufeff') ? text.slice(1) : text;
  const nodes = parseNodes(source, where);
  const rootIndex = nodes.findIndex((node) => node.kind === 'element');
  const root = nodes[rootIndex];
  if (root?.kind !== 'element' || nodes.filter((node) => node.kind === 'element').length > 1)
    throw new Problem('expected one root element', { where });
  if (root.name !== rootName)
    throw new Problem(`expected <${rootName}>, got <${root.name}>`, {
      where,
      remedy: 'check which file you chose',
    });
  return { before: nodes.slice(0, rootIndex), root, after: nodes.slice(rootIndex + 1) };
}

/** UTF-8 text with byte order mark and declaration, as Warp and M write it. */
export function formatXml(document: XmlDocument): string {
  const before = document.before
    .filter((node) => node.kind === 'comment')
    .map((node) => `${formatNode(node)}\n`);
  const after = document.after
    .filter((node) => node.kind === 'comment')
    .map((node) => `\n${formatNode(node)}`);
  return `\ufeff<?xml version="1.0" encoding="utf-8"?>\n${before.join('')}${formatNode(document.root)}${after.join('')}`;
}

/** For text and attribute values that are put into the tree. */
export function escapeXml(value: string): string {
  return value.replace(/[&<>"]/g, (character) => `&${entityNames[character]};`);
}

/** Undoes escapeXml and numeric references; unknown entities stay as they are. */
export function unescapeXml(raw: string): string {
  return raw.replace(/&(#x[0-9a-f]+|#[0-9]+|[a-z]+);/gi, (whole, name: string) => {
    if (!name.startsWith('#')) return entities[name] ?? whole;
    const code =
      name[1] === 'x' || name[1] === 'X' ? parseInt(name.slice(2), 16) : parseInt(name.slice(1), 10);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const entityNames: Readonly<Record<string, string>> = { '&': 'amp', '<': 'lt', '>': 'gt', '"': 'quot' };

/** The parser's node in order-preserving mode: one key names it and holds the children; ':@' holds attributes. */
type ParsedNode = Readonly<Record<string | symbol, unknown>>;

// Entities are left alone by the parser, so that writing cannot escape them twice.
const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  trimValues: false,
  processEntities: false,
  parseTagValue: false,
  parseAttributeValue: false,
  commentPropName: '#comment',
  cdataPropName: '#cdata',
  captureMetaData: true,
});
const placeOf = XMLParser.getMetaDataSymbol() as unknown as symbol;

function parseNodes(source: string, where: string): XmlNode[] {
  let valid: ReturnType<typeof XMLValidator.validate>;
  let parsed: ParsedNode[];
  try {
    valid = XMLValidator.validate(source);
    parsed = valid === true ? (parser.parse(source) as ParsedNode[]) : [];
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new Problem(`the XML cannot be read, ${firstWords(message)}`, { where, cause: error });
  }
  if (valid !== true)
    throw new Problem(`the XML is broken or truncated, ${firstWords(valid.err.msg.replace(/\.$/, ''))}`, {
      where: `${where}:${valid.err.line}`,
      remedy: source.trimStart().startsWith('<')
        ? 'restore it from a copy, or fix that line'
        : 'check which file you chose',
    });
  const line = lineCounter(source);
  return parsed.flatMap((node) => toNode(node, line));
}

/** Line of a character, from 1; asked for one after the other, so that no text is searched twice. */
function lineCounter(text: string): (at: number) => number {
  let line = 1;
  let next = text.indexOf('\n');
  return (at) => {
    for (; next >= 0 && next < at; next = text.indexOf('\n', next + 1)) line++;
    return line;
  };
}

/** The parser quotes the file, which may be long and have many lines. */
function firstWords(message: string): string {
  const line = message.replace(/\s+/g, ' ');
  return line.length > 160 ? `${line.slice(0, 160)}...` : line;
}

function toNode(parsed: ParsedNode, lineOf: (at: number) => number): XmlNode[] {
  const name = Object.keys(parsed).find((key) => key !== ':@');
  // The declaration is written anew; Warp uses no other processing instructions.
  if (name === undefined || name.startsWith('?')) return [];
  if (name === '#text') return [{ kind: 'text', text: String(parsed[name]) }];
  const place = parsed[placeOf] as { readonly startIndex: number } | undefined;
  const line = place === undefined ? undefined : lineOf(place.startIndex);
  const children = (parsed[name] as readonly ParsedNode[]).flatMap((node) => toNode(node, lineOf));
  if (name === '#comment' || name === '#cdata') {
    const text = children.map((child) => (child.kind === 'text' ? child.text : '')).join('');
    return [{ kind: name === '#comment' ? 'comment' : 'cdata', text }];
  }
  const attributes = Object.entries((parsed[':@'] ?? {}) as Readonly<Record<string, unknown>>);
  return [
    {
      kind: 'element',
      name,
      attributes: new Map(attributes.map(([key, value]) => [key, String(value)])),
      children,
      ...(line === undefined ? {} : { line }),
    },
  ];
}

function formatNode(node: XmlNode): string {
  if (node.kind !== 'element') return formatText(node);
  // Values were kept raw; one that came in single quotes may hold double ones.
  const attributes = [...node.attributes].map(
    ([key, value]) => ` ${key}="${value.replaceAll('"', '&quot;')}"`,
  );
  const open = `<${node.name}${attributes.join('')}`;
  if (node.children.length === 0) return `${open} />`;
  return `${open}>${node.children.map(formatNode).join('')}</${node.name}>`;
}

function formatText(node: XmlText): string {
  if (node.kind === 'comment') return `<!--${node.text}-->`;
  return node.kind === 'cdata' ? `<![CDATA[${node.text}]]>` : node.text;
}
