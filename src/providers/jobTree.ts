/** Shows the job store as a tree: each refinement with its state, and the resolution after each round. */
import * as vscode from 'vscode';
import { durationText, progressText, resolutionsText } from '../jobs/runs/jobSummary';
import { Disposable } from './disposable';
import type { Job, JobState, JobStore } from './jobStore';

export type JobNode =
  | { readonly kind: 'job'; readonly job: Job }
  | {
      readonly kind: 'line';
      readonly id: string;
      readonly label: string;
      readonly description: string;
      readonly icon: string;
    };

const icons: Readonly<Record<JobState, vscode.ThemeIcon>> = {
  running: new vscode.ThemeIcon('loading~spin'),
  finished: new vscode.ThemeIcon('pass', new vscode.ThemeColor('testing.iconPassed')),
  failed: new vscode.ThemeIcon('error', new vscode.ThemeColor('testing.iconFailed')),
  cancelled: new vscode.ThemeIcon('circle-slash'),
};

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
    return node.kind === 'job' ? jobLines(node.job) : [];
  }

  getTreeItem(node: JobNode): vscode.TreeItem {
    if (node.kind === 'line') {
      const item = new vscode.TreeItem(node.label);
      item.id = node.id;
      item.description = node.description;
      item.accessibilityInformation = { label: `${node.label} ${node.description}` };
      item.tooltip = `${node.label}: ${node.description}`;
      item.iconPath = new vscode.ThemeIcon(node.icon);
      return item;
    }
    const { job } = node;
    const item = new vscode.TreeItem(
      job.options.populationName,
      // Only the first look counts, VS Code remembers the rest; a job that starts now will have lines.
      job === this.store.jobs[0]
        ? vscode.TreeItemCollapsibleState.Expanded
        : vscode.TreeItemCollapsibleState.Collapsed,
    );
    item.id = job.files.directory;
    item.contextValue = `job.${job.state}`;
    item.iconPath = icons[job.state];
    item.description = describe(job);
    item.accessibilityInformation = { label: `${job.options.populationName} ${describe(job)}` };
    item.tooltip = [
      describe(job),
      `murmur ${job.options.arguments.join(' ')}`,
      `started ${new Date(job.options.created).toLocaleString()}`,
      job.files.directory,
    ].join('\n');
    return item;
  }
}

/** `round 2/5 · 3/10 series · 4 min left`, or how it ended. */
export function describe(job: Job): string {
  switch (job.state) {
    case 'running':
      return progressText(job.summary);
    case 'finished':
      return job.summary.done === null
        ? 'finished'
        : `finished in ${durationText(job.summary.done.seconds)} · ${resolutionsText(job.summary.done.species)}`;
    case 'failed':
      return `failed: ${job.reason ?? 'no reason given'}`;
    default:
      return job.state;
  }
}

function jobLines(job: Job): JobNode[] {
  const line = (label: string, description: string, icon: string): JobNode => ({
    kind: 'line',
    id: `${job.files.directory}#${label}`,
    label,
    description,
    icon,
  });
  const { start, rounds, skipped, progress } = job.summary;
  return [
    ...(start === null ? [] : [line('Start', resolutionsText(start.species), 'circle-outline')]),
    ...rounds.map((round) => line(`Round ${round.round}`, resolutionsText(round.species), 'check')),
    ...(job.state === 'running' && progress !== null ? [line('Now', progress.message, 'arrow-right')] : []),
    ...skipped.map((series) =>
      line(`Round ${series.round}: left out ${series.series}`, series.reason, 'warning'),
    ),
  ];
}
