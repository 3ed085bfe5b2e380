/** Elements of an XML file with where they stand; Warp's grid nodes are only counted. Lines and columns count from 0. */

export interface XmlIndex {
  readonly lineCount: number;
  readonly elements: readonly XmlItem[];
  /** Where the text stops being XML. */
  readonly malformed?: {
    readonly line: number;
    readonly start: number;
    readonly end: number;
    readonly message: string;
  };
}

export interface XmlItem {
  readonly name: string;
  /** Number of the element that holds it; -1 for the root. */
  readonly parent: number;
  readonly line: number;
  readonly start: number;
  readonly endLine: number;
  /** Column behind it, closing tag included. */
  readonly end: number;
  readonly attributes: readonly XmlAttribute[];
  /** Values in its text, one per line; 0 where there is only markup. */
  readonly textLines: number;
  /** Children named Node. */
  readonly nodes: number;
}

export interface XmlAttribute {
  readonly name: string;
  readonly value: string;
  readonly line: number;
  /** Of the name. */
  readonly start: number;
  /** Of the value, inside its quotes. */
  readonly valueStart: number;
  readonly valueEnd: number;
}

/** Never throws: what comes before the first mistake is indexed. */
export function indexXml(text: string): XmlIndex {
  const lineStarts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lineStarts.push(at + 1);
  const place = placer(lineStarts);
  const items: Mutable[] = [];
  const open: number[] = [];
  const tag =
    /<(?:!--[\s\S]*?-->|\?[\s\S]*?\?>|!\[CDATA\[[\s\S]*?\]\]>|![^>]*>|(\/?)([A-Za-z_][\w:.-]*)((?:[^>"']|"[^"]*"|'[^']*')*?)(\/?)>)/g;
  let textStart = 0;
  let trouble: XmlIndex['malformed'];
  const complain = (offset: number, length: number, message: string): void => {
    const { line, column } = place(offset);
    trouble ??= { line, start: column, end: column + length, message };
  };
  for (let match = tag.exec(text); match !== null; match = tag.exec(text)) {
    const stray = text.slice(textStart, match.index).indexOf('<');
    if (stray >= 0) complain(textStart + stray, 1, 'This tag does not end.');
    const owner = open.at(-1);
    const parent = owner ?? -1;
    if (owner !== undefined) items[owner].textLines += countLines(text, textStart, match.index);
    textStart = tag.lastIndex;
    const [, slash, name, inside, selfClosing] = match as (string | undefined)[];
    if (name === undefined) continue;
    if (slash === '/') {
      if (owner === undefined || items[owner].name !== name) {
        const expected = owner === undefined ? 'nothing' : `</${items[owner].name}>`;
        complain(match.index, match[0].length, `Expected ${expected}, got </${name}>.`);
        break;
      }
      close(items[owner], place(tag.lastIndex));
      open.pop();
    } else if (name === 'Node' && owner !== undefined) {
      items[owner].nodes++;
      if (selfClosing !== '/') open.push(pushItem(items, name, parent, place(match.index)));
    } else {
      const number = pushItem(items, name, parent, place(match.index));
      items[number].attributes.push(...attributes(inside ?? '', match.index + 1 + name.length, place));
      close(items[number], place(tag.lastIndex));
      if (selfClosing !== '/') open.push(number);
    }
  }
  const rest = text.indexOf('<', textStart);
  if (rest >= 0) complain(rest, 1, 'This tag does not end.');
  const unclosed = open.at(-1);
  if (unclosed !== undefined) {
    const { line, start, name } = items[unclosed];
    trouble ??= {
      line,
      start,
      end: start + name.length + 1,
      message: `Nothing closes <${name}>; the file may be cut short.`,
    };
  }
  return {
    lineCount: lineStarts.length,
    elements: items,
    ...(trouble === undefined ? {} : { malformed: trouble }),
  };
}

/** Value of an attribute, entities replaced; undefined when there is none. */
export function attributeOf(item: XmlItem, name: string): XmlAttribute | undefined {
  return item.attributes.find((attribute) => attribute.name === name);
}

interface Mutable {
  name: string;
  parent: number;
  line: number;
  start: number;
  endLine: number;
  end: number;
  attributes: XmlAttribute[];
  textLines: number;
  nodes: number;
}

function close(item: Mutable, { line, column }: ReturnType<Placer>): void {
  item.endLine = line;
  item.end = column;
}

type Placer = (offset: number) => { readonly line: number; readonly column: number };

function pushItem(
  items: Mutable[],
  name: string,
  parent: number,
  { line, column }: ReturnType<Placer>,
): number {
  items.push({
    name,
    parent,
    line,
    start: column,
    endLine: line,
    end: column,
    attributes: [],
    textLines: 0,
    nodes: 0,
  });
  return items.length - 1;
}

function attributes(inside: string, offset: number, place: Placer): readonly XmlAttribute[] {
  return Array.from(inside.matchAll(/([A-Za-z_][\w:.-]*)\s*=\s*(?:"([^"]*)"|'([^']*)')/g), (match) => {
    const value = match[2] ?? match[3];
    const { line, column } = place(offset + match.index);
    const valueOffset = offset + match.index + match[0].length - 1 - value.length;
    const valuePlace = place(valueOffset);
    return {
      name: match[1],
      value: unescaped(value),
      line: valuePlace.line,
      start: valuePlace.line === line ? column : 0,
      valueStart: valuePlace.column,
      valueEnd: valuePlace.column + value.length,
    };
  });
}

function countLines(text: string, from: number, to: number): number {
  const piece = text.slice(from, to).trim();
  return piece === '' ? 0 : piece.split('\n').length;
}

function unescaped(value: string): string {
  const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
  return value.replace(/&(\w+);/g, (whole, name: string) => entities[name] ?? whole);
}

function placer(lineStarts: readonly number[]): Placer {
  return (offset) => {
    let low = 0;
    let high = lineStarts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (lineStarts[middle] <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low, column: offset - lineStarts[low] };
  };
}
