/** Follows paths: to micrographs, maps, tilt movies, other tables. */
import * as vscode from 'vscode';
import { moviePathOn } from '../../language/xml/references';
import type { PathReference } from '../../language/references';
import { pathsOnLine } from '../../language/star/paths';
import { tablesOf } from '../../language/star/starIndex';
import type { DocumentIndexes } from './documentIndexes';
import { findFile } from './fileSearch';
import { starFiles, xmlFiles } from './selectors';

/** Rows whose paths are underlined; in the others a path is followed with Go to Definition. */
const linkedRows = 500;

export function registerPathLinks(indexes: DocumentIndexes): vscode.Disposable {
  const pathsAt = async (document: vscode.TextDocument, line: number): Promise<readonly PathReference[]> => {
    const star = await indexes.star(document);
    if (star !== undefined) return pathsOnLine(star.index, line, document.lineAt(line).text);
    const xml = await indexes.xml(document);
    if (xml === undefined) return [];
    const movie = moviePathOn(xml.index, line, document.lineAt(line).text);
    return [
      ...xml.references.filter((reference) => reference.line === line),
      ...(movie === undefined ? [] : [movie]),
    ];
  };
  return vscode.Disposable.from(
    ...[starFiles, xmlFiles].map((selector) =>
      vscode.languages.registerDefinitionProvider(selector, {
        async provideDefinition(document, { line, character }) {
          const paths = await pathsAt(document, line);
          const path = paths.find(({ start, end }) => start <= character && character <= end);
          const target = path === undefined ? undefined : await findFile(document.uri, path.path);
          if (path === undefined || target === undefined) return undefined;
          const start = new vscode.Position(0, 0);
          return [
            {
              targetUri: target,
              targetRange: new vscode.Range(start, start),
              originSelectionRange: new vscode.Range(line, path.start, line, path.end),
            },
          ];
        },
      }),
    ),
    ...[starFiles, xmlFiles].map((selector) =>
      vscode.languages.registerDocumentLinkProvider(selector, new PathLinks(indexes)),
    ),
  );
}

class PathLink extends vscode.DocumentLink {
  constructor(
    readonly from: vscode.Uri,
    readonly path: string,
    range: vscode.Range,
  ) {
    super(range);
    this.tooltip = 'Open this file';
  }
}

class PathLinks implements vscode.DocumentLinkProvider<PathLink> {
  constructor(private readonly indexes: DocumentIndexes) {}

  async provideDocumentLinks(document: vscode.TextDocument): Promise<PathLink[]> {
    const link = (line: number, { path, start, end }: PathReference) =>
      new PathLink(document.uri, path, new vscode.Range(line, start, line, end));
    const xml = await this.indexes.xml(document);
    if (xml !== undefined) return xml.references.map((reference) => link(reference.line, reference));
    const star = await this.indexes.star(document);
    if (star === undefined) return [];
    const links: PathLink[] = [];
    for (const table of tablesOf(star.index)) {
      const first = table.kind === 'loop' ? table.firstRow : table.line;
      const last = Math.min(table.endLine, first + linkedRows, document.lineCount - 1);
      if (first < 0) continue;
      for (let line = first; line <= last; line++)
        for (const path of pathsOnLine(star.index, line, document.lineAt(line).text))
          links.push(link(line, path));
    }
    return links;
  }

  async resolveDocumentLink(link: PathLink): Promise<PathLink> {
    const target = await findFile(link.from, link.path);
    if (target !== undefined) link.target = target;
    return link;
  }
}
