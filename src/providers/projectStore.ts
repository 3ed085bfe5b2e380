/** The populations of the open folders as they are on disk, read again when their files change. */
import { isDeepStrictEqual } from 'node:util';
import * as vscode from 'vscode';
import { companion } from '../model/species';
import { Disposable } from './disposable';
import { ParticleCounts } from './particleCount';
import { readProject, type Project, type Read, type SpeciesFiles } from './readProject';

const skipped = '**/{node_modules,versions,refinement_temp,.git}/**';
const watched = '**/*.{population,source,species}';

/** So long small tables may keep everything waiting, so that rows don't change right after they are there, ms. */
const countingTime = 100;

export class ProjectStore extends Disposable {
  private readonly changed = this.register(new vscode.EventEmitter<void>());
  readonly onDidChange = this.changed.event;
  private current: readonly Project[] = [];
  private reading: Promise<void> | null = null;
  private again = false;
  /** Somebody waits for the rows to be read anew, also what the projects' own files say nothing about. */
  private isAskedFor = true;
  private timer: NodeJS.Timeout | undefined;
  private readonly counts = new ParticleCounts();
  private readonly first: Promise<void>;
  private isReady: () => void = () => undefined;

  constructor(private readonly log: vscode.LogOutputChannel) {
    super();
    this.first = new Promise((resolve) => (this.isReady = resolve));
    const watcher = this.register(vscode.workspace.createFileSystemWatcher(watched));
    const soon = (uri: vscode.Uri) => {
      if (!/[/\\](versions|refinement_temp)[/\\]/.test(uri.fsPath)) this.refreshSoon();
    };
    this.register(watcher.onDidChange(soon));
    this.register(watcher.onDidCreate(soon));
    this.register(watcher.onDidDelete(soon));
    this.register(vscode.workspace.onDidChangeWorkspaceFolders(() => this.refreshSoon()));
    this.register({ dispose: () => clearTimeout(this.timer) });
  }

  get projects(): readonly Project[] {
    return this.current;
  }

  /** Until the projects have been read for the first time nobody knows whether there are any. */
  async ready(): Promise<readonly Project[]> {
    await this.first;
    return this.current;
  }

  /** Reads everything anew; calls while it reads are answered by one more reading. */
  refresh(): Promise<void> {
    this.isAskedFor = true;
    return this.read();
  }

  private async read(): Promise<void> {
    if (this.reading !== null) {
      this.again = true;
      return this.reading;
    }
    this.reading = this.readUntilQuiet();
    return this.reading;
  }

  /** Several files change together when a command writes; wait for the last. */
  private refreshSoon(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.read(), 200);
  }

  private async readUntilQuiet(): Promise<void> {
    try {
      do {
        this.again = false;
        await this.readOnce();
      } while (this.again);
    } finally {
      // In the same turn as the last look at `again`: whoever calls later starts a reading of its own.
      this.reading = null;
    }
  }

  private async readOnce(): Promise<void> {
    const found = await vscode.workspace.findFiles('**/*.population', skipped);
    const paths = found.filter((uri) => uri.scheme === 'file').map((uri) => uri.fsPath);
    const read = await Promise.all(paths.sort().map(readProject));
    const counted = this.withCounts(read);
    const inTime = await Promise.race([
      counted,
      new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), countingTime)),
    ]);
    this.show(inTime ?? read);
    if (inTime === undefined)
      // What was read meanwhile is newer, and has counts of its own.
      void counted.then((projects) => this.current === read && this.show(projects));
  }

  private show(projects: readonly Project[]): void {
    // A command's own files come back through the watcher: rows that are drawn again for nothing swallow a click.
    if (!this.isAskedFor && isDeepStrictEqual(projects, this.current)) return;
    this.isAskedFor = false;
    this.current = projects;
    for (const project of projects) if (project.problem !== undefined) this.log.warn(project.problem);
    this.isReady();
    this.changed.fire();
  }

  private async withCounts(projects: readonly Project[]): Promise<readonly Project[]> {
    return Promise.all(
      projects.map(async (project) => {
        if (project.content === undefined) return project;
        const species = await Promise.all(project.content.species.map((one) => this.withCount(one)));
        return { ...project, content: { ...project.content, species } };
      }),
    );
  }

  private async withCount(read: Read<SpeciesFiles>): Promise<Read<SpeciesFiles>> {
    if (read.content === undefined) return read;
    const table = companion(read.content.species, '_particles.star');
    const particles = await this.counts.count(table).catch(() => null);
    return { ...read, content: { ...read.content, particles } };
  }
}
