/** Registers everything about STAR and parameter files; the same on a desktop and in a browser. */
import * as vscode from 'vscode';
import { ColumnColors } from './columnColors';
import { languageCommands } from '../../commands/languageCommands';
import { commandId } from '../../commands/palette';
import { registerCompletions } from './completions';
import { Diagnostics } from './diagnostics';
import { DocumentIndexes } from './documentIndexes';
import { registerHovers } from './hovers';
import { offerTables } from './largeFiles';
import { layoutEdits, registerLayouts } from './layouts';
import { registerOutlines } from './outlines';
import { registerPathLinks } from './pathLinks';
import type { LanguagePlatform } from './platform';
import { TableEditor } from './tableEditor';
import { TableHeaders } from './tableHeaders';

export function registerLanguages(extensionUri: vscode.Uri, platform: LanguagePlatform): vscode.Disposable {
  const indexes = new DocumentIndexes(platform);
  const tables = new TableEditor(extensionUri, platform);
  return vscode.Disposable.from(
    indexes,
    tables,
    new ColumnColors(indexes),
    new Diagnostics(indexes),
    new TableHeaders(indexes),
    registerHovers(indexes),
    registerOutlines(indexes),
    registerPathLinks(indexes),
    registerCompletions(indexes),
    registerLayouts(indexes),
    offerTables(tables),
    command(commandId(languageCommands.showTable), 'Show as table', (target, table) =>
      showTable(tables, indexes, target, table),
    ),
    command(commandId(languageCommands.compactTable), 'Compact', () => compact(indexes)),
  );
}

/** A file from the explorer, from a tab, or the one that is being looked at, at the table under its cursor. */
async function showTable(
  tables: TableEditor,
  indexes: DocumentIndexes,
  target: unknown,
  table: unknown,
): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  const uri = target instanceof vscode.Uri ? target : (editor?.document.uri ?? activeTab());
  if (uri === undefined) return;
  if (typeof table === 'number') return tables.show(uri, table);
  const here = editor?.document.uri.toString() === uri.toString() ? editor : undefined;
  const known = here === undefined ? undefined : await indexes.star(here.document);
  const line = here?.selection.active.line ?? 0;
  const all = known?.index.blocks.flatMap((block) => block.tables) ?? [];
  await tables.show(
    uri,
    all.findLastIndex((one) => one.line <= line && line <= one.endLine),
  );
}

/** VS Code has no editor to offer for a file that is too large for it. */
function activeTab(): vscode.Uri | undefined {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  return input instanceof vscode.TabInputText ? input.uri : undefined;
}

async function compact(indexes: DocumentIndexes): Promise<void> {
  const document = vscode.window.activeTextEditor?.document;
  if (document?.languageId !== 'star') return;
  const edit = new vscode.WorkspaceEdit();
  edit.set(document.uri, await layoutEdits(indexes, document, 'compact'));
  await vscode.workspace.applyEdit(edit);
}

function command(
  id: string,
  doing: string,
  run: (...args: readonly unknown[]) => Promise<void>,
): vscode.Disposable {
  return vscode.commands.registerCommand(id, async (...args: readonly unknown[]) => {
    try {
      await run(...args);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      void vscode.window.showErrorMessage(`${doing}: ${message}`);
    }
  });
}
