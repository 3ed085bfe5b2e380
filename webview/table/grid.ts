/** The grid of a table: a header that sorts and filters, and as many rows as fit on the screen. */
import type { TableDescription, TableQuery } from '../../shared/protocol/table';
import { firstRow, pageHeight, rowHeight, scrollTopOf } from './rowWindow';

export interface GridEvents {
  sort(column: number): void;
  filter(column: number, typed: string): void;
  /** A row was chosen or given up; with the one before it when a range is meant. */
  toggle(position: number, rangeFrom: number | null): void;
  selectAll(): void;
}

export interface Grid {
  readonly element: HTMLElement;
  /** Draws the rows anew: other order, other selection, or rows that have arrived. */
  draw(rows: ShownRows): void;
  /** Marks the sorted column. */
  mark(sorting: TableQuery['sorting']): void;
  scrollToTop(): void;
}

export interface ShownRows {
  readonly count: number;
  /** Undefined while it is fetched. */
  text(position: number): readonly string[] | undefined;
  /** Number of the row in the file, from 0. */
  number(position: number): number;
  isSelected(position: number): boolean;
}

/** px a letter, and around it */
const letter = 7.6;
const padding = 20;
const widest = 340;

export function createGrid(
  table: TableDescription,
  sample: readonly (readonly string[])[],
  events: GridEvents,
): Grid {
  const widths = table.columns.map(({ name, unit }, column) => {
    const longest = Math.max(
      shortName(name).length + 2,
      unit.length + 2,
      7,
      ...sample.map((row) => row[column]?.length ?? 0),
    );
    return Math.min(widest, Math.ceil((longest + 1) * letter + padding));
  });
  const template = `64px ${widths.map((width) => `${width}px`).join(' ')}`;
  const total = 64 + widths.reduce((sum, width) => sum + width, 0);

  const element = div('grid');
  element.setAttribute('role', 'grid');
  element.setAttribute('aria-label', table.name === '' ? 'Rows' : `Rows of ${table.name}`);
  element.setAttribute('aria-multiselectable', 'true');
  element.setAttribute('aria-colcount', String(table.columns.length));
  element.tabIndex = 0;
  const head = header(table, template, events);
  const page = div('page');
  const rowsElement = div('rows');
  page.append(rowsElement);
  element.append(head.element, page);
  page.style.width = `${total}px`;
  head.element.style.width = `${total}px`;

  let shown: ShownRows = { count: 0, text: () => undefined, number: () => 0, isSelected: () => false };
  let active = 0;
  const pool: HTMLElement[] = [];

  const viewHeight = (): number => element.clientHeight - head.element.offsetHeight;
  const draw = (): void => {
    page.style.height = `${pageHeight(shown.count)}px`;
    element.setAttribute('aria-rowcount', String(shown.count));
    const { position: first, hidden } = firstRow(element.scrollTop, viewHeight(), shown.count);
    const count = Math.min(Math.ceil(viewHeight() / rowHeight) + 1, Math.max(0, shown.count - first));
    while (pool.length < count) pool.push(rowElement(table, template));
    rowsElement.style.transform = `translateY(${element.scrollTop - hidden}px)`;
    rowsElement.replaceChildren(...pool.slice(0, count));
    for (let i = 0; i < count; i++) fill(pool[i], shown, first + i, first + i === active);
  };

  const move = (to: number): void => {
    active = Math.max(0, Math.min(shown.count - 1, to));
    const { position, hidden } = firstRow(element.scrollTop, viewHeight(), shown.count);
    const whole = Math.floor(viewHeight() / rowHeight);
    if (active < position || (active === position && hidden > 0))
      element.scrollTop = scrollTopOf(active, viewHeight(), shown.count);
    else if (active >= position + whole)
      element.scrollTop = scrollTopOf(active - whole + 1, viewHeight(), shown.count);
    draw();
  };

  element.addEventListener('scroll', draw, { passive: true });
  new ResizeObserver(draw).observe(element);
  rowsElement.addEventListener('click', (event) => {
    const row = (event.target as HTMLElement).closest<HTMLElement>('.row');
    if (row === null) return;
    const position = Number(row.dataset.position);
    events.toggle(position, event.shiftKey ? active : null);
    move(position);
  });
  element.addEventListener('keydown', (event) => {
    if (event.target !== element) return;
    const whole = Math.floor(viewHeight() / rowHeight);
    const steps: Readonly<Record<string, () => void>> = {
      ArrowDown: () => move(active + 1),
      ArrowUp: () => move(active - 1),
      PageDown: () => move(active + whole),
      PageUp: () => move(active - whole),
      Home: () => move(0),
      End: () => move(shown.count - 1),
      ' ': () => events.toggle(active, null),
      ...(event.ctrlKey || event.metaKey ? { a: () => events.selectAll() } : {}),
    };
    if (!(event.key in steps)) return;
    event.preventDefault();
    steps[event.key]();
  });

  return {
    element,
    draw(rows) {
      shown = rows;
      draw();
    },
    mark: head.mark,
    scrollToTop() {
      active = 0;
      element.scrollTop = 0;
    },
  };
}

