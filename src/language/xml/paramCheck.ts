/** Whether M and Warp could read a value, by .NET's rules; what they cannot read they pass over without a word. */
import { formatDecimal, parseBool, parseInteger, parseNumber, parseNumbers } from '../../formats/xmlNumbers';
import type { Param } from '../../formats/params/param';

export type ParamTrouble =
  | { readonly code: 'exponent'; readonly better: string }
  | { readonly code: 'not-a-boolean'; readonly better?: string }
  | { readonly code: 'not-a-number'; readonly better?: string }
  | { readonly code: 'wrong-count'; readonly expected: number; readonly got: number }
  | { readonly code: 'old-count'; readonly got: number; readonly better: string }
  | { readonly code: 'out-of-range' };

/** Undefined for a value that is fine; an empty one means the default. */
export function checkParam(param: Param, value: string): ParamTrouble | undefined {
  const text = value.trim();
  if (text === '') return undefined;
  switch (param.kind) {
    case 'bool':
      return parseBool(text) === undefined ? booleanTrouble(text) : undefined;
    case 'three-state':
      return parseBool(text) === undefined && text !== 'null' ? booleanTrouble(text) : undefined;
    case 'integer': {
      const number = parseInteger(text);
      return number === undefined ? integerTrouble(text) : rangeTrouble(param, number);
    }
    case 'decimal': {
      const number = parseNumber(text);
      if (number === undefined || !Number.isFinite(number)) return numberTrouble(text);
      if (/e/i.test(text)) return { code: 'exponent', better: formatDecimal(number) };
      return rangeTrouble(param, number);
    }
    case 'float': {
      const number = parseNumber(text);
      return number === undefined ? numberTrouble(text) : rangeTrouble(param, number);
    }
    case 'numbers': {
      const numbers = parseNumbers(text);
      if (numbers === undefined) return { code: 'not-a-number' };
      const { count } = param;
      if (count === undefined || numbers.length === count) return undefined;
      return numbers.length === param.oldCount
        ? { code: 'old-count', got: numbers.length, better: param.missing }
        : { code: 'wrong-count', expected: count, got: numbers.length };
    }
    default:
      return undefined;
  }
}

/** `0 to 1`, `above 0`, ...; undefined for any number. */
export function rangeText({ range }: Param): string | undefined {
  if (range === undefined) return undefined;
  const [least, most] = range;
  if (most !== Infinity) return `${least} to ${most}`;
  return least === Number.MIN_VALUE ? 'above 0' : `${least} or more`;
}

function rangeTrouble({ range }: Param, number: number): ParamTrouble | undefined {
  return range === undefined || (number >= range[0] && number <= range[1])
    ? undefined
    : { code: 'out-of-range' };
}

function booleanTrouble(text: string): ParamTrouble {
  if (/^(1|yes|on|y|t)$/i.test(text)) return { code: 'not-a-boolean', better: 'True' };
  if (/^(0|no|off|n|f)$/i.test(text)) return { code: 'not-a-boolean', better: 'False' };
  return { code: 'not-a-boolean' };
}

function integerTrouble(text: string): ParamTrouble {
  const number = parseNumber(text);
  if (number === undefined || !Number.isInteger(number)) return { code: 'not-a-number' };
  return { code: 'not-a-number', better: String(number) };
}

function numberTrouble(text: string): ParamTrouble {
  const number = /^[-+]?\d+,\d+$/.test(text) ? text.replace(',', '.') : undefined;
  return number === undefined ? { code: 'not-a-number' } : { code: 'not-a-number', better: number };
}
