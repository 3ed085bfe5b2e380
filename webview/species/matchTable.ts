/** Which series the particles belong to, and which names belong to none. */
import type { ParticleMatch } from '../../shared/protocol/species';
import { element } from '../shared/element';
import { heading, rowTable } from '../shared/rowTable';

export function matchTable({
  particles,
  matched,
  unmatched,
  pixelSizes,
  warnings,
}: ParticleMatch): readonly HTMLElement[] {
  const found = matched.reduce((sum, one) => sum + one.particles, 0);
  const rows = [
    ...matched.map((one) => row(one.series, one.particles, '')),
    ...unmatched.map((one) => row(one.name, one.particles, problemOf(one))),
  ];
  return [
    element('p', 'result', `${found}/${particles} particles matched to available data sources`),
    ...pixelSizes.map(({ of, pixelSize, from }) =>
      element('p', 'result', `${of}: ${pixelSize} Å per unit, from ${from}`),
    ),
    ...warnings.map((warning) => element('p', 'failure', warning)),
    rowTable(['Name', 'Particles', 'Belongs to'], rows, 'Particles by series'),
  ];
}

function problemOf({ closest, holdsFrames }: ParticleMatch['unmatched'][number]): string {
  if (holdsFrames === true) return 'a frame series, which is not refined here';
  return closest === null ? 'no such series' : `no such series; ${closest}?`;
}

function row(name: string, particles: number, problem: string): HTMLElement {
  const belongs = element('td', problem === '' ? '' : 'wrong', problem === '' ? name : problem);
  return element('tr', '', heading(name, 'row'), element('td', '', particles.toLocaleString('en')), belongs);
}
