/** Says in the status bar how far a running refinement is; there only while one runs. */
import * as vscode from 'vscode';
import { progressText } from '../jobs/runs/jobSummary';
import { Disposable } from './disposable';
import type { JobStore } from './jobStore';

export class StatusBar extends Disposable {
  private readonly item = this.register(
    vscode.window.createStatusBarItem('murmuration.progress', vscode.StatusBarAlignment.Left, 10),
  );

  constructor(private readonly jobs: JobStore) {
    super();
    this.item.name = 'Murmuration: refinement';
    this.item.command = 'murmuration.jobs.focus';
    this.register(jobs.onDidChange(() => this.render()));
    this.render();
  }

  private render(): void {
    const running = this.jobs.jobs.filter((job) => job.state === 'running');
    const [job] = running;
    if (job === undefined) {
      this.item.hide();
      return;
    }
    const more = running.length > 1 ? ` (+${running.length - 1})` : '';
    const text = progressText(job.summary);
    this.item.text = `$(sync~spin) ${text}${more}`;
    this.item.tooltip = `Refining ${job.options.populationName}: ${job.summary.progress?.message ?? 'starting'}`;
    this.item.accessibilityInformation = { label: `Refining ${job.options.populationName}: ${text}` };
    this.item.show();
  }
}
