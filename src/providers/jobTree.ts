/** Shows the job store as a tree: each refinement with its state, and the resolution after each round. */
import * as vscode from 'vscode';
import type { Job } from '../jobs/runs/job';
import { Disposable } from './disposable';
import type { JobStore } from './jobStore';
import { describeJob, jobIcons, jobLines, jobTooltip, type Icon, type JobLine } from './jobWords';

export type JobNode =
  { readonly kind: 'job'; readonly job: Job } | ({ readonly kind: 'line'; readonly job: Job } & JobLine);

export class JobTree extends Disposable implements vscode.TreeDataProvider<JobNode> {
  private readonly changed = this.register(new vscode.EventEmitter<void>());
  readonly onDidChangeTreeData = this.changed.event;

  constructor(private readonly store: JobStore) {
    super();
    this.register(store.onDidChange(() => this.changed.fire()));
    this.register(vscode.window.createTreeView('murmuration.jobs', { treeDataProvider: this }));
  }

  getChildren(node?: JobNode): JobNode[] {
    if (node === undefined) return this.store.jobs.map((job) => ({ kind: 'job', job }));
    const { kind, job } = node;
    return kind === 'job' ? jobLines(job).map((line) => ({ kind: 'line', job, ...line })) : [];
  }

  getTreeItem(node: JobNode): vscode.TreeItem {
    const { job } = node;
    if (node.kind === 'line') {
      const item = new vscode.TreeItem(node.label);
      item.id = `${job.files.directory}#${node.label}`;
      item.description = node.description;
      item.accessibilityInformation = { label: `${node.label} ${node.description}` };
      item.tooltip = `${node.label}: ${node.description}`;
      item.iconPath = new vscode.ThemeIcon(node.icon);
      return item;
    }
    const item = new vscode.TreeItem(
      job.options.populationName,
      // Only the first look counts, VS Code remembers the rest; a job that starts now will have lines.
      job === this.store.jobs[0]
        ? vscode.TreeItemCollapsibleState.Expanded
        : vscode.TreeItemCollapsibleState.Collapsed,
    );
    item.id = job.files.directory;
    item.contextValue = `job.${job.state}`;
    item.iconPath = themeIcon(jobIcons[job.state]);
    item.description = describeJob(job);
    item.accessibilityInformation = { label: `${job.options.populationName} ${describeJob(job)}` };
    item.tooltip = jobTooltip(job);
    return item;
  }
}

export function themeIcon({ id, color }: Icon): vscode.ThemeIcon {
  return new vscode.ThemeIcon(id, color === undefined ? undefined : new vscode.ThemeColor(color));
}
