/** Words of an expression in a job script. */
import { Problem } from '../../../shared/problem';

export interface Token {
  readonly kind: 'number' | 'text' | 'name' | 'operator';
  /** Of a text without its quotes. */
  readonly word: string;
}

const pattern =
  /\s*(?:(\d+(?:\.\d+)?)|"([^"\\]*)"|'([^'\\]*)'|([A-Za-z_]\w*)|(\*\*|\/\/|==|!=|<=|>=|[-+*/%<>()|~]))/y;

/** Throws Problem for a character that has no meaning here. */
export function* tokensOf(text: string): Generator<Token> {
  const end = text.trimEnd().length;
  for (let at = 0; at < end;) {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (found === null)
      throw new Problem(`"${text.slice(at).trim()}" is not supported`, {
        remedy: 'use names, numbers, texts in quotes, arithmetic, comparisons and filters',
      });
    at = pattern.lastIndex;
    const [, number, double, single, name, operator] = found;
    if (number !== undefined) yield { kind: 'number', word: number };
    else if (name !== undefined) yield { kind: 'name', word: name };
    else if (operator !== undefined) yield { kind: 'operator', word: operator };
    else yield { kind: 'text', word: double ?? single };
  }
}
