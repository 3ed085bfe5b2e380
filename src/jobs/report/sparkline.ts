/** A curve in one line of text, for tooltips, notes of forms and terminals. */

const bars = '▁▂▃▄▅▆▇█';

/** The lowest value is the lowest bar; all are in the middle when there is no difference. */
export function sparkline(values: readonly number[]): string {
  const least = Math.min(...values);
  const range = Math.max(...values) - least;
  return values
    .map((value) => bars[range > 0 ? Math.round(((value - least) / range) * (bars.length - 1)) : 3])
    .join('');
}

/** Twenty bars at most, of a histogram with any number of bins; an empty bin is the lowest bar. */
export function histogramBars(histogram: readonly number[]): string {
  const step = Math.ceil(histogram.length / 20);
  const sums = Array.from({ length: Math.ceil(histogram.length / step) }, (_, i) =>
    histogram.slice(i * step, (i + 1) * step).reduce((sum, count) => sum + count, 0),
  );
  return sparkline([0, ...sums]).slice(1);
}
