/** Settings and source files that are dropped on the explorer become data sources; rows can be dragged into editors. */
import * as vscode from 'vscode';
import { createSource } from '../commands/createSource';
import { commandId } from '../commands/palette';
import type { ProjectNode } from './projectNode';

const uriList = 'text/uri-list';

export class ProjectDrops implements vscode.TreeDragAndDropController<ProjectNode> {
  readonly dropMimeTypes = [uriList];
  readonly dragMimeTypes = [uriList];

  handleDrag(rows: readonly ProjectNode[], transfer: vscode.DataTransfer): void {
    const files = rows.flatMap(({ path }) => (path === undefined ? [] : [vscode.Uri.file(path).toString()]));
    if (files.length > 0) transfer.set(uriList, new vscode.DataTransferItem(files.join('\r\n')));
  }

  async handleDrop(on: ProjectNode | undefined, transfer: vscode.DataTransfer): Promise<void> {
    const list = (await transfer.get(uriList)?.asString()) ?? '';
    const files = list
      .split(/\r?\n/)
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((line) => vscode.Uri.parse(line, true));
    const sources = files.filter(({ path }) => /\.(settings|source)$/i.test(path));
    // Rows of the tree itself may be let go over it.
    if (sources.length === 0 && files.some(({ path }) => !/\.(xml|mrc|star|species|population)$/i.test(path)))
      void vscode.window.showWarningMessage(
        'Only data sources can be dropped here: .settings files of Warp, and .source files.',
      );
    for (const settings of sources)
      await vscode.commands.executeCommand(commandId(createSource), {
        settings,
        ...(on === undefined ? {} : { population: on.population }),
      });
  }
}
