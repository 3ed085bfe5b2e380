/** Says in the status bar how far a refinement is; there only while one is queued or runs. */
import * as vscode from 'vscode';
import { Disposable } from './disposable';
import type { JobStore } from './jobStore';
import { statusText } from './jobWords';

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
    const shown = statusText(this.jobs.jobs);
    if (shown === null) {
      this.item.hide();
      return;
    }
    this.item.text = shown.text;
    this.item.tooltip = shown.tooltip;
    this.item.accessibilityInformation = { label: shown.label };
    this.item.show();
  }
}
