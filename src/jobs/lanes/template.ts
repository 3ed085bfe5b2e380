/** Job scripts with placeholders, as cryoSPARC's and Warp's clusters have them: `{{ memory * 2 }}`, `{% if partition %}`. */
import { Problem } from '../../../shared/problem';
import {
  evaluate,
  isTrue,
  namesIn,
  parseExpression,
  type Expression,
  type Value,
  type Values,
} from './expression';

/** Where a template is, for what is wrong with it. */
interface Placed {
  /** From 1. */
  readonly line: number;
}

type Part =
  | { readonly kind: 'text'; readonly text: string }
  | ({ readonly kind: 'output'; readonly expression: Expression } & Placed)
  | ({ readonly kind: 'if'; readonly branches: readonly Branch[] } & Placed);

interface Branch extends Placed {
  /** Null for `else`. */
  readonly test: Expression | null;
  readonly parts: Part[];
}

/**
 * Every placeholder with its value.
 * @param where the template's file
 * Throws Problem with the line of what has no value or is not supported.
 */
export function fillTemplate(text: string, values: Values, where: string): string {
  const filled = (parts: readonly Part[]): string => parts.map(fill).join('');
  const fill = (part: Part): string => {
    if (part.kind === 'text') return part.text;
    return at(where, part.line, () => {
      if (part.kind === 'output') return String(evaluate(part.expression, values));
      const taken = part.branches.find(({ test }) => test === null || isTrue(evaluate(test, values)));
      return taken === undefined ? '' : filled(taken.parts);
    });
  };
  return filled(parseTemplate(text, where));
}

/** Names that a template asks for, with the default that it gives them, in order and each once. Throws Problem. */
export function namesOfTemplate(text: string, where: string): ReadonlyMap<string, Value | undefined> {
  const found = new Map<string, Value | undefined>();
  const walk = (parts: readonly Part[]): void => {
    for (const part of parts) {
      const expressions =
        part.kind === 'output'
          ? [part.expression]
          : part.kind === 'if'
            ? part.branches.flatMap(({ test }) => test ?? [])
            : [];
      for (const { name, default: value } of expressions.flatMap(namesIn))
        if (found.get(name) === undefined) found.set(name, value);
      if (part.kind === 'if') for (const { parts: inside } of part.branches) walk(inside);
    }
  };
  walk(parseTemplate(text, where));
  return found;
}

/** `${#list}` is the shell's. */
const tag = /\{\{(-?)([\s\S]*?)(-?)\}\}|\{%(-?)([\s\S]*?)(-?)%\}|(?<!\$)\{#(-?)[\s\S]*?(-?)#\}/g;

function parseTemplate(text: string, where: string): readonly Part[] {
  const top: Part[] = [];
  /** Conditions that are open. */
  const open: { readonly branches: Branch[]; readonly line: number; readonly outer: Part[] }[] = [];
  let into = top;
  let done = 0;
  let trimsNext = false;
  const say = (upTo: number, trimsEnd: boolean): void => {
    let between = text.slice(done, upTo);
    if (trimsNext) between = between.trimStart();
    if (trimsEnd) between = between.trimEnd();
    if (between !== '') into.push({ kind: 'text', text: between });
  };
  for (const found of text.matchAll(tag)) {
    const line = lineOf(text, found.index);
    const trimsBefore = [found[1], found[4], found[7]].includes('-');
    const trimsAfter = [found[3], found[6], found[8]].includes('-');
    let [start, end] = [found.index, found.index + found[0].length];
    // A line that holds nothing but a condition is none of the script.
    const isAlone = found[2] === undefined && !trimsBefore && !trimsAfter;
    const before = text.lastIndexOf('\n', start - 1) + 1;
    const after = text.indexOf('\n', end);
    if (
      isAlone &&
      text.slice(before, start).trim() === '' &&
      text.slice(end, after === -1 ? undefined : after).trim() === ''
    )
      [start, end] = [Math.max(before, done), after === -1 ? text.length : after + 1];
    say(start, trimsBefore);
    [done, trimsNext] = [end, trimsAfter];
    at(where, line, () => {
      if (found[2] !== undefined) into.push({ kind: 'output', expression: parseExpression(found[2]), line });
      else if (found[5] !== undefined) into = statement(found[5].trim(), line, { into, open });
    });
  }
  say(text.length, false);
  const unclosed = open.at(-1);
  if (unclosed !== undefined)
    throw new Problem('{% if %} without {% endif %}', { where: `${where}:${unclosed.line}` });
  return top;
}

/** @returns where what follows it belongs */
function statement(
  words: string,
  line: number,
  {
    into,
    open,
  }: {
    readonly into: Part[];
    readonly open: { readonly branches: Branch[]; readonly line: number; readonly outer: Part[] }[];
  },
): Part[] {
  const [, word, rest] = /^(\w*)([\s\S]*)$/.exec(words) ?? [];
  if (word === 'if') {
    const branches: Branch[] = [{ test: parseExpression(rest), parts: [], line }];
    into.push({ kind: 'if', branches, line });
    open.push({ branches, line, outer: into });
    return branches[0].parts;
  }
  if (!['elif', 'else', 'endif'].includes(word))
    throw new Problem(`{% ${words} %} is not supported`, {
      remedy: 'use {% if %}, {% elif %}, {% else %} and {% endif %}',
    });
  const current = open.at(-1);
  if (current === undefined) throw new Problem(`{% ${word} %} without {% if %}`);
  if (word === 'endif') {
    open.pop();
    return current.outer;
  }
  if (current.branches.at(-1)?.test === null) throw new Problem(`{% ${word} %} after {% else %}`);
  const branch: Branch = { test: word === 'else' ? null : parseExpression(rest), parts: [], line };
  current.branches.push(branch);
  return branch.parts;
}

function lineOf(text: string, index: number): number {
  return text.slice(0, index).split('\n').length;
}

/** What goes wrong inside is told with its line; an inner line counts more. */
function at<T>(where: string, line: number, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof Problem) || error.where !== undefined) throw error;
    throw new Problem(error.what, {
      where: `${where}:${line}`,
      ...(error.remedy !== undefined && { remedy: error.remedy }),
      cause: error,
    });
  }
}
