/** Shows the tables of a STAR file in an editor tab: sorted, filtered, plotted, chosen rows saved as a new file. */
import * as vscode from 'vscode';
import type { Source } from '../../language/languageWorker';
import type { TableHost, TableView } from '../../../shared/protocol/table';
import { connect } from '../../../shared/rpc';
import { Disposable } from '../disposable';
import { webviewOptions, webviewPage, webviewPort } from '../webviewPage';
import type { LanguagePlatform, OwnedWorker } from './platform';

export const tableViewType = 'murmuration.table';

/** Most points of a plot: more would be one blot, and slow. */
const mostPoints = 50_000;
/** A file that is rewritten changes several times; wait until it rests, ms. */
const rest = 500;

export class TableEditor extends Disposable implements vscode.CustomReadonlyEditorProvider {
  /** Which table to show first, by file, from the command until its editor is there. */
  private readonly wanted = new Map<string, number>();
  private readonly open = new Map<string, (table: number) => void>();

  constructor(
    private readonly extensionUri: vscode.Uri,
    private readonly platform: LanguagePlatform,
  ) {
    super();
    this.register(
      vscode.window.registerCustomEditorProvider(tableViewType, this, {
        supportsMultipleEditorsPerDocument: true,
        // A plot and a scroll position are worth their memory.
        webviewOptions: { retainContextWhenHidden: true },
      }),
    );
  }

  /** @param table which one of the file, from 0 */
  async show(uri: vscode.Uri, table: number): Promise<void> {
    this.wanted.set(uri.toString(), table);
    this.open.get(uri.toString())?.(table);
    await vscode.commands.executeCommand('vscode.openWith', uri, tableViewType);
  }

  /** Whether somebody has asked for this file as a table. */
  wasShown(uri: vscode.Uri): boolean {
    return this.wanted.has(uri.toString()) || this.open.has(uri.toString());
  }

  openCustomDocument(uri: vscode.Uri): vscode.CustomDocument {
    return { uri, dispose: () => undefined };
  }

  resolveCustomEditor({ uri }: vscode.CustomDocument, panel: vscode.WebviewPanel): void {
    const owned: vscode.Disposable[] = [];
    const { webview } = panel;
    const worker = this.platform.startWorker();
    owned.push(worker);
    webview.options = webviewOptions(this.extensionUri);
    const view = connect<TableHost, TableView>(webviewPort(webview, owned), this.host(uri, worker));
    this.open.set(uri.toString(), (table) => void view.show(table));
    owned.push(
      whenChanged(uri, () => void view.fileChanged()),
      new vscode.Disposable(() => this.open.delete(uri.toString())),
    );
    panel.onDidDispose(() => vscode.Disposable.from(...owned).dispose());
    webview.html = webviewPage(webview, this.extensionUri, 'table', nameOf(uri));
  }

  private host(uri: vscode.Uri, { remote }: OwnedWorker): TableHost {
    return {
      open: async () => ({
        fileName: nameOf(uri),
        tables: (await remote.open(await this.source(uri))).map(({ block, rowCount, columns }) => ({
          name: block,
          rowCount,
          columns,
        })),
        first: this.wanted.get(uri.toString()) ?? -1,
      }),
      select: ({ table, filters, sorting }) => remote.select(table, filters, sorting),
      rows: (table, rows) => remote.rows(table, rows),
      points: (table, columns, rows) => remote.points(table, columns, rows, mostPoints),
      within: (table, columns, rows, box) => remote.within(table, columns, rows, box),
      save: async (table, rows) => this.save(uri, await remote.extract(table, rows), rows.length),
    };
  }

  /** What is typed and not saved yet counts. */
  private async source(uri: vscode.Uri): Promise<Source> {
    const document = vscode.workspace.textDocuments.find((one) => one.uri.toString() === uri.toString());
    if (document?.isDirty === true) return { text: document.getText() };
    if (this.platform.workersReadFiles && uri.scheme === 'file') return { path: uri.fsPath };
    return { bytes: await vscode.workspace.fs.readFile(uri) };
  }

  private async save(uri: vscode.Uri, text: string, count: number): Promise<string | null> {
    const stem = nameOf(uri).replace(/\.\w+$/, '');
    const target = await vscode.window.showSaveDialog({
      defaultUri: vscode.Uri.joinPath(uri, '..', `${stem}_selected.star`),
      filters: { 'STAR files': ['star', 'tomostar'] },
      saveLabel: 'Save',
      title: `Save ${count.toLocaleString('en')} rows as a new STAR file`,
    });
    if (target === undefined) return null;
    await this.platform.writeFile(target, text);
    return nameOf(target);
  }
}

function nameOf({ path }: vscode.Uri): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** On the disk, or in an editor beside. */
function whenChanged(uri: vscode.Uri, changed: () => void): vscode.Disposable {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const soon = (): void => {
    clearTimeout(timer);
    timer = setTimeout(changed, rest);
  };
  const watcher = vscode.workspace.createFileSystemWatcher(
    new vscode.RelativePattern(vscode.Uri.joinPath(uri, '..'), nameOf(uri)),
  );
  return vscode.Disposable.from(
    watcher,
    watcher.onDidChange(soon),
    watcher.onDidCreate(soon),
    vscode.workspace.onDidChangeTextDocument((event) => {
      if (event.document.uri.toString() === uri.toString() && event.contentChanges.length > 0) soon();
    }),
    { dispose: () => clearTimeout(timer) },
  );
}
