/** What is doubtful about a project before it is refined, for a question that costs nothing yet. */
import { stopAtDoubts, type DoubtName } from '../check/doubt';
import { dosesDoubt } from '../check/doses';
import { mapDoubtsOf, particleDoubts } from '../check/speciesDoubts';
import type { Project } from './project';

/** Tells what may be meant, and what was accepted. Throws Problem for what was not. */
export function questionProject(
  project: Project,
  accepted: readonly DoubtName[],
  warn: (message: string) => void,
): void {
  for (const { species, particles, ...maps } of project.species) {
    const { doubts, remarks } = particleDoubts(species, particles);
    stopAtDoubts([...doubts, ...mapDoubtsOf(species, maps)], accepted, warn);
    for (const { what, remedy } of remarks) warn(`${species.name}: ${what}; ${remedy}, if that is not meant`);
  }
  const doses = project.series.flatMap(({ file }) =>
    file.unselected ? [] : (dosesDoubt(file.series.dose, file.path) ?? []),
  );
  stopAtDoubts(doses, accepted, warn);
  tellLimits(project, warn);
}

/** Tilts beyond the limit of their source would be missed otherwise: M takes them. */
function tellLimits({ sources, series }: Project, warn: (message: string) => void): void {
  for (const source of sources) {
    const limited = series.filter((one) => one.source.guid === source.guid && one.file.beyondLimit > 0);
    const left = limited.reduce((sum, { file }) => sum + file.beyondLimit, 0);
    if (left > 0)
      warn(
        `${source.name}: the ${source.frameLimit} tilts of least dose are used (limit of the data source), ` +
          `${left} tilts of ${limited.length} series are left out`,
      );
  }
}
