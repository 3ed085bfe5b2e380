/** What a plot shows: curves over a common axis, as plain data that drawing, saving and reading out share. */

export interface Chart {
  readonly title: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly curves: readonly Curve[];
  /** Horizontal lines. */
  readonly guides?: readonly Guide[];
}

export interface Axis {
  readonly label: string;
  /** `Å`, `°`, `e/Å²`; empty where there is none. */
  readonly unit: string;
  /** Of a `resolution` axis values are in 1/Å, and labels say Å. Linear unless it is said. */
  readonly scale?: 'linear' | 'log' | 'resolution';
  /** Values are counted: marks stand at whole numbers only. */
  readonly whole?: boolean;
  /** Shown whatever the values are. */
  readonly range?: readonly [number, number];
}

export interface Curve {
  readonly name: string;
  readonly x: ArrayLike<number>;
  /** NaN leaves a gap. */
  readonly y: ArrayLike<number>;
  /** Lines unless it is said. */
  readonly kind?: 'line' | 'steps' | 'points' | 'bars';
  /** Number of a color of the palette, for curves that belong together; the curve's own number unless it is said. */
  readonly color?: number;
  readonly dash?: Dash;
  /** Not drawn until it is switched on. */
  readonly hidden?: boolean;
}

export type Dash = 'solid' | 'dashed' | 'dotted' | 'dashdot';

export interface Guide {
  readonly y: number;
  readonly label: string;
}

/** px on, px off */
export const dashes: Readonly<Record<Dash, readonly number[]>> = {
  solid: [],
  dashed: [7, 4],
  dotted: [2, 3],
  dashdot: [8, 3, 2, 3],
};

/** Curves brought onto one ascending x: `undefined` where a curve has no such x, `null` where it has a gap. */
export interface AlignedCurves {
  readonly x: readonly number[];
  readonly y: readonly (readonly (number | null | undefined)[])[];
}

export function align(curves: readonly Curve[]): AlignedCurves {
  const places = new Set<number>();
  for (const { x } of curves)
    for (const value of Array.from(x)) if (Number.isFinite(value)) places.add(value);
  const x = [...places].sort((a, b) => a - b);
  const indexOf = new Map(x.map((value, index) => [value, index]));
  return {
    x,
    y: curves.map((curve) => {
      const column: (number | null | undefined)[] = Array.from({ length: x.length });
      for (let i = 0; i < curve.x.length; i++) {
        const at = indexOf.get(curve.x[i]);
        if (at !== undefined) column[at] = Number.isFinite(curve.y[i]) ? curve.y[i] : null;
      }
      return column;
    }),
  };
}

/** Smallest and largest value to show, with a little room; 0 to 1 where there is nothing. */
export function rangeOf(axis: Axis, values: Iterable<number | null | undefined>): readonly [number, number] {
  if (axis.range !== undefined) return axis.range;
  let [min, max] = [Infinity, -Infinity];
  for (const value of values) {
    if (value === null || value === undefined || !Number.isFinite(value)) continue;
    if (axis.scale === 'log' && value <= 0) continue;
    [min, max] = [Math.min(min, value), Math.max(max, value)];
  }
  if (min > max) return axis.scale === 'log' ? [1, 10] : [0, 1];
  if (axis.scale === 'log') return min === max ? [min / 2, max * 2] : [min / 1.1, max * 1.1];
  if (axis.scale === 'resolution') return [Math.min(0, min), max];
  const room = max > min ? (max - min) * 0.04 : Math.max(1, Math.abs(min) * 0.1);
  return [min - room, max + room];
}

/** The range of x: bars have room for their width. */
export function rangeOfX(chart: Chart, { x }: AlignedCurves): readonly [number, number] {
  const range = rangeOf(chart.x, x);
  if (chart.x.range !== undefined || x.length < 2 || !chart.curves.some(({ kind }) => kind === 'bars'))
    return range;
  const half = Math.min(...x.slice(1).map((value, i) => value - x[i])) / 2;
  return [x[0] - half, x[x.length - 1] + half];
}

/** The range of y: of what is drawn, with the guides; bars stand on 0. */
export function rangeOfY(chart: Chart, { y }: AlignedCurves): readonly [number, number] {
  const shown = y.filter((_, i) => chart.curves[i].hidden !== true).flat();
  const guides = chart.guides?.map((guide) => guide.y) ?? [];
  const [min, max] = rangeOf(chart.y, [...shown, ...guides]);
  const bars = chart.curves.some(({ kind, hidden }) => kind === 'bars' && hidden !== true);
  return bars && chart.y.range === undefined && chart.y.scale !== 'log' ? [0, max] : [min, max];
}

/** `Resolution (Å)` */
export function axisTitle({ label, unit }: Axis): string {
  return unit === '' ? label : `${label} (${unit})`;
}
