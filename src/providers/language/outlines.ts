/** The outline of a file, and what can be folded in it. */
import * as vscode from 'vscode';
import { folds, outline, type OutlineItem } from '../../language/star/outline';
import { xmlOutline, type XmlOutlineItem } from '../../language/xml/outline';
import type { DocumentIndexes } from './documentIndexes';
import { starFiles, xmlFiles } from './selectors';

const kinds: Readonly<Record<OutlineItem['kind'], vscode.SymbolKind>> = {
  block: vscode.SymbolKind.Module,
  table: vscode.SymbolKind.Array,
  label: vscode.SymbolKind.Field,
};

export function registerOutlines(indexes: DocumentIndexes): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.languages.registerDocumentSymbolProvider(starFiles, {
      async provideDocumentSymbols(document) {
        const known = await indexes.star(document);
        return known === undefined
          ? []
          : outline(known.index).map((item) => symbol(item, document, kinds[item.kind]));
      },
    }),
    vscode.languages.registerDocumentSymbolProvider(xmlFiles, {
      async provideDocumentSymbols(document) {
        const known = await indexes.xml(document);
        return known === undefined ? [] : xmlOutline(known.index).map((item) => symbol(item, document));
      },
    }),
    vscode.languages.registerFoldingRangeProvider(starFiles, {
      async provideFoldingRanges(document) {
        const known = await indexes.star(document);
        return known === undefined
          ? []
          : folds(known.index).map(([first, last]) => new vscode.FoldingRange(first, last));
      },
    }),
  );
}

function symbol(
  item: OutlineItem | XmlOutlineItem,
  document: vscode.TextDocument,
  kind = 'kind' in item
    ? kinds[item.kind]
    : item.children.length > 0
      ? vscode.SymbolKind.Object
      : vscode.SymbolKind.Property,
): vscode.DocumentSymbol {
  // Lines can be gone while a new index is made.
  const last = document.lineCount - 1;
  const first = document.lineAt(Math.min(item.line, last)).range;
  const whole = first.union(document.lineAt(Math.max(Math.min(item.endLine, last), first.start.line)).range);
  const created = new vscode.DocumentSymbol(
    item.name === '' ? ' ' : item.name,
    item.detail,
    kind,
    whole,
    first,
  );
  created.children = item.children.map((child) => symbol(child, document));
  return created;
}
