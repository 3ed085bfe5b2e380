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
