/** Opens density files in an editor tab that shows their surface and slices. */
import path from 'node:path';
import * as vscode from 'vscode';
import type { DensityHost, DensityView } from '../../webview/protocol/density';
import { connect } from '../../webview/shared/rpc';
import { Problem } from '../problem';
import { Disposable } from './disposable';
import type { VolumeThread } from './volumeThread';
import { webviewOptions, webviewPage, webviewPort } from './webviewPage';

export const densityViewType = 'murmuration.density';

/** A file that is rewritten changes several times; wait until it rests, ms. */
const rest = 300;

export class DensityEditor extends Disposable implements vscode.CustomReadonlyEditorProvider {
  constructor(
    private readonly extensionUri: vscode.Uri,
    private readonly thread: VolumeThread,
  ) {
    super();
    this.register(
      vscode.window.registerCustomEditorProvider(densityViewType, this, {
        supportsMultipleEditorsPerDocument: true,
      }),
    );
  }

  openCustomDocument(uri: vscode.Uri): vscode.CustomDocument {
    return { uri, dispose: () => undefined };
  }

  resolveCustomEditor({ uri }: vscode.CustomDocument, panel: vscode.WebviewPanel): void {
    const owned: vscode.Disposable[] = [];
    const { webview } = panel;
    webview.options = webviewOptions(this.extensionUri);
    const volumes = this.thread.serve();
    owned.push(volumes);
    const view = connect<DensityHost, DensityView>(webviewPort(webview, owned), {
      ...volumes.host,
      path: () => pathOf(uri),
    });
    owned.push(watchFile(uri, () => void view.fileChanged()));
    panel.onDidDispose(() => vscode.Disposable.from(...owned).dispose());
    webview.html = webviewPage(webview, this.extensionUri, 'density', path.basename(uri.path));
  }
}

function pathOf(uri: vscode.Uri): string {
  if (uri.scheme !== 'file')
    throw new Problem('maps are read from a disk only', {
      where: uri.toString(),
      remedy: 'copy the file to the computer that VS Code works on',
    });
  return uri.fsPath;
}

function watchFile(uri: vscode.Uri, changed: () => void): vscode.Disposable {
  const pattern = new vscode.RelativePattern(vscode.Uri.joinPath(uri, '..'), path.basename(uri.path));
  const watcher = vscode.workspace.createFileSystemWatcher(pattern);
  let timer: NodeJS.Timeout | undefined;
  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(changed, rest);
  };
  watcher.onDidChange(soon);
  watcher.onDidCreate(soon);
  return { dispose: () => (clearTimeout(timer), watcher.dispose()) };
}
