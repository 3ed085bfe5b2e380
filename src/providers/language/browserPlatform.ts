/** Workers and files where the extension host is a browser's worker. */
import * as vscode from 'vscode';
import type { LanguageWorker } from '../../language/languageWorker';
import { connect } from '../../../shared/rpc';
import type { LanguagePlatform } from './platform';

/** @returns once the worker's script is there: a browser starts workers from its own pages only */
export async function browserPlatform(extensionUri: vscode.Uri): Promise<LanguagePlatform> {
  const script = await vscode.workspace.fs.readFile(
    vscode.Uri.joinPath(extensionUri, 'dist', 'language', 'worker.browser.js'),
  );
  const address = URL.createObjectURL(new Blob([new Uint8Array(script)], { type: 'text/javascript' }));
  return {
    startWorker() {
      const worker = new Worker(address);
      const remote = connect<object, LanguageWorker>(
        {
          // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker's, not a window's
          send: (message) => worker.postMessage(message),
          listen: (receive) =>
            worker.addEventListener('message', (event: MessageEvent<unknown>) => receive(event.data)),
        },
        {},
      );
      return { remote, dispose: () => worker.terminate() };
    },
    workersReadFiles: false,
    writeFile: async (uri, text) => vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text)),
  };
}
