/** What stands between braces in a job script: names, numbers, arithmetic, comparisons and a few filters of Jinja. Nothing is run by it. */
import { Problem } from '../../../shared/problem';
import { tokensOf, type Token } from './expressionTokens';

export type Value = string | number | boolean;
export type Values = Readonly<Record<string, Value>>;

export type Expression =
  | { readonly kind: 'value'; readonly value: Value }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'unary'; readonly operator: string; readonly of: Expression }
  | {
      readonly kind: 'binary';
      readonly operator: string;
      readonly left: Expression;
      readonly right: Expression;
    }
  | {
      readonly kind: 'filter';
      readonly name: string;
      readonly of: Expression;
      readonly by: Expression | null;
    }
  | { readonly kind: 'defined'; readonly name: string }
  | {
      readonly kind: 'choice';
      readonly test: Expression;
      readonly yes: Expression;
      readonly no: Expression;
    };

/** Operators that bind more loosely come first; those of a level go from left to right. */
const levels: readonly (readonly string[])[] = [
  ['or'],
  ['and'],
  ['==', '!=', '<', '<=', '>', '>='],
  ['+', '-'],
  ['~'],
  ['*', '/', '//', '%'],
];

const filters: Readonly<Record<string, (value: Value, by: Value | undefined) => Value>> = {
  int: (value) => Math.trunc(numberOf(value)),
  float: (value) => numberOf(value),
  abs: (value) => Math.abs(numberOf(value)),
  round: (value, digits = 0) => {
    const factor = 10 ** numberOf(digits);
    return Math.round(numberOf(value) * factor) / factor;
  },
  string: (value) => String(value),
  upper: (value) => String(value).toUpperCase(),
  lower: (value) => String(value).toLowerCase(),
  trim: (value) => String(value).trim(),
};

/** Throws Problem for what is no expression, or one that is not supported. */
export function parseExpression(text: string): Expression {
  const tokens = [...tokensOf(text)];
  let at = 0;

  const next = (): Token | undefined => tokens[at];
  const is = (...words: readonly string[]): boolean => {
    const token = next();
    return token !== undefined && token.kind !== 'text' && words.includes(token.word);
  };
  const take = (...words: readonly string[]): boolean => {
    if (!is(...words)) return false;
    at++;
    return true;
  };
  const demand = (word: string): void => {
    if (!take(word)) throw new Problem(`expected "${word}" in "${text.trim()}"`);
  };

  function choice(): Expression {
    const yes = level(0);
    if (!take('if')) return yes;
    const test = level(0);
    demand('else');
    return { kind: 'choice', test, yes, no: choice() };
  }

  function level(depth: number): Expression {
    if (depth === levels.length) return unary();
    // `not` binds more loosely than comparisons.
    if (depth === 2 && take('not')) return { kind: 'unary', operator: 'not', of: level(2) };
    let left = level(depth + 1);
    while (is(...levels[depth])) {
      const operator = tokens[at++].word;
      left = { kind: 'binary', operator, left, right: level(depth + 1) };
    }
    return left;
  }

  function unary(): Expression {
    if (take('-')) return { kind: 'unary', operator: '-', of: unary() };
    const base = filtered();
    return take('**') ? { kind: 'binary', operator: '**', left: base, right: unary() } : base;
  }

  function filtered(): Expression {
    let of = primary();
    while (take('|')) {
      const name = next()?.word ?? '';
      at++;
      if (name !== 'default' && name !== 'd' && !Object.hasOwn(filters, name))
        throw new Problem(`the filter "${name}" is not supported`, {
          remedy: `use ${[...Object.keys(filters), 'default'].join(', ')}`,
        });
      of = { kind: 'filter', name: name === 'd' ? 'default' : name, of, by: argument() };
    }
    return of;
  }

  function argument(): Expression | null {
    if (!take('(')) return null;
    if (take(')')) return null;
    const by = choice();
    demand(')');
    return by;
  }

  function primary(): Expression {
    const token = next();
    at++;
    if (token === undefined) throw new Problem(`something is missing in "${text.trim()}"`);
    if (token.kind === 'number') return { kind: 'value', value: Number(token.word) };
    if (token.kind === 'text') return { kind: 'value', value: token.word };
    if (token.word === '(') {
      const inside = choice();
      demand(')');
      return inside;
    }
    if (token.kind !== 'name') throw new Problem(`"${token.word}" is not expected in "${text.trim()}"`);
    if (/^(true|false)$/i.test(token.word))
      return { kind: 'value', value: token.word.toLowerCase() === 'true' };
    if (take('is')) {
      const isNot = take('not');
      demand('defined');
      const defined: Expression = { kind: 'defined', name: token.word };
      return isNot ? { kind: 'unary', operator: 'not', of: defined } : defined;
    }
    return { kind: 'name', name: token.word };
  }

  const whole = choice();
  const rest = next();
  if (rest !== undefined) throw new Problem(`"${rest.word}" is not supported in "${text.trim()}"`);
  return whole;
}

