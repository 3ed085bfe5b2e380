/** Above every table: how large it is and a way to see it as one; beside its `loop_`, the labels over their columns. */
import * as vscode from 'vscode';
import { headerLine } from '../../language/star/headerLine';
import { tableDetail } from '../../language/star/outline';
import { tablesOf } from '../../language/star/starIndex';
import { Disposable } from '../disposable';
import type { DocumentIndexes, KnownStar } from './documentIndexes';
import { languageCommands } from '../../commands/languageCommands';
import { commandId } from '../../commands/palette';
import { starFiles } from './selectors';

export class TableHeaders extends Disposable implements vscode.CodeLensProvider {
  private readonly changed = this.register(new vscode.EventEmitter<void>());
  readonly onDidChangeCodeLenses = this.changed.event;
  /** VS Code keeps the line of `loop_` at the top while its rows scroll by, and this with it. */
  private readonly header = this.register(
    vscode.window.createTextEditorDecorationType({
      after: { color: new vscode.ThemeColor('editorCodeLens.foreground') },
      rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
    }),
  );

  constructor(private readonly indexes: DocumentIndexes) {
    super();
    this.register(vscode.languages.registerCodeLensProvider(starFiles, this));
    this.register(vscode.window.onDidChangeVisibleTextEditors(() => this.decorateAll()));
    this.register(
      indexes.onDidIndex(() => {
        this.changed.fire();
        this.decorateAll();
      }),
    );
    this.decorateAll();
  }

  async provideCodeLenses(document: vscode.TextDocument): Promise<vscode.CodeLens[]> {
    const known = await this.indexes.star(document);
    return tablesOf(known?.index ?? { lineCount: 0, blocks: [] }).flatMap((table, number) => {
      if (table.kind !== 'loop') return [];
      const range = new vscode.Range(table.line, 0, table.line, 0);
      const title = `$(table) Show as Table: ${tableDetail(table)}`;
      const command = commandId(languageCommands.showTable);
      return [new vscode.CodeLens(range, { title, command, arguments: [document.uri, number] })];
    });
  }

  private decorateAll(): void {
    for (const editor of vscode.window.visibleTextEditors) {
      const known = editor.document.languageId === 'star' ? this.indexes.at(editor.document) : undefined;
      if (known?.kind === 'star')
        editor.setDecorations(this.header, headers(editor.document, known as KnownStar));
    }
  }
}

function headers(document: vscode.TextDocument, { index }: KnownStar): vscode.DecorationOptions[] {
  return tablesOf(index).flatMap((table) => {
    if (table.kind !== 'loop' || table.firstRow < 0 || table.firstRow >= document.lineCount) return [];
    const { range, text } = document.lineAt(table.line);
    const header = headerLine(table, document.lineAt(table.firstRow).text, text.length);
    // Blanks side by side would be drawn as one.
    const contentText = header.replaceAll(' ', '\u00a0');
    return header === '' ? [] : [{ range, renderOptions: { after: { contentText } } }];
  });
}
