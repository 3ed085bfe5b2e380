/** Which version of which species a command is about: that of the row, or the one that is picked. */
import * as vscode from 'vscode';
import { Problem } from '../../../shared/problem';
import type { Species } from '../../model/species';
import type { ProjectNode } from '../projectNode';
import { versionRows } from '../versionNodes';
import { choosePopulation, isNode, type Services } from './command';

export interface ChosenVersion {
  readonly population: string;
  readonly species: Species;
  readonly row: ProjectNode;
}

export function isNotInUse({ state }: ProjectNode): boolean {
  return state !== 'current';
}

/** Undefined when a question was left unanswered. @param isOffered of the rows of versions */
export async function chooseVersion(
  services: Services,
  target: unknown,
  placeHolder: string,
  isOffered: (row: ProjectNode) => boolean,
): Promise<ChosenVersion | undefined> {
  const chosen = await chooseSpecies(services, target);
  if (chosen === undefined) return undefined;
  if (isNode(target) && target.kind === 'version') return { ...chosen, row: target };
  const { population, species } = chosen;
  const rows = await versionRows(population, population, species).get();
  const fitting = rows.filter(isOffered);
  if (fitting.length === 0)
    throw new Problem(`${species.name} has no ${rows.length === 0 ? '' : 'other '}version`, {
      remedy: 'every refinement that improves it makes one',
    });
  const picked = await vscode.window.showQuickPick(
    fitting.map((row) => ({ label: row.label, description: row.description ?? '', row })),
    { placeHolder },
  );
  return picked === undefined ? undefined : { ...chosen, row: picked.row };
}

/** The species of the row, the only one there is, or the one that is picked. */
export async function chooseSpecies(
  services: Services,
  target: unknown,
): Promise<{ readonly population: string; readonly species: Species } | undefined> {
  const project = await choosePopulation(services, target);
  if (project === undefined) return undefined;
  const all = project.content.species.flatMap(({ content }) => content?.species ?? []);
  const owner = isNode(target) ? target.owner : undefined;
  const named = all.find(({ guid }) => guid === owner);
  const found = (species: Species) => ({ population: project.path, species });
  if (named !== undefined) return found(named);
  if (all.length === 0)
    throw new Problem(`the population ${project.content.population.name} has no species`, {
      remedy: 'make one with New Species',
    });
  if (all.length === 1) return found(all[0]);
  const picked = await vscode.window.showQuickPick(
    all.map((species) => ({ label: species.name, description: species.path, species })),
    { placeHolder: 'Which species?' },
  );
  return picked === undefined ? undefined : found(picked.species);
}
