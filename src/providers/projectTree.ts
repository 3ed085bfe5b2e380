/** Shows the project store as a tree; what is below a source, a series or Versions is read when it is opened. */
import * as vscode from 'vscode';
import { isActive } from '../jobs/runs/job';
import { commandId } from '../commands/palette';
import { viewCommands } from '../commands/viewCommands';
import { Disposable } from './disposable';
import type { JobStore } from './jobStore';
import { themeIcon } from './jobTree';
import { jobIcons, populationText } from './jobWords';
import { ProjectDrops } from './projectDrops';
import type { NodeKind, ProjectNode } from './projectNode';
import { projectNodes } from './projectNodes';
import type { ProjectStore } from './projectStore';
import { SeriesDecorations } from './seriesDecorations';
import { resolutionHistory } from './versionNodes';

const icons: Readonly<Record<NodeKind, string>> = {
  population: 'organization',
  sources: 'folder-library',
  source: 'database',
  series: 'layers',
  tilt: 'file-media',
  speciesList: 'folder-library',
  species: 'beaker',
  map: 'package',
  particles: 'list-unordered',
  fsc: 'graph-line',
  versions: 'history',
  version: 'git-commit',
  broken: 'warning',
};

/** Groups and populations start open; long lists of series and files start closed. */
const startsOpen: ReadonlySet<NodeKind> = new Set(['population', 'sources', 'speciesList', 'species']);

/** What a click opens. */
const opens: Readonly<Partial<Record<NodeKind, string>>> = {
  map: commandId(viewCommands.openMap),
  tilt: commandId(viewCommands.openMap),
  series: commandId(viewCommands.openSeries),
  particles: commandId(viewCommands.openAsText),
  fsc: commandId(viewCommands.openAsText),
  version: commandId(viewCommands.openAsText),
  broken: commandId(viewCommands.openAsText),
};

/** Boxes that were ticked or cleared, as they are to be. */
export type TickedTilts = readonly (readonly [tilt: ProjectNode, used: boolean])[];

export class ProjectTree extends Disposable implements vscode.TreeDataProvider<ProjectNode> {
  private readonly changed = this.register(new vscode.EventEmitter<ProjectNode | undefined>());
  readonly onDidChangeTreeData = this.changed.event;
  private readonly ticked = this.register(new vscode.EventEmitter<TickedTilts>());
  readonly onDidTick = this.ticked.event;
  private readonly view: vscode.TreeView<ProjectNode>;
  private readonly decorations = this.register(new SeriesDecorations());
  /** By id, of rows that have been shown. */
  private readonly parents = new Map<string, ProjectNode>();
  /** Rows of series that have been shown, by their XML. */
  private readonly series = new Map<string, ProjectNode>();
  private roots: Promise<readonly ProjectNode[]>;
  /** What the populations' rows say about refinements. */
  private progress = '';

  constructor(
    private readonly store: ProjectStore,
    private readonly jobs: JobStore,
  ) {
    super();
    this.roots = store.ready().then(projectNodes);
    this.register(store.onDidChange(() => this.rebuild()));
    this.register(jobs.onDidChange(() => void this.showProgress()));
    // Boxes appear, and text that stood in for them goes.
    this.register(vscode.workspace.onDidGrantWorkspaceTrust(() => this.rebuild()));
    this.view = this.register(
      vscode.window.createTreeView('murmuration.project', {
        treeDataProvider: this,
        showCollapseAll: true,
        manageCheckboxStateManually: true,
        canSelectMany: true,
        dragAndDropController: new ProjectDrops(),
      }),
    );
    this.register(
      this.view.onDidChangeCheckboxState(({ items }) =>
        this.ticked.fire(
          items.map(([node, state]) => [node, state === vscode.TreeItemCheckboxState.Checked] as const),
        ),
      ),
    );
  }

  async getChildren(node?: ProjectNode): Promise<ProjectNode[]> {
    const rows = node === undefined ? await this.roots : ((await node.lazy?.get()) ?? node.children);
    for (const row of rows) {
      if (node !== undefined) this.parents.set(row.id, node);
      if (row.kind === 'series' && row.path !== undefined) this.series.set(row.path, row);
    }
    this.decorations.show(rows);
    return [...rows];
  }

  getParent(node: ProjectNode): ProjectNode | undefined {
    return this.parents.get(node.id);
  }

