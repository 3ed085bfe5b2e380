/** Offers labels, parameters and values while somebody types. */
import * as vscode from 'vscode';
import type { Suggestion } from '../../language/completion';
import { starSuggestions } from '../../language/star/complete';
import { xmlSuggestions } from '../../language/xml/complete';
import type { DocumentIndexes, KnownXml } from './documentIndexes';
import { starFiles, xmlFiles } from './selectors';

const kinds: Readonly<Record<Suggestion['kind'], vscode.CompletionItemKind>> = {
  label: vscode.CompletionItemKind.Field,
  keyword: vscode.CompletionItemKind.Keyword,
  param: vscode.CompletionItemKind.Property,
  value: vscode.CompletionItemKind.Value,
};

export function registerCompletions(indexes: DocumentIndexes): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.languages.registerCompletionItemProvider(
      starFiles,
      {
        resolveCompletionItem: explained,
        async provideCompletionItems(document, position) {
          const known = await indexes.star(document);
          const text = document.lineAt(position.line).text.slice(0, position.character);
          return known === undefined
            ? []
            : starSuggestions(known.index, position.line, text).map((suggestion) =>
                item(suggestion, position.line),
              );
        },
      },
      '_',
    ),
    vscode.languages.registerCompletionItemProvider(
      xmlFiles,
      {
        resolveCompletionItem: explained,
        async provideCompletionItems(document, position) {
          const known = await indexes.settled(document);
          if (known?.kind !== 'xml') return [];
          const text = document.lineAt(position.line).text.slice(0, position.character);
          return xmlSuggestions((known as KnownXml).index, position.line, text).map((suggestion) =>
            item(suggestion, position.line),
          );
        },
      },
      '<',
      '"',
    ),
  );
}

/** The few that somebody looks at get their explanation then: Markdown for five hundred takes a while. */
class Item extends vscode.CompletionItem {
  constructor(
    readonly suggestion: Suggestion,
    label: vscode.CompletionItemLabel,
  ) {
    super(label, kinds[suggestion.kind]);
  }
}

function explained(item: vscode.CompletionItem): vscode.CompletionItem {
  if (item instanceof Item) item.documentation = new vscode.MarkdownString(item.suggestion.documentation);
  return item;
}

function item(suggestion: Suggestion, line: number): Item {
  const created = new Item(suggestion, { label: suggestion.label, description: suggestion.detail });
  created.insertText = suggestion.insert;
  created.range = new vscode.Range(line, suggestion.start, line, suggestion.end);
  // What is typed may be the start of a tag.
  created.filterText = suggestion.insert;
  return created;
}
