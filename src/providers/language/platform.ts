/** What a desktop or a server can do and a browser does otherwise: workers, and files. */
import type * as vscode from 'vscode';
import type { LanguageWorker } from '../../language/languageWorker';
import type { Remote } from '../../../shared/rpc';

export interface LanguagePlatform {
  /** A worker of its own; it ends when it is disposed of. */
  startWorker(): OwnedWorker;
  /** Whether workers read files by themselves. */
  readonly workersReadFiles: boolean;
  /** Writes a file whole or not at all, where the file system can. */
  writeFile(uri: vscode.Uri, text: string): Promise<void>;
}

export interface OwnedWorker extends vscode.Disposable {
  readonly remote: Remote<LanguageWorker>;
}
