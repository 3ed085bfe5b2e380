/** Compare With: two versions of a map side by side, or two versions of a text file in VS Code's own comparison. */
import path from 'node:path';
import * as vscode from 'vscode';
import { isAccessible } from '../../files/isAccessible';
import { Problem } from '../../../shared/problem';
import type { ProjectNode } from '../projectNode';
import { mapFiles } from '../speciesMaps';

import { chooseVersion, isNotInUse } from './chooseVersion';
import { isNode, type Command, type Services } from './command';

export const compareWith: Command = async (services, target, selected) => {
  const pair = pairOf(target, selected);
  if (pair !== undefined) return compare(services, pair[0], pair[1]);
  const row = isNode(target) ? target : undefined;
  // A map or table in use is compared with its own earlier copy; a species or version by its filtered map.
  const chosen = await chooseVersion(
    services,
    row?.kind === 'version' ? { ...row, kind: 'species' } : target,
    'Compare with which version?',
    row?.kind === 'version' ? () => true : isNotInUse,
  );
  if (chosen === undefined) return;
  const present =
    row?.path !== undefined && isFile(row)
      ? row.path
      : await bestMap(services, chosen.population, row, chosen.species.guid);
  const copy = path.join(path.dirname(chosen.row.path ?? ''), path.basename(present));
  if (!(await isAccessible(copy)))
    throw new Problem(`${chosen.row.label.replace(/^V/, 'v')} holds no ${path.basename(present)}`, {
      where: path.dirname(copy),
    });
  await compare(services, copy, present);
};

/** Two rows that were chosen together. */
function pairOf(target: unknown, selected: unknown): readonly [string, string] | undefined {
  if (!Array.isArray(selected) || selected.length !== 2 || !selected.includes(target)) return undefined;
  const paths = (selected as unknown[])
    .filter(isNode)
    .flatMap((row) => (isFile(row) ? [row.path ?? ''] : []));
  return paths.length === 2 ? [paths[0], paths[1]] : undefined;
}

function isFile({ kind }: ProjectNode): boolean {
  return kind === 'map' || kind === 'particles' || kind === 'fsc' || kind === 'tilt';
}

/** The filtered map of a version or of the species as it is. */
async function bestMap(
  services: Services,
  population: string,
  row: ProjectNode | undefined,
  guid: string,
): Promise<string> {
  const project = services.projects.projects.find((one) => one.path === population);
  const species = project?.content?.species.find((one) => one.content?.species.guid === guid)?.content
    ?.species;
  if (species === undefined) throw new Problem('the species is gone', { where: population });
  const of = row?.kind === 'version' && row.path !== undefined ? { ...species, path: row.path } : species;
  const maps = await mapFiles(of);
  const best = maps.find(({ label }) => label === 'Filtered map') ?? maps.at(0);
  if (best === undefined) throw new Problem(`${species.name} has no maps`, { where: path.dirname(of.path) });
  return best.path;
}

async function compare(services: Services, left: string, right: string): Promise<void> {
  const [a, b] = [vscode.Uri.file(left), vscode.Uri.file(right)];
  if (!/\.(mrc|map)$/i.test(left)) {
    await vscode.commands.executeCommand('vscode.diff', a, b, `${path.basename(left)}: two versions`);
    return;
  }
  await services.density().showBeside(a, b);
}
