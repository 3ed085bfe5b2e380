/** Parameters against data, series by series, and what the whole run takes. */
import type { RefinementEstimate } from '../../shared/protocol/refinement';
import { element } from '../shared/element';
import { heading, rowTable } from '../shared/rowTable';

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
    return element('tr', '', heading(one.name, 'row'), ...cells);
  });
  const columns = ['Series', 'Particles', 'Images', 'Parameters', 'Images per parameter'];
  return [list, rowTable(columns, rows, 'Parameters against data, by series')];
}
