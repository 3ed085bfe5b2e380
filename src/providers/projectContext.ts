/** How far the project in the open folder has come, for the walkthrough's ticks and for what the command palette offers. */
import * as vscode from 'vscode';
import { Disposable } from './disposable';
import type { JobStore } from './jobStore';
import type { ProjectStore } from './projectStore';

export class ProjectContext extends Disposable {
  private readonly told = new Map<string, boolean>();

  constructor(
    private readonly projects: ProjectStore,
    private readonly jobs: JobStore,
  ) {
    super();
    this.register(projects.onDidChange(() => this.tell()));
    this.register(jobs.onDidChange(() => this.tell()));
  }

  private tell(): void {
    const known = this.projects.projects.flatMap(({ content }) => content ?? []);
    this.set('hasPopulation', this.projects.projects.length > 0);
    this.set(
      'hasSource',
      known.some(({ sources }) => sources.length > 0),
    );
    this.set(
      'hasSpecies',
      known.some(({ species }) => species.length > 0),
    );
    this.set(
      'hasRefined',
      this.jobs.jobs.some(({ state }) => state === 'finished'),
    );
  }

  private set(key: string, value: boolean): void {
    if (this.told.get(key) === value) return;
    this.told.set(key, value);
    void vscode.commands.executeCommand('setContext', `murmuration.${key}`, value);
  }
}