/** Throws Problem that names what has no value, and for arithmetic on what is no number. */
export function evaluate(expression: Expression, values: Values): Value {
  switch (expression.kind) {
    case 'value':
      return expression.value;
    case 'name':
      if (!Object.hasOwn(values, expression.name)) throw new Problem(`"${expression.name}" has no value`);
      return values[expression.name];
    case 'defined':
      return Object.hasOwn(values, expression.name);
    case 'unary': {
      const of = evaluate(expression.of, values);
      return expression.operator === 'not' ? !isTrue(of) : -numberOf(of);
    }
    case 'binary':
      return binary(expression, values);
    case 'filter': {
      const by = expression.by === null ? undefined : evaluate(expression.by, values);
      if (expression.name !== 'default') return filters[expression.name](evaluate(expression.of, values), by);
      const { of } = expression;
      return of.kind === 'name' && !Object.hasOwn(values, of.name) ? (by ?? '') : evaluate(of, values);
    }
    default:
      return evaluate(isTrue(evaluate(expression.test, values)) ? expression.yes : expression.no, values);
  }
}

/** As in Jinja: nothing, zero and the empty text are false. */
export function isTrue(value: Value): boolean {
  return value !== '' && value !== 0 && value !== false;
}

/** Every name, with its default where a filter gives one. */
export function namesIn(
  expression: Expression,
): readonly { readonly name: string; readonly default?: Value }[] {
  switch (expression.kind) {
    case 'name':
    case 'defined':
      return [{ name: expression.name }];
    case 'unary':
      return namesIn(expression.of);
    case 'filter': {
      const { of, by, name } = expression;
      const rest = by === null ? [] : namesIn(by);
      return name === 'default' && of.kind === 'name' && by?.kind === 'value'
        ? [{ name: of.name, default: by.value }]
        : [...namesIn(of), ...rest];
    }
    case 'binary':
      return [...namesIn(expression.left), ...namesIn(expression.right)];
    case 'choice':
      return [expression.test, expression.yes, expression.no].flatMap(namesIn);
    default:
      return [];
  }
}

function binary({ operator, left, right }: Extract<Expression, { kind: 'binary' }>, values: Values): Value {
  const a = evaluate(left, values);
  if (operator === 'and') return isTrue(a) ? evaluate(right, values) : a;
  if (operator === 'or') return isTrue(a) ? a : evaluate(right, values);
  const b = evaluate(right, values);
  switch (operator) {
    case '==':
      return a === b;
    case '!=':
      return a !== b;
    case '<':
      return typeof a === 'string' && typeof b === 'string' ? a < b : numberOf(a) < numberOf(b);
    case '<=':
      return typeof a === 'string' && typeof b === 'string' ? a <= b : numberOf(a) <= numberOf(b);
    case '>':
      return typeof a === 'string' && typeof b === 'string' ? a > b : numberOf(a) > numberOf(b);
    case '>=':
      return typeof a === 'string' && typeof b === 'string' ? a >= b : numberOf(a) >= numberOf(b);
    case '~':
      return `${a}${b}`;
    case '+':
      return typeof a === 'string' && typeof b === 'string' ? a + b : numberOf(a) + numberOf(b);
    case '-':
      return numberOf(a) - numberOf(b);
    case '*':
      return numberOf(a) * numberOf(b);
    case '/':
      return numberOf(a) / divisor(b);
    case '//':
      return Math.floor(numberOf(a) / divisor(b));
    case '%':
      return numberOf(a) - divisor(b) * Math.floor(numberOf(a) / divisor(b));
    default:
      return numberOf(a) ** numberOf(b);
  }
}

function divisor(value: Value): number {
  const number = numberOf(value);
  if (number === 0) throw new Problem('it divides by zero');
  return number;
}

function numberOf(value: Value): number {
  const number = typeof value === 'string' && value.trim() === '' ? NaN : Number(value);
  if (!Number.isFinite(number)) throw new Problem(`"${value}" is no number`);
  return number;
}
