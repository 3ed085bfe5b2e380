/** The members of a JSON object with their places in the text, so that one can be changed and all the rest kept. */
import { Problem } from '../../shared/problem';

export interface JsonMember {
  readonly name: string;
  readonly value: unknown;
  /** Of the name, counted from 1. */
  readonly line: number;
  /** Characters of the text from the name's first quote, and of the value. */
  readonly start: number;
  readonly valueStart: number;
  readonly valueEnd: number;
}

export interface TextChange {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Throws Problem with file and line where the text is not one JSON object. */
export function parseJsonMembers(text: string, file: string): readonly JsonMember[] {
  const members: JsonMember[] = [];
  let at = text.startsWith('\uFEFF') ? 1 : 0;
  const fail = (expected: string): never => {
    const found = at < text.length ? `found ${JSON.stringify(text[at])}` : 'the file ends';
    throw new Problem(`expected ${expected}, ${found}`, {
      where: `${file}:${lineAt(text, at)}`,
      remedy: 'fix it in the text editor',
    });
  };
  const skip = (): void => {
    while (' \t\r\n'.includes(text[at] ?? '-')) at++;
  };
  const expect = (character: string, expected: string): void => {
    skip();
    if (text[at] !== character) fail(expected);
    at++;
  };
  const string = (): void => {
    skip();
    // oxlint-disable-next-line no-control-regex -- JSON forbids them in text
    const match = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
    match.lastIndex = at;
    if (!match.test(text)) fail('a name or text in double quotes');
    at = match.lastIndex;
  };
  const listed = (end: string, one: () => void): void => {
    at++;
    skip();
    if (text[at] === end) {
      at++;
      return;
    }
    for (;;) {
      one();
      skip();
      if (text[at] === end) break;
      expect(',', `a comma or ${end}`);
    }
    at++;
  };
  const value = (): void => {
    skip();
    if (text[at] === '"') string();
    else if (text[at] === '[') listed(']', value);
    else if (text[at] === '{') listed('}', () => named(value));
    else {
      const match = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;
      match.lastIndex = at;
      if (!match.test(text)) fail('a value: a number, text in double quotes, true or false');
      at = match.lastIndex;
    }
  };
  const named = (content: () => void): void => {
    string();
    expect(':', 'a colon');
    content();
  };
  skip();
  if (text[at] !== '{') fail('{');
  listed('}', () => {
    skip();
    const start = at;
    let valueStart = 0;
    named(() => {
      skip();
      valueStart = at;
      value();
    });
    members.push({
      name: JSON.parse(/"(?:[^"\\]|\\.)*"/y.exec(text.slice(start))?.[0] ?? '""') as string,
      value: JSON.parse(text.slice(valueStart, at)) as unknown,
      line: lineAt(text, start),
      start,
      valueStart,
      valueEnd: at,
    });
  });
  skip();
  if (at < text.length) fail('the end of the file');
  return members;
}

/** What to change so that the member has this value; null when it has. A new member goes last, on a line like the others. */
export function memberChange(
  text: string,
  members: readonly JsonMember[],
  name: string,
  value: string | number | boolean,
): TextChange | null {
  const json = JSON.stringify(value);
  // Of two members with one name the last counts.
  const present = members.findLast((member) => member.name === name);
  if (present !== undefined)
    return present.value === value ? null : { start: present.valueStart, end: present.valueEnd, text: json };
  const last = members.at(-1);
  const added = `${JSON.stringify(name)}: ${json}`;
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  if (last === undefined) {
    const open = text.indexOf('{') + 1;
    return { start: open, end: text.indexOf('}', open), text: `${newline}  ${added}${newline}` };
  }
  const lineStart = text.lastIndexOf('\n', last.start - 1) + 1;
  const indent = text.slice(lineStart, last.start);
  const separator = /^[ \t]*$/.test(indent) && lineStart > 0 ? `,${newline}${indent}` : ', ';
  return { start: last.valueEnd, end: last.valueEnd, text: separator + added };
}

export function withChange(text: string, { start, end, text: inserted }: TextChange): string {
  return text.slice(0, start) + inserted + text.slice(end);
}

function lineAt(text: string, at: number): number {
  return text.slice(0, at).split('\n').length;
}
