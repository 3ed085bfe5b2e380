/** Gives every column of a table, and its label, a color; only for the lines that are on the screen. */
import * as vscode from 'vscode';
import { colorCount, coloredParts } from '../../language/star/columnColors';
import { Disposable } from '../disposable';
import type { DocumentIndexes } from './documentIndexes';
import { starFiles } from './selectors';

/** Each is tied in package.json to a scope that every theme colors. */
const legend = new vscode.SemanticTokensLegend(
  Array.from({ length: colorCount }, (_, i) => `starColumn${i + 1}`),
);

export class ColumnColors extends Disposable implements vscode.DocumentRangeSemanticTokensProvider {
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
    const parts = coloredParts(known.index, range.start.line, last, (line) => document.lineAt(line).text);
    const builder = new vscode.SemanticTokensBuilder(legend);
    for (const { line, start, length, color } of parts) builder.push(line, start, length, color);
    return builder.build();
  }
}
