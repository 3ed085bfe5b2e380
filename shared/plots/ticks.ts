/** Where an axis has its marks, and how its values are written. */
import type { Axis } from './chart';

export interface Tick {
  readonly at: number;
  readonly text: string;
}

/** @param most about how many there is room for */
export function ticksOf(axis: Axis, min: number, max: number, most: number): readonly Tick[] {
  if (!(max > min)) return [];
  if (axis.scale === 'resolution') return resolutionTicks(min, max, most);
  if (axis.scale === 'log' && min > 0 && max / min > 5) return logTicks(min, max, most);
  return linearTicks(min, max, axis.whole === true ? Math.min(most, max - min) : most);
}

/** A value in the words of its axis: Å for spatial frequencies, four digits otherwise. */
export function valueText(axis: Axis, value: number): string {
  if (axis.scale === 'resolution') return value > 0 ? `${digits(1 / value, 3)} Å` : '∞ Å';
  return axis.unit === '' ? digits(value, 4) : `${digits(value, 4)} ${axis.unit}`;
}

function linearTicks(min: number, max: number, most: number): readonly Tick[] {
  const rough = (max - min) / Math.max(1, most);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5].find((factor) => factor * power >= rough * 0.999) ?? 10);
  const decimals = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  const first = Math.ceil(min / step - 1e-9);
  const last = Math.floor(max / step + 1e-9);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => {
    // Plus 0: there is no mark at -0.
    const at = Number(((first + i) * step).toPrecision(12)) + 0;
    return { at, text: plain(at, decimals) };
  });
}

function logTicks(min: number, max: number, most: number): readonly Tick[] {
  const ticks: Tick[] = [];
  const decades = Math.log10(max / min);
  const factors = decades * 3 <= most ? [1, 2, 5] : [1];
  const stride = Math.max(1, Math.ceil(decades / most));
  for (let exponent = Math.floor(Math.log10(min)); exponent <= Math.log10(max); exponent += stride)
    for (const factor of factors) {
      const at = Number(`${factor}e${exponent}`);
      if (at >= min * 0.999 && at <= max * 1.001) ticks.push({ at, text: digits(at, 1) });
    }
  return ticks;
}

/** Å that people have in mind, fine to coarse; those at the fine end come first, and 0 is the coarsest of all. */
const resolutions = [
  1, 1.2, 1.5, 1.8, 2, 2.2, 2.5, 2.8, 3, 3.3, 3.6, 4, 4.5, 5, 6, 7, 8, 9, 10, 12, 14, 16, 20, 25, 30, 40, 60,
  100, 200, 500,
];

function resolutionTicks(min: number, max: number, most: number): readonly Tick[] {
  const gap = ((max - min) / Math.max(1, most)) * 0.9;
  const ticks: Tick[] = [];
  for (const resolution of resolutions) {
    const at = 1 / resolution;
    if (at > max * 1.003 || at < min || at - Math.max(min, 0) < gap) continue;
    const before = ticks.at(-1);
    if (before === undefined || before.at - at >= gap) ticks.push({ at, text: String(resolution) });
  }
  if (min <= 0) ticks.push({ at: 0, text: '∞' });
  return ticks.toReversed();
}

/** So many digits, without an exponent where people would write none. */
function digits(value: number, count: number): string {
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size >= 1e6 || size < 1e-4) return value.toExponential(Math.max(0, count - 1)).replace(/\.?0+e/, 'e');
  const decimals = Math.min(8, Math.max(0, count - 1 - Math.floor(Math.log10(size))));
  return plain(value, decimals)
    .replace(/(\.\d*?)0+$/, '$1')
    .replace(/\.$/, '');
}

function plain(value: number, decimals: number): string {
  if (Math.abs(value) >= 1e7) return value.toExponential(1).replace('.0e', 'e');
  return value.toLocaleString('en', { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
}
