/** Shows the project store as a tree and holds nothing itself. */
import * as vscode from 'vscode';
import { commandIds } from './commandIds';
import { Disposable } from './disposable';
import { projectNodes, type NodeKind, type ProjectNode } from './projectNodes';
import type { ProjectStore } from './projectStore';
import type { JobStore } from './jobStore';

const icons: Readonly<Record<NodeKind, string>> = {
  population: 'organization',
  sources: 'folder-library',
  source: 'database',
  series: 'layers',
  speciesList: 'folder-library',
  species: 'beaker',
  map: 'package',
  particles: 'list-unordered',
  fsc: 'graph-line',
  broken: 'warning',
};

/** Groups and populations start open; long lists of series and files start closed. */
const startsOpen: ReadonlySet<NodeKind> = new Set(['population', 'sources', 'speciesList', 'species']);

export class ProjectTree extends Disposable implements vscode.TreeDataProvider<ProjectNode> {
  private readonly changed = this.register(new vscode.EventEmitter<ProjectNode | undefined>());
  readonly onDidChangeTreeData = this.changed.event;
  private roots: readonly ProjectNode[];

  constructor(
    store: ProjectStore,
    private readonly jobs: JobStore,
  ) {
    super();
    this.roots = projectNodes(store.projects);
    this.register(
      store.onDidChange(() => {
        this.roots = projectNodes(store.projects);
        this.changed.fire(undefined);
      }),
    );
    this.register(jobs.onDidChange(() => this.roots.forEach((root) => this.changed.fire(root))));
    this.register(
      vscode.window.createTreeView('murmuration.project', { treeDataProvider: this, showCollapseAll: true }),
    );
  }

  getChildren(node?: ProjectNode): ProjectNode[] {
    return [...(node?.children ?? this.roots)];
  }

  getTreeItem(node: ProjectNode): vscode.TreeItem {
    const item = new vscode.TreeItem(node.label, collapsibleState(node));
    item.id = node.id;
    item.contextValue = node.kind;
    item.iconPath = new vscode.ThemeIcon(
      icons[node.kind],
      node.kind === 'broken' ? new vscode.ThemeColor('list.warningForeground') : undefined,
    );
    const running = node.kind === 'population' ? this.jobs.running(node.population) : undefined;
    if (running !== undefined) {
      item.description = `refining · ${Math.round(100 * (running.summary.progress?.fraction ?? 0))} %`;
      item.contextValue = 'population.refining';
      item.iconPath = new vscode.ThemeIcon('loading~spin');
    } else if (node.description !== undefined) item.description = node.description;
    if (node.tooltip !== undefined) item.tooltip = node.tooltip;
    // Without this the tooltip, often a path, is what is read out.
    item.accessibilityInformation = { label: [node.label, item.description ?? ''].join(' ').trim() };
    const open = openCommand(node);
    if (open !== undefined) item.command = { command: open, title: 'Open', arguments: [node] };
    return item;
  }
}

function collapsibleState(node: ProjectNode): vscode.TreeItemCollapsibleState {
  // Also while they are empty: what is added to a row that could not be opened would stay out of sight.
  if (startsOpen.has(node.kind)) return vscode.TreeItemCollapsibleState.Expanded;
  return node.children.length === 0
    ? vscode.TreeItemCollapsibleState.None
    : vscode.TreeItemCollapsibleState.Collapsed;
}

function openCommand(node: ProjectNode): string | undefined {
  if (node.kind === 'map') return commandIds.openMap;
  if (node.kind === 'series' || node.kind === 'particles' || node.kind === 'fsc' || node.kind === 'broken')
    return commandIds.openAsText;
  return undefined;
}
