/** The table editor's page: a toolbar, a plot when it is asked for, and the grid. */
import type { OpenedFile, TableHost, TableQuery, TableView } from '../../shared/protocol/table';
import { hostPort, savedState, saveState } from '../shared/host';
import { connect } from '../../shared/rpc';
import { createGrid, type Grid } from './grid';
import { createPlot } from './plot';
import { RowPages } from './rowPages';
import './table.css';
import { createToolbar, type Toolbar } from './toolbar';

/** A pause in typing a filter, ms. */
const pause = 200;

let showTable: (table: number) => void = () => undefined;
const host = connect<TableView, TableHost>(hostPort, {
  fileChanged: () => void load(),
  show: (table) => showTable(table),
});
const page = document.createElement('main');
document.body.replaceChildren(page);
await load();

/** Only the newest loading is shown: a file can change while it is read. */
async function load(): Promise<void> {
  const turn = {};
  load.current = turn;
  showStatus('Reading the file', false);
  try {
    const file = await host.open();
    if (load.current !== turn) return;
    if (file.tables.length === 0) showStatus(`${file.fileName} has no tables.`, false);
    else showFile(file);
  } catch (error) {
    if (load.current === turn) showStatus(error instanceof Error ? error.message : String(error), true);
  }
}
load.current = {};

function showFile(file: OpenedFile): void {
  let query: TableQuery = { table: 0, filters: [], sorting: null };
  let order: Uint32Array = new Uint32Array();
  let pages: RowPages | undefined;
  let selected = new Set<number>();
  let grid: Grid | undefined;
  let axes: readonly [number, number] | null = null;
  let queries = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const toolbar: Toolbar = createToolbar(file, {
    showTable: (table) => void open(table),
    selectShown: () => select(order, true),
    clearSelection: () => select(selected, false),
    save: () => void save(),
    plot(columns) {
      axes = columns;
      void drawPlot();
    },
  });
  const plot = createPlot(
    (box) => {
      if (axes === null) return;
      const [x, y] = axes;
      void guarded(async () => select(await host.within(query.table, [x, y], order, box), true));
    },
    (row) => selected.has(row),
  );
  const place = document.createElement('div');
  place.className = 'place';
  page.className = '';
  page.replaceChildren(toolbar.element, plot.element, place);
  plot.element.hidden = true;

  const remembered = (savedState() as { table?: number } | undefined)?.table;
  showTable = (table) => void open(table);
  void open(file.first >= 0 ? file.first : (remembered ?? largest(file)));

  async function open(wanted: number): Promise<void> {
    const table = file.tables[wanted] === undefined ? largest(file) : wanted;
    saveState({ table });
    query = { table, filters: [], sorting: null };
    selected = new Set();
    axes = null;
    await guarded(async () => {
      const description = file.tables[table];
      order = await host.select(query);
      const sample = await host.rows(table, order.slice(0, 50));
      grid = createGrid(description, sample, {
        sort(column) {
          const { sorting } = query;
          const again = sorting?.column === column;
          query = { ...query, sorting: again && sorting.descending ? null : { column, descending: again } };
          void ask();
        },
        filter(column, typed) {
          query = {
            ...query,
            filters: [...query.filters.filter(([other]) => other !== column), [column, typed]],
          };
          clearTimeout(timer);
          timer = setTimeout(() => void ask(), pause);
        },
        toggle(position, rangeFrom) {
          if (rangeFrom === null) select([order[position]], !selected.has(order[position]));
          else select(order.subarray(Math.min(position, rangeFrom), Math.max(position, rangeFrom) + 1), true);
        },
        selectAll: () => select(order, true),
      });
      place.replaceChildren(grid.element);
      toolbar.setTable(table, description.columns);
      renew();
      page.dataset.ready = 'true';
    });
  }

  /** Only the newest answer counts; they can overtake each other. */
  async function ask(): Promise<void> {
    const number = ++queries;
    await guarded(async () => {
      const found = await host.select(query);
      if (number !== queries) return;
      order = found;
      grid?.scrollToTop();
      renew();
      await drawPlot();
    });
  }

  function renew(): void {
    pages = new RowPages(host, query.table, order, draw);
    grid?.mark(query.sorting);
    draw();
  }

  function draw(): void {
    grid?.draw({
      count: order.length,
      text: (position) => pages?.row(position),
      number: (position) => order[position],
      isSelected: (position) => selected.has(order[position]),
    });
    toolbar.say({ shown: order.length, of: file.tables[query.table].rowCount, selected: selected.size });
  }

  function select(rows: Iterable<number>, choose: boolean): void {
    for (const row of [...rows])
      if (choose) selected.add(row);
      else selected.delete(row);
    draw();
    plot.redraw();
  }

  async function drawPlot(): Promise<void> {
    plot.element.hidden = axes === null;
    if (axes === null) return plot.clear();
    const [x, y] = axes;
    const { columns } = file.tables[query.table];
    await guarded(async () =>
      plot.draw(await host.points(query.table, [x, y], order), columns[x], columns[y]),
    );
  }

  async function save(): Promise<void> {
    await guarded(async () => {
      const rows = Uint32Array.from(selected).sort();
      const name = await host.save(query.table, rows);
      if (name !== null) toolbar.report(`Saved ${rows.length.toLocaleString('en')} rows as ${name}.`, false);
    });
  }

  async function guarded(work: () => void | Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      toolbar.report(error instanceof Error ? error.message : String(error), true);
    }
  }
}

/** Of particles and optics, people want the particles. */
function largest({ tables }: OpenedFile): number {
  return tables.reduce((best, { rowCount }, i) => (rowCount > tables[best].rowCount ? i : best), 0);
}

function showStatus(message: string, failed: boolean): void {
  const status = document.createElement('p');
  status.className = 'status';
  status.setAttribute('role', 'status');
  status.textContent = message;
  page.className = failed ? 'failed' : '';
  page.replaceChildren(status);
}
