/** Hands the text of a document to the worker: a long one part by part, so that nothing else has to wait for it. */
import * as vscode from 'vscode';
import type { Source } from '../../language/languageWorker';
import type { OwnedWorker } from './platform';

/** Lines at once: about 3 ms. */
const piece = 5000;

let texts = 0;

/** Undefined when the document changed meanwhile: whoever asked will be asked again. */
export async function textSource(
  document: vscode.TextDocument,
  remote: OwnedWorker['remote'],
): Promise<Source | undefined> {
  if (document.lineCount <= piece) return { text: document.getText() };
  const { version } = document;
  const parts = ++texts;
  for (let line = 0; line < document.lineCount; line += piece) {
    const part = document.getText(new vscode.Range(line, 0, line + piece, 0));
    await remote.take(parts, part);
    if (document.version !== version || document.isClosed) {
      await remote.drop(parts);
      return undefined;
    }
  }
  return { parts };
}
