/** The maps that somebody who looks at one may want beside it: of its species, of its folder, its kept versions, any other. */
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { isAccessible } from '../files/isAccessible';
import { isMapName, mapFilters } from '../formats/mapFormats';
import type { MapChoice } from '../../shared/protocol/density';
import { listVersions } from '../model/versions';
import type { ProjectStore } from './projectStore';

/** @param own also offers the map itself; null when none was chosen */
export async function askMap(
  projects: ProjectStore,
  file: string,
  question: string,
  own = false,
): Promise<string | null> {
  const maps = [...(own ? [{ label: 'The same map', path: file }] : []), ...(await nearby(projects, file))];
  const other = { label: 'Another file...', description: '', path: '' };
  const picked = await vscode.window.showQuickPick(
    [
      ...maps.map((map) => ({ label: map.label, description: path.basename(map.path), path: map.path })),
      other,
    ],
    { placeHolder: question },
  );
  if (picked === undefined) return null;
  if (picked !== other) return picked.path;
  const chosen = await vscode.window.showOpenDialog({
    defaultUri: vscode.Uri.file(path.dirname(file)),
    filters: { ...mapFilters(), 'All files': ['*'] },
    openLabel: 'Show',
  });
  return chosen?.[0].fsPath ?? null;
}

async function nearby(projects: ProjectStore, file: string): Promise<readonly MapChoice[]> {
  const species = projects.projects.flatMap((project) =>
    (project.content?.species ?? []).flatMap(({ content }) =>
      (content?.maps ?? []).map(({ label, path: at }) => ({
        label: `${content?.species.name ?? ''}: ${label}`,
        path: at,
      })),
    ),
  );
  const folder = path.dirname(file);
  const names = await readdir(folder).catch(() => []);
  const known = new Set(species.map((map) => map.path));
  const siblings = names
    .filter((name) => isMapName(name))
    .map((name) => ({ label: name, path: path.join(folder, name) }))
    .filter((map) => !known.has(map.path));
  // Beside first: the other half-map is what is wanted most.
  const same = species.filter((map) => path.dirname(map.path) === folder);
  return [...same, ...siblings, ...species.filter((map) => !same.includes(map))].filter(
    (map) => map.path !== file,
  );
}

/** The versions of this map that were kept with its species, oldest first. */
export async function keptVersions(file: string): Promise<readonly MapChoice[]> {
  const folder = path.dirname(file);
  const names = await readdir(folder).catch(() => []);
  const species = names.find((name) => name.endsWith('.species'));
  if (species === undefined) return [];
  const kept = await listVersions(path.join(folder, species));
  const maps = kept.map(({ folder: at, date }) => ({
    label: date.toISOString().slice(0, 16).replace('T', ' '),
    path: path.join(at, path.basename(file)),
  }));
  const present = await Promise.all(maps.map((map) => isAccessible(map.path)));
  return maps.filter((_, index) => present[index]);
}
