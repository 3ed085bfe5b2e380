/** The numbers of a plot as comma-separated values (RFC 4180): one row an x, one column a curve. */
import { align, axisTitle, type Chart } from './chart';

/** What is hidden is left out; a cell is empty where its curve has no value. */
export function chartCsv(chart: Chart): string {
  const { header, rows } = chartTable(chart);
  return [header.map(quoted), ...rows.map((row) => row.map((value) => value ?? ''))]
    .map((cells) => `${cells.join(',')}\n`)
    .join('');
}

export interface ChartTable {
  readonly header: readonly string[];
  readonly rows: readonly (readonly (number | null)[])[];
}

/** A resolution axis has two columns: its spatial frequency, and what that is in Å (none at frequency 0). */
export function chartTable(chart: Chart): ChartTable {
  const curves = chart.curves.filter(({ hidden }) => hidden !== true);
  const { x, y } = align(curves);
  const inverse = chart.x.scale === 'resolution';
  return {
    header: [
      ...(inverse ? ['Spatial frequency (1/Å)', 'Resolution (Å)'] : [axisTitle(chart.x)]),
      ...curves.map(({ name }) => name),
    ],
    rows: x.map((value, i) => [
      value,
      ...(inverse ? [value > 0 ? 1 / value : null] : []),
      ...y.map((column) => column[i] ?? null),
    ]),
  };
}

function quoted(text: string): string {
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
