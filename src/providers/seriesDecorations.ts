/** Marks the series that were taken out, wherever VS Code shows their files. */
import * as vscode from 'vscode';
import { Disposable } from './disposable';
import type { ProjectNode } from './projectNode';

const decorations = {
  deselected: new vscode.FileDecoration(
    '–',
    'Deselected by hand: left out of refinements',
    new vscode.ThemeColor('disabledForeground'),
  ),
  filtered: new vscode.FileDecoration(
    'F',
    'Outside of the filter ranges when Warp saw it last; refined nevertheless unless it is deselected',
    new vscode.ThemeColor('list.warningForeground'),
  ),
} as const;

type Marked = keyof typeof decorations;

export class SeriesDecorations extends Disposable implements vscode.FileDecorationProvider {
  private readonly changed = this.register(new vscode.EventEmitter<vscode.Uri[]>());
  readonly onDidChangeFileDecorations = this.changed.event;
  /** By path of the series' XML. */
  private readonly marked = new Map<string, Marked>();

  constructor() {
    super();
    this.register(vscode.window.registerFileDecorationProvider(this));
  }

  provideFileDecoration(uri: vscode.Uri): vscode.FileDecoration | undefined {
    const mark = uri.scheme === 'file' ? this.marked.get(uri.fsPath) : undefined;
    return mark === undefined ? undefined : decorations[mark];
  }

  /** Takes over what rows of series say. */
  show(rows: readonly ProjectNode[]): void {
    const changed: vscode.Uri[] = [];
    for (const { kind, path, state } of rows) {
      if (kind !== 'series' || path === undefined) continue;
      const mark = state === 'deselected' || state === 'filtered' ? state : undefined;
      if (this.marked.get(path) === mark) continue;
      if (mark === undefined) this.marked.delete(path);
      else this.marked.set(path, mark);
      changed.push(vscode.Uri.file(path));
    }
    if (changed.length > 0) this.changed.fire(changed);
  }
}