  getTreeItem(node: ProjectNode): vscode.TreeItem {
    const item = new vscode.TreeItem(node.label, collapsibleState(node));
    item.id = node.id;
    item.contextValue = node.state === undefined ? node.kind : `${node.kind}.${node.state}`;
    item.iconPath = new vscode.ThemeIcon(
      icons[node.kind],
      node.kind === 'broken' ? new vscode.ThemeColor('list.warningForeground') : undefined,
    );
    const job = node.kind === 'population' ? this.jobs.active(node.population) : undefined;
    if (job !== undefined) {
      item.description = populationText(job);
      item.contextValue = 'population.refining';
      item.iconPath = themeIcon(jobIcons[job.state]);
    } else if (node.description !== undefined) item.description = node.description;
    // A species' tooltip is made when it is asked for: see resolveTreeItem.
    if (node.tooltip !== undefined && node.species === undefined) item.tooltip = node.tooltip;
    if (node.kind === 'series' && node.path !== undefined) item.resourceUri = vscode.Uri.file(node.path);
    if (node.isUsed !== undefined) showUse(item, node.label, node.isUsed);
    // Without this the tooltip, often a path, is what is read out.
    item.accessibilityInformation = { label: [node.label, item.description ?? ''].join(' ').trim() };
    const open = opens[node.kind];
    if (open !== undefined) item.command = { command: open, title: 'Open', arguments: [node] };
    return item;
  }

  async resolveTreeItem(item: vscode.TreeItem, node: ProjectNode): Promise<vscode.TreeItem> {
    if (node.species === undefined) return item;
    const history = await resolutionHistory(node.species).catch(() => undefined);
    const text = new vscode.MarkdownString();
    for (const line of (node.tooltip ?? '').split('\n')) text.appendText(line).appendMarkdown('  \n');
    if (history !== undefined) text.appendMarkdown('\n\nOver its versions: ').appendText(history);
    item.tooltip = text;
    return item;
  }

  /** Reads what is below a row again. */
  reload(node: ProjectNode): void {
    node.lazy?.forget();
    this.changed.fire(node);
  }

  /** The same for the row of a series, if it has been shown. */
  reloadSeries(xml: string): void {
    const row = this.series.get(xml);
    if (row !== undefined) this.reload(row);
  }

  /** The row that a row is below, of a kind; undefined for one that has not been shown. */
  above(node: ProjectNode, kind: NodeKind): ProjectNode | undefined {
    let at = this.parents.get(node.id);
    while (at !== undefined && at.kind !== kind) at = this.parents.get(at.id);
    return at;
  }

  /** Shows the row of a file; false when no row has it. */
  async reveal(file: string): Promise<boolean> {
    for (const root of await this.getChildren()) {
      const found = await this.find(root, file);
      if (found === undefined) continue;
      await this.view.reveal(found, { select: true, focus: true, expand: false });
      return true;
    }
    return false;
  }

  private async find(node: ProjectNode, file: string): Promise<ProjectNode | undefined> {
    if (node.path === file) return node;
    // Tilts are as many as images; their series is near enough.
    if (node.kind === 'series') return undefined;
    for (const child of await this.getChildren(node)) {
      const found = await this.find(child, file);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  private rebuild(): void {
    this.parents.clear();
    this.series.clear();
    this.roots = Promise.resolve(projectNodes(this.store.projects));
    this.changed.fire(undefined);
  }

  /** A row that changes is drawn anew with all below it, so only when it says something else. */
  private async showProgress(): Promise<void> {
    const progress = this.jobs.jobs
      .filter(isActive)
      .map((job) => `${job.options.settings.population} ${populationText(job)}`)
      .join();
    if (progress === this.progress) return;
    this.progress = progress;
    for (const root of await this.roots) this.changed.fire(root);
  }
}

/** A box to tick, and words where a row is left out. */
function showUse(item: vscode.TreeItem, label: string, isUsed: boolean): void {
  if (vscode.workspace.isTrusted)
    item.checkboxState = {
      state: isUsed ? vscode.TreeItemCheckboxState.Checked : vscode.TreeItemCheckboxState.Unchecked,
      tooltip: isUsed ? 'Used in refinements' : 'Left out of refinements',
      accessibilityInformation: { label: `use ${label}`, role: 'checkbox' },
    };
  if (!isUsed)
    item.description = `${item.description === undefined ? '' : String(item.description)} · left out`;
}

function collapsibleState(node: ProjectNode): vscode.TreeItemCollapsibleState {
  // Also while they are empty: what is added to a row that could not be opened would stay out of sight.
  if (startsOpen.has(node.kind)) return vscode.TreeItemCollapsibleState.Expanded;
  return node.children.length === 0 && node.lazy === undefined
    ? vscode.TreeItemCollapsibleState.None
    : vscode.TreeItemCollapsibleState.Collapsed;
}
