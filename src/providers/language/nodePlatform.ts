/** Workers and files where the extension host is a Node.js process. */
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import * as vscode from 'vscode';
import type { LanguageWorker } from '../../language/languageWorker';
import { connect } from '../../../shared/rpc';
import { writeFileAtomically } from '../../files/atomicFile';
import type { LanguagePlatform } from './platform';

export function nodePlatform(extensionPath: string): LanguagePlatform {
  return {
    startWorker() {
      const worker = new Worker(path.join(extensionPath, 'dist', 'language', 'worker.node.cjs'));
      const remote = connect<object, LanguageWorker>(
        {
          // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread's, not a window's
          send: (message) => worker.postMessage(message),
          listen: (receive) => worker.on('message', receive),
        },
        {},
      );
      return { remote, dispose: () => void worker.terminate() };
    },
    workersReadFiles: true,
    async writeFile(uri, text) {
      if (uri.scheme === 'file') await writeFileAtomically(uri.fsPath, text);
      else await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
    },
  };
}
