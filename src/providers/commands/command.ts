/** What every command gets, and how it learns which population it is about. */
import path from 'node:path';
import * as vscode from 'vscode';
import { Problem } from '../../../shared/problem';
import type { DensityEditor } from '../densityEditor';
import type { Engine } from '../engine';
import type { JobStore } from '../jobStore';
import type { ProjectNode } from '../projectNode';
import type { ProjectStore } from '../projectStore';
import type { ProjectTree } from '../projectTree';
import type { Project } from '../readProject';
import type { Reports } from '../reportPanel';
import type { SeriesPages } from '../seriesPanel';
import type { VolumeThread } from '../volumeThread';

export interface Services {
  readonly extensionUri: vscode.Uri;
  /** Of the open folder, from one window to the next. */
  readonly memory: vscode.Memento;
  readonly log: vscode.LogOutputChannel;
  readonly engine: Engine;
  readonly projects: ProjectStore;
  readonly jobs: JobStore;
  readonly explorer: ProjectTree;
  readonly volumes: VolumeThread;
  readonly reports: Reports;
  readonly series: SeriesPages;
  /** The editor is made after what it needs. */
  readonly density: () => DensityEditor;
}

/**
 * @param target the explorer's row or file that the command was called on; nothing from the palette
 * @param selected all rows that are selected, when there are several
 */
export type Command = (services: Services, target?: unknown, selected?: unknown) => Promise<void>;

export type PopulationProject = Project & { readonly content: NonNullable<Project['content']> };

export function isNode(target: unknown): target is ProjectNode {
  return typeof target === 'object' && target !== null && 'kind' in target && 'population' in target;
}

/** The population of the row or file, the only one there is, or the one that is picked; undefined when none is. */
export async function choosePopulation(
  services: Services,
  target: unknown,
): Promise<PopulationProject | undefined> {
  if (services.projects.projects.length === 0) await services.projects.refresh();
  const { projects } = services.projects;
  const wanted = isNode(target) ? target.population : target instanceof vscode.Uri ? target.fsPath : null;
  const named = projects.find((project) => project.path === wanted);
  if (named?.problem !== undefined) throw new Problem(named.problem);
  const readable = projects.filter((project): project is PopulationProject => project.content !== undefined);
  const known = readable.find((project) => project.path === wanted);
  if (known !== undefined) return known;
  if (readable.length === 0)
    throw projects.length > 0
      ? new Problem(projects[0].problem ?? 'the population cannot be read')
      : new Problem('there is no population in the open folder', { remedy: 'make one with New Population' });
  if (readable.length === 1) return readable[0];
  const picked = await vscode.window.showQuickPick(
    readable.map((project) => ({
      label: project.content.population.name,
      description: vscode.workspace.asRelativePath(project.path),
      project,
    })),
    { placeHolder: 'Which population?' },
  );
  return picked?.project;
}

/** A short engine command with a progress notification that can cancel it. */
export async function runWithProgress<Result>(
  services: Services,
  title: string,
  args: readonly string[],
): Promise<Result> {
  return vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title, cancellable: true },
    (progress, token) => services.engine.run<Result>(args, token, (message) => progress.report({ message })),
  );
}

export function folderOf(file: string): vscode.Uri {
  return vscode.Uri.file(path.dirname(file));
}
