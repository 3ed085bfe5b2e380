/** A curve in one line of text, for tooltips. */

const bars = '▁▂▃▄▅▆▇█';

/** The lowest value is the lowest bar; all are in the middle when there is no difference. */
export function sparkline(values: readonly number[]): string {
  const least = Math.min(...values);
  const range = Math.max(...values) - least;
  return values
    .map((value) => bars[range > 0 ? Math.round(((value - least) / range) * (bars.length - 1)) : 3])
    .join('');
}
