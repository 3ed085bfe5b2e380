/** What the suites inside the extension host share. */
import path from 'node:path';
import * as vscode from 'vscode';
import type { MurmurationApi } from '../../../src/extension';

export async function activated(): Promise<MurmurationApi> {
  const extension = vscode.extensions.getExtension<MurmurationApi>('murmuration.murmuration');
  if (extension === undefined) throw new Error('the extension is not loaded');
  return extension.activate();
}

export function inWorkspace(...names: string[]): string {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  return path.join(folder.uri.fsPath, ...names);
}

/** Waits until it holds; long enough for a slow file watcher. */
export async function until(
  what: string,
  holds: () => boolean | Promise<boolean>,
  seconds = 15,
): Promise<void> {
  const end = Date.now() + 1000 * seconds;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`in vain waited until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
