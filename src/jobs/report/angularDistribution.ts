/** From which directions a species' particles are seen, counted on Mollweide's equal-area map. */
import { readPopulation, readPopulationSpecies } from '../../model/population';
import { readParticles } from '../../model/particleFile';
import type { ParticleTable } from '../../model/particles';
import { companion } from '../../model/species';
import { Problem } from '../../../shared/problem';
import type { AngularDistribution } from '../../../shared/records/report';

/** @param guid of the species. Throws Problem where there is none, or its particles cannot be read. */
export async function readAngularDistribution(
  populationPath: string,
  guid: string,
): Promise<AngularDistribution> {
  const population = await readPopulation(populationPath);
  const species = (await readPopulationSpecies(population)).find((one) => one.guid === guid);
  if (species === undefined) throw new Problem(`there is no species ${guid}`, { where: population.path });
  const particles = await readParticles(companion(species, '_particles.star'), species.temporalSamples);
  return { species: species.name, symmetry: species.symmetry, ...angularDistribution(particles) };
}

/** Each particle counts once, by its first sample and as its file has it: symmetry is not applied. */
export function angularDistribution({
  count,
  samples,
  angles,
}: Pick<ParticleTable, 'count' | 'samples' | 'angles'>): Omit<AngularDistribution, 'species' | 'symmetry'> {
  // About one particle a cell where there are few, 5° where there are many; an even number has an equator.
  const rows = 2 * Math.round(Math.min(18, Math.max(4, Math.sqrt(count / 1.6) / 2)));
  const columns = 2 * rows;
  const counts: (number | null)[] = Array.from({ length: rows * columns }, (_, i) =>
    isOnMap(i % columns, Math.floor(i / columns), columns, rows) ? 0 : null,
  );
  for (let particle = 0; particle < count; particle++) {
    const [x, y] = mollweide(angles[particle * samples * 3], angles[particle * samples * 3 + 1]);
    const column = Math.min(columns - 1, Math.floor(((x + 1) / 2) * columns));
    const row = Math.min(rows - 1, Math.floor(((1 - y) / 2) * rows));
    const at = row * columns + column;
    counts[at] = (counts[at] ?? 0) + 1;
  }
  return { particles: count, columns, rows, counts };
}

/**
 * Place on the map, -1 to 1 across and up, of a view from rot and tilt (rad).
 * Snyder, Map Projections (USGS 1395), p. 251: 2 t + sin 2t = pi sin(latitude).
 */
export function mollweide(rot: number, tilt: number): readonly [number, number] {
  // A direction, whatever turns the angles hold beyond one.
  const [x, y, z] = [Math.sin(tilt) * Math.cos(rot), Math.sin(tilt) * Math.sin(rot), Math.cos(tilt)];
  const target = Math.PI * z;
  let theta = Math.asin(z);
  for (let i = 0; i < 50; i++) {
    const slope = 2 + 2 * Math.cos(2 * theta);
    if (slope < 1e-9) break;
    const step = (2 * theta + Math.sin(2 * theta) - target) / slope;
    theta -= step;
    if (Math.abs(step) < 1e-12) break;
  }
  return [(Math.atan2(y, x) / Math.PI) * Math.cos(theta), Math.sin(theta)];
}

/** Whether any part of the cell is: its corner nearest to the middle. */
function isOnMap(column: number, row: number, columns: number, rows: number): boolean {
  const near = (index: number, of: number): number => {
    const [low, high] = [(2 * index) / of - 1, (2 * (index + 1)) / of - 1];
    return low > 0 ? low : high < 0 ? high : 0;
  };
  return near(column, columns) ** 2 + near(row, rows) ** 2 < 1;
}
