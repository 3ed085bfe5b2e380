/** What stands above the grid: which table, how many rows, what to do with the chosen ones, and what to plot. */
import type { OpenedFile, TableColumn } from '../../shared/protocol/table';
import { button } from '../shared/controls';
import { shortName } from './grid';

export interface ToolbarEvents {
  showTable(table: number): void;
  selectShown(): void;
  clearSelection(): void;
  save(): void;
  /** Columns to plot; null puts the plot away. */
  plot(columns: readonly [x: number, y: number] | null): void;
}

export interface Toolbar {
  readonly element: HTMLElement;
  /** The table that is shown, and its columns to plot. */
  setTable(table: number, columns: readonly TableColumn[]): void;
  say(counts: { shown: number; of: number; selected: number }): void;
  /** One sentence about what was done, or what went wrong. */
  report(message: string, failed: boolean): void;
}

export function createToolbar(file: OpenedFile, events: ToolbarEvents): Toolbar {
  const tables = choice(
    'Table',
    file.tables.map(({ name, rowCount }, value) => ({
      value,
      label: `${name === '' ? 'data_' : name} (${rowCount.toLocaleString('en')})`,
    })),
  );
  tables.addEventListener('change', () => events.showTable(Number(tables.value)));
  const counts = document.createElement('output');
  counts.className = 'counts';
  const all = button('Select All Shown', 'secondary', () => events.selectShown());
  const none = button('Clear Selection', 'secondary', () => events.clearSelection());
  const save = button('Save Selection...', 'primary', () => events.save());
  const message = document.createElement('span');
  message.setAttribute('role', 'status');
  message.className = 'message';

  const x = choice('X axis', []);
  const y = choice('Y axis', []);
  const plot = button('Plot', 'secondary', () => toggle());
  let plotting = false;
  const ask = (): void => events.plot(plotting ? [Number(x.value), Number(y.value)] : null);
  const toggle = (): void => {
    plotting = !plotting;
    plot.textContent = plotting ? 'Hide Plot' : 'Plot';
    ask();
  };
  for (const select of [x, y]) select.addEventListener('change', () => plotting && ask());

  const element = document.createElement('header');
  const first = document.createElement('div');
  const second = document.createElement('div');
  first.append(tables, counts, all, none, save);
  second.append(plot, y, 'against', x, message);
  element.append(first, second);
  tables.hidden = file.tables.length < 2;

  return {
    element,
    setTable(table, columns) {
      tables.value = String(table);
      const numeric = columns.flatMap(({ name, numeric: is }, value) =>
        is ? [{ value, label: shortName(name) }] : [],
      );
      fillChoice(x, numeric);
      fillChoice(y, numeric);
      if (numeric.length > 1) y.value = String(numeric[1].value);
      second.classList.toggle('without-plot', numeric.length === 0);
      message.textContent = '';
      if (plotting) ask();
    },
    say({ shown, of, selected }) {
      const rows =
        shown === of
          ? `${of.toLocaleString('en')} rows`
          : `${shown.toLocaleString('en')} of ${of.toLocaleString('en')} rows`;
      counts.value = selected === 0 ? rows : `${rows}, ${selected.toLocaleString('en')} selected`;
      save.disabled = selected === 0;
      none.disabled = selected === 0;
    },
    report(text, failed) {
      message.textContent = text;
      message.classList.toggle('failed', failed);
    },
  };
}

function choice(label: string, options: readonly { value: number; label: string }[]): HTMLSelectElement {
  const select = document.createElement('select');
  select.setAttribute('aria-label', label);
  fillChoice(select, options);
  return select;
}

function fillChoice(select: HTMLSelectElement, options: readonly { value: number; label: string }[]): void {
  select.replaceChildren(
    ...options.map(({ value, label }) => {
      const option = document.createElement('option');
      option.value = String(value);
      option.textContent = label;
      return option;
    }),
  );
}
