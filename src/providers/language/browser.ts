/** The extension where there is a browser alone: STAR and parameter files, without engine and projects. */
import type * as vscode from 'vscode';
import { browserPlatform } from './browserPlatform';
import { registerLanguages } from './register';

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const platform = await browserPlatform(context.extensionUri);
  context.subscriptions.push(registerLanguages(context.extensionUri, platform));
}
