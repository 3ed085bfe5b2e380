/** Lays STAR files out: Format Document aligns the columns, a command takes the blanks out. */
import * as vscode from 'vscode';
import type { Layout } from '../../language/star/format';
import { textSource } from './documentText';
import type { DocumentIndexes } from './documentIndexes';
import { starFiles } from './selectors';

export function registerLayouts(indexes: DocumentIndexes): vscode.Disposable {
  return vscode.languages.registerDocumentFormattingEditProvider(starFiles, {
    provideDocumentFormattingEdits: (document) => layoutEdits(indexes, document, 'align'),
  });
}

/** Nothing when the document changed meanwhile. */
export async function layoutEdits(
  indexes: DocumentIndexes,
  document: vscode.TextDocument,
  layout: Layout,
): Promise<vscode.TextEdit[]> {
  const { version } = document;
  const source = await textSource(document, indexes.remote);
  if (source === undefined) return [];
  const formatted = await indexes.remote.format(source, layout);
  if (document.version !== version || formatted === null) return [];
  const end = document.lineAt(document.lineCount - 1).range.end;
  return [vscode.TextEdit.replace(new vscode.Range(new vscode.Position(0, 0), end), formatted)];
}
