/** Writes what a plot shows, a picture or its numbers, where the user says. */
import * as vscode from 'vscode';
import type { PlotHost } from '../../shared/protocol/plots';

const kinds: Readonly<Record<string, string>> = {
  svg: 'SVG picture',
  png: 'PNG picture',
  csv: 'Comma-separated values',
};

/** @param folder where the dialog starts; it stays where the last file went */
export function plotHost(folder: vscode.Uri): PlotHost {
  let last = folder;
  return {
    async savePlot(name, text) {
      const extension = name.slice(name.lastIndexOf('.') + 1);
      const target = await vscode.window.showSaveDialog({
        defaultUri: vscode.Uri.joinPath(last, name),
        filters: { [kinds[extension] ?? extension]: [extension] },
        saveLabel: 'Save',
      });
      if (target === undefined) return null;
      const bytes = extension === 'png' ? Buffer.from(text, 'base64') : new TextEncoder().encode(text);
      await vscode.workspace.fs.writeFile(target, bytes);
      last = vscode.Uri.joinPath(target, '..');
      return target.path.slice(target.path.lastIndexOf('/') + 1);
    },
  };
}
