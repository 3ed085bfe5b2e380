/** A table with named columns and rows that scrolls inside its page and is read out with its headings. */
import { element } from './element';

/** @param label what the table is about, for those who do not see it */
export function rowTable(
  columns: readonly string[],
  rows: readonly HTMLElement[],
  label: string,
): HTMLElement {
  const head = columns.map((title) => heading(title, 'col'));
  const table = element(
    'table',
    '',
    element('thead', '', element('tr', '', ...head)),
    element('tbody', '', ...rows),
  );
  const scroll = element('div', 'scroll', table);
  scroll.tabIndex = 0;
  scroll.setAttribute('role', 'region');
  scroll.setAttribute('aria-label', label);
  return scroll;
}

export function heading(title: string, scope: 'col' | 'row'): HTMLElement {
  const cell = element('th', '', title);
  cell.setAttribute('scope', scope);
  return cell;
}
