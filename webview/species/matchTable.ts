/** Which series the particles belong to, and which names belong to none. */
import type { ParticleMatch } from '../protocol/species';
import { element } from '../shared/element';

export function matchTable({ particles, matched, unmatched }: ParticleMatch): readonly HTMLElement[] {
  const found = matched.reduce((sum, one) => sum + one.particles, 0);
  const rows = [
    ...matched.map((one) => row(one.series, one.particles, '')),
    ...unmatched.map((one) =>
      row(
        one.name,
        one.particles,
        one.closest === null ? 'no such series' : `no such series; ${one.closest}?`,
      ),
    ),
  ];
  const head = ['Name', 'Particles', 'Belongs to'].map((title) => {
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
  scroll.setAttribute('aria-label', 'Particles by series');
  return [
    element('p', 'result', `${found}/${particles} particles matched to available data sources`),
    scroll,
  ];
}

function row(name: string, particles: number, problem: string): HTMLElement {
  const title = element('th', '', name);
  title.setAttribute('scope', 'row');
  const belongs = element('td', problem === '' ? '' : 'wrong', problem === '' ? name : problem);
  return element('tr', '', title, element('td', '', particles.toLocaleString('en')), belongs);
}
