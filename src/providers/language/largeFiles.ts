/** STAR files beyond what VS Code shows its extensions: says so, and offers the table, which takes any size. */
import * as vscode from 'vscode';
import type { TableEditor } from './tableEditor';

/** VS Code keeps larger documents from extensions, bytes. */
const limit = 50 * 1024 * 1024;

/** Whoever opens the table at once needs no offer, ms. */
const patience = 1500;

export function offerTables(tables: TableEditor): vscode.Disposable {
  const asked = new Set<string>();
  const look = async (tabs: readonly vscode.Tab[]): Promise<void> => {
    for (const { input } of tabs) {
      if (!(input instanceof vscode.TabInputText) || !/\.(tomo)?star$/i.test(input.uri.path)) continue;
      const { uri } = input;
      if (asked.has(uri.toString())) continue;
      asked.add(uri.toString());
      const { size } = await vscode.workspace.fs.stat(uri).then(
        (found) => found,
        () => ({ size: 0 }),
      );
      if (size <= limit) continue;
      await new Promise((resolve) => setTimeout(resolve, patience));
      if (!tables.wasShown(uri)) void offer(tables, uri, size);
    }
  };
  void look(vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs));
  return vscode.window.tabGroups.onDidChangeTabs(({ opened, changed }) => void look([...opened, ...changed]));
}

async function offer(tables: TableEditor, uri: vscode.Uri, size: number): Promise<void> {
  const show = 'Show as Table';
  const name = uri.path.slice(uri.path.lastIndexOf('/') + 1);
  const choice = await vscode.window.showInformationMessage(
    `${name} has ${Math.round(size / 1e6)} MB. VS Code shows such files as plain text; as a table it can be searched and explained.`,
    show,
  );
  if (choice === show) await tables.show(uri, -1);
}