/** Every label of a table has the same prefix. */
export function shortName(name: string): string {
  return name.replace(/^(rln|wrp)(?=[A-Z])/, '');
}

function header(
  { columns }: TableDescription,
  template: string,
  events: GridEvents,
): { element: HTMLElement; mark: (sorting: TableQuery['sorting']) => void } {
  const element = div('head');
  element.setAttribute('role', 'row');
  element.style.gridTemplateColumns = template;
  element.append(div('corner'));
  const heads = columns.map(({ name, unit, meaning, numeric }, column) => {
    const cell = div(numeric ? 'column numeric' : 'column');
    cell.setAttribute('role', 'columnheader');
    const sort = document.createElement('button');
    sort.type = 'button';
    sort.title = [`${name}${unit === '' ? '' : ` (${unit})`}`, meaning]
      .filter((part) => part !== '')
      .join('\n');
    sort.append(span('name', shortName(name)), span('unit', unit), span('arrow', ''));
    sort.addEventListener('click', () => events.sort(column));
    const filter = document.createElement('input');
    filter.type = 'text';
    filter.placeholder = numeric ? '> 0, 1..5' : 'part';
    filter.setAttribute('aria-label', `Filter ${name}`);
    filter.addEventListener('input', () => events.filter(column, filter.value));
    cell.append(sort, filter);
    element.append(cell);
    return { cell, arrow: sort.querySelector('.arrow') as HTMLElement };
  });
  return {
    element,
    mark(sorting) {
      heads.forEach(({ cell, arrow }, column) => {
        const sorted = sorting?.column === column;
        cell.setAttribute('aria-sort', sorted ? (sorting.descending ? 'descending' : 'ascending') : 'none');
        arrow.textContent = sorted ? (sorting.descending ? '▼' : '▲') : '';
      });
    },
  };
}

function rowElement({ columns }: TableDescription, template: string): HTMLElement {
  const row = div('row');
  row.setAttribute('role', 'row');
  row.style.gridTemplateColumns = template;
  row.append(div('number'));
  columns.forEach(({ numeric }) => {
    const cell = div(numeric ? 'cell numeric' : 'cell');
    cell.setAttribute('role', 'gridcell');
    row.append(cell);
  });
  return row;
}

function fill(row: HTMLElement, shown: ShownRows, position: number, isActive: boolean): void {
  const selected = shown.isSelected(position);
  row.dataset.position = String(position);
  row.setAttribute('aria-rowindex', String(position + 1));
  row.setAttribute('aria-selected', String(selected));
  row.className = `row${selected ? ' selected' : ''}${isActive ? ' active' : ''}`;
  const texts = shown.text(position);
  const [number, ...cells] = row.children;
  number.textContent = String(shown.number(position) + 1);
  cells.forEach((cell, column) => {
    cell.textContent = texts === undefined ? '…' : texts[column];
  });
}

function div(className: string): HTMLElement {
  const element = document.createElement('div');
  element.className = className;
  return element;
}

function span(className: string, text: string): HTMLElement {
  const element = document.createElement('span');
  element.className = className;
  element.textContent = text;
  return element;
}
