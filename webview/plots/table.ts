/** The numbers of a plot as a table, for those who cannot see the curves or want the values. */
import { type Chart } from '../../shared/plots/chart';
import { chartTable } from '../../shared/plots/csv';

export interface PlotTable {
  readonly element: HTMLElement;
  /** The curves changed. */
  redraw(): void;
}

/** Rows beyond this would make a page that no reader gets through; the CSV file has them all. */
const mostRows = 500;

export function createPlotTable(chart: () => Chart): PlotTable {
  const element = document.createElement('details');
  element.className = 'plot-table';
  const summary = document.createElement('summary');
  summary.textContent = 'Table';
  const place = document.createElement('div');
  place.className = 'plot-rows';
  place.tabIndex = 0;
  place.setAttribute('role', 'region');
  element.append(summary, place);
  // A table that nobody opens costs nothing.
  const redraw = (): void => {
    if (!element.open) return;
    const shown = chart();
    place.setAttribute('aria-label', `Table: ${shown.title}`);
    place.replaceChildren(tableOf(shown));
  };
  element.addEventListener('toggle', redraw);
  return { element, redraw };
}

function tableOf(chart: Chart): HTMLElement {
  const { header, rows } = chartTable(chart);
  const table = document.createElement('table');
  const caption = table.createCaption();
  caption.textContent =
    rows.length > mostRows ? `${chart.title}: the first ${mostRows} of ${rows.length} rows` : chart.title;
  const head = table.createTHead().insertRow();
  for (const name of header) {
    const cell = document.createElement('th');
    cell.scope = 'col';
    cell.textContent = name;
    head.append(cell);
  }
  const body = table.createTBody();
  for (const row of rows.slice(0, mostRows)) {
    const line = body.insertRow();
    for (const value of row)
      line.insertCell().textContent = value === null ? '' : String(Number(value.toPrecision(6)));
  }
  return table;
}
