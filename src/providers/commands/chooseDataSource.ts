/** Which data source a command is about: that of the row, the only one there is, or the one that is picked. */
import path from 'node:path';
import * as vscode from 'vscode';
import { Problem } from '../../../shared/problem';
import { choosePopulation, isNode, type Services } from './command';

export interface ChosenSource {
  readonly population: string;
  /** GUID where the file could be read, else the path that the population has. */
  readonly id: string;
  readonly name: string;
  readonly path: string;
}

export async function chooseDataSource(
  services: Services,
  target: unknown,
): Promise<ChosenSource | undefined> {
  const project = await choosePopulation(services, target);
  if (project === undefined) return undefined;
  const references = project.content.population.sources;
  const all = project.content.sources.map(({ path: file, content }, i): ChosenSource => ({
    population: project.path,
    id: content?.guid ?? references[i].guid,
    name: content?.name ?? path.basename(file, '.source'),
    path: file,
  }));
  const named = isNode(target)
    ? all.find((one) => one.id === target.owner || one.path === target.path)
    : undefined;
  if (named !== undefined) return named;
  if (all.length === 0)
    throw new Problem(`the population ${project.content.population.name} has no data source`, {
      remedy: 'add one first',
    });
  if (all.length === 1) return all[0];
  const picked = await vscode.window.showQuickPick(
    all.map((source) => ({ label: source.name, description: source.path, source })),
    { placeHolder: 'Which data source?' },
  );
  return picked?.source;
}
