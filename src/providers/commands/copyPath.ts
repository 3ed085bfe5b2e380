/** Copy Path: of the file behind a row of the explorer. */
import * as vscode from 'vscode';
import { isNode, type Command } from './command';

export const copyPath: Command = async (_, target) => {
  if (isNode(target) && target.path !== undefined) await vscode.env.clipboard.writeText(target.path);
};
