/** Finds the files that paths in a file mean. */
import * as vscode from 'vscode';
import { candidatePaths, pathsBeside } from '../../language/references';
import type { Target } from '../../language/xml/findings';
import { ownGuid, type XmlReference } from '../../language/xml/references';

/** The first place where there is something, from the file's folder upwards; undefined for nowhere. */
export async function findFile(from: vscode.Uri, path: string): Promise<vscode.Uri | undefined> {
  return firstExisting(from, candidatePaths(from.path, path));
}

/** What lies where each reference of an XML file leads. */
export async function targetsOf(
  from: vscode.Uri,
  references: readonly XmlReference[],
): Promise<readonly Target[]> {
  return Promise.all(
    references.map(async ({ path, guid }) => {
      const found = await firstExisting(from, pathsBeside(from.path, path));
      if (found === undefined) return null;
      const own = guid === undefined ? undefined : await guidIn(found);
      return own === undefined ? {} : { guid: own };
    }),
  );
}

async function firstExisting(from: vscode.Uri, paths: readonly string[]): Promise<vscode.Uri | undefined> {
  for (const path of paths) {
    const uri = from.with({ path: path.startsWith('/') ? path : `/${path}` });
    if (await exists(uri)) return uri;
  }
  return undefined;
}

async function guidIn(uri: vscode.Uri): Promise<string | undefined> {
  return ownGuid(new TextDecoder().decode(await vscode.workspace.fs.readFile(uri)));
}

async function exists(uri: vscode.Uri): Promise<boolean> {
  return vscode.workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );
}
