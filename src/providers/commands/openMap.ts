/** Open Map: shows a density map in an editor tab. */
import path from 'node:path';
import * as vscode from 'vscode';
import { Problem } from '../../../shared/problem';
import { densityViewType } from '../densityViewType';
import { isNode, type Command, type Services } from './command';

export const openMap: Command = async (services, target) => {
  const file = isNode(target)
    ? target.path
    : target instanceof vscode.Uri
      ? target.fsPath
      : await askMap(services);
  if (file === undefined) return;
  await vscode.commands.executeCommand('vscode.openWith', vscode.Uri.file(file), densityViewType);
};

async function askMap(services: Services): Promise<string | undefined> {
  const items = services.projects.projects.flatMap((project) =>
    (project.content?.species ?? []).flatMap(({ content }) =>
      (content?.maps ?? []).map((map) => ({
        label: `${content?.species.name ?? ''}: ${map.label}`,
        description: path.basename(map.path),
        path: map.path,
      })),
    ),
  );
  if (items.length === 0) throw new Problem('the open folder has no species with maps');
  const picked = await vscode.window.showQuickPick(items, { placeHolder: 'Which map?' });
  return picked?.path;
}
