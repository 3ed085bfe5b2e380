/** Open as Text: the file behind a row of the explorer. */
import * as vscode from 'vscode';
import { isNode, type Command } from './command';

export const openAsText: Command = async (_, target) => {
  if (!isNode(target) || target.path === undefined) return;
  await vscode.commands.executeCommand('vscode.open', vscode.Uri.file(target.path), { preview: true });
};
