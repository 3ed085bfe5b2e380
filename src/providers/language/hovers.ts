/** Shows what a label, a value or a parameter means. */
import * as vscode from 'vscode';
import { starHover, type StarHover } from '../../language/star/hover';
import { xmlHover } from '../../language/xml/hover';
import type { DocumentIndexes } from './documentIndexes';
import { starFiles, xmlFiles } from './selectors';

export function registerHovers(indexes: DocumentIndexes): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.languages.registerHoverProvider(starFiles, {
      async provideHover(document, { line, character }) {
        const known = await indexes.star(document);
        if (known === undefined) return undefined;
        return shown(starHover(known.index, line, document.lineAt(line).text, character), line);
      },
    }),
    vscode.languages.registerHoverProvider(xmlFiles, {
      async provideHover(document, { line, character }) {
        const known = await indexes.xml(document);
        return known === undefined ? undefined : shown(xmlHover(known.index, line, character), line);
      },
    }),
  );
}

function shown(hover: StarHover | undefined, line: number): vscode.Hover | undefined {
  if (hover === undefined) return undefined;
  return new vscode.Hover(
    new vscode.MarkdownString(hover.markdown),
    new vscode.Range(line, hover.start, line, hover.end),
  );
}
