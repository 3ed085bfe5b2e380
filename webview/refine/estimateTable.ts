/** Parameters against data, series by series, and what the whole run takes. */
import type { RefinementEstimate } from '../protocol/refinement';
import { element } from '../shared/element';

export function estimateTable({ series, summary }: RefinementEstimate): readonly HTMLElement[] {
  const list = element(
    'dl',
    '',
    ...summary.flatMap(([label, value]) => [element('dt', '', label), element('dd', '', value)]),
  );
  const rows = series.map((one) => {
    const cells =
      one.skipped === ''
        ? [one.particles, one.images, one.parameters, one.perParameter].map((text) => element('td', '', text))
        : [element('td', 'help', `left out: ${one.skipped}`)];
    if (one.skipped !== '') cells[0].setAttribute('colspan', '4');
    const name = element('th', '', one.name);
    name.setAttribute('scope', 'row');
    return element('tr', '', name, ...cells);
  });
  const head = ['Series', 'Particles', 'Images', 'Parameters', 'Images a parameter'].map((title) => {
    const cell = element('th', '', title);
    cell.setAttribute('scope', 'col');
    return cell;
  });
  const table = element(
    'table',
    '',
    element('thead', '', element('tr', '', ...head)),
    element('tbody', '', ...rows),
  );
  const scroll = element('div', 'scroll', table);
  scroll.tabIndex = 0;
  scroll.setAttribute('role', 'region');
  scroll.setAttribute('aria-label', 'Parameters against data, by series');
  return [list, scroll];
}
