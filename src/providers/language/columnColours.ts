/** Gives every column of a table, and its label, a colour; only for the lines that are on the screen. */
import * as vscode from 'vscode';
import { colourCount, colouredParts } from '../../language/star/columnColours';
import { Disposable } from '../disposable';
import type { DocumentIndexes } from './documentIndexes';
import { starFiles } from './selectors';

/** Each is tied in package.json to a scope that every theme colours. */
const legend = new vscode.SemanticTokensLegend(
  Array.from({ length: colourCount }, (_, i) => `starColumn${i + 1}`),
);

export class ColumnColours extends Disposable implements vscode.DocumentRangeSemanticTokensProvider {
  private readonly changed = this.register(new vscode.EventEmitter<void>());
  readonly onDidChangeSemanticTokens = this.changed.event;

  constructor(private readonly indexes: DocumentIndexes) {
    super();
    this.register(vscode.languages.registerDocumentRangeSemanticTokensProvider(starFiles, this, legend));
    this.register(indexes.onDidIndex(() => this.changed.fire()));
  }

  async provideDocumentRangeSemanticTokens(
    document: vscode.TextDocument,
    range: vscode.Range,
  ): Promise<vscode.SemanticTokens | undefined> {
    const known = await this.indexes.star(document);
    if (known === undefined) return undefined;
    const last = Math.min(range.end.line, document.lineCount - 1);
    const parts = colouredParts(known.index, range.start.line, last, (line) => document.lineAt(line).text);
    const builder = new vscode.SemanticTokensBuilder(legend);
    for (const { line, start, length, colour } of parts) builder.push(line, start, length, colour);
    return builder.build();
  }
}
