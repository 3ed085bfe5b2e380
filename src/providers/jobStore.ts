/** The refinements of the open populations as their folders tell, followed while they are queued or run. */
import * as vscode from 'vscode';
import type { RefinementSettings } from '../jobs/refinementSettings/fields';
import { EventTail } from '../jobs/runs/eventTail';
import { cancelJob, isActive, lookAgain, newJob, type Job } from '../jobs/runs/job';
import { listJobs, readOptions } from '../jobs/runs/jobFolder';
import type { JobRunner } from '../jobs/runs/jobRunner';
import { jobRunners } from '../jobs/runs/jobRunners';
import { atWork, launchJob } from '../jobs/runs/launchJob';
import { Disposable } from './disposable';
import { requireTrust, type Engine } from './engine';
import type { ProjectStore } from './projectStore';

interface Followed {
  job: Job;
  readonly tail: EventTail;
}

/** How often a running job's files are looked at, ms; network file systems do not tell of changes. */
const interval = 500;

export class JobStore extends Disposable {
  private readonly changed = this.register(new vscode.EventEmitter<void>());
  readonly onDidChange = this.changed.event;
  private readonly ended = this.register(new vscode.EventEmitter<Job>());
  /** A job that this window saw queued or running is so no more. */
  readonly onDidEnd = this.ended.event;
  private readonly followed = new Map<string, Followed>();
  private timer: NodeJS.Timeout | undefined;
  private updating = false;
  private again = false;
  private disposed = false;

  constructor(
    private readonly projects: ProjectStore,
    private readonly engine: Engine,
    private readonly runners = jobRunners,
  ) {
    super();
    this.register(projects.onDidChange(() => void this.update()));
    this.register({ dispose: () => (this.disposed = true) });
    this.register({ dispose: () => clearTimeout(this.timer) });
  }

  /** Newest first. */
  get jobs(): readonly Job[] {
    return [...this.followed.values()]
      .map(({ job }) => job)
      .sort((a, b) => (a.options.created < b.options.created ? 1 : -1));
  }

  /** One that is queued or running. */
  active(population?: string): Job | undefined {
    return this.jobs.find(
      (job) => isActive(job) && (population === undefined || job.options.settings.population === population),
    );
  }

  /** Throws Problem while a population is being refined. */
  requireIdle(population: string): void {
    const job = this.active(population);
    if (job !== undefined) throw atWork(job);
  }

  /** Starts a refinement, in a folder of its own. @param settings with the absolute path of the population */
  async start(settings: RefinementSettings, populationName: string, runner: JobRunner): Promise<Job> {
    // Before its folder is made.
    requireTrust();
    const options = { settings, populationName, created: new Date().toISOString() };
    const job = await launchJob(options, await this.engine.program(), runner, this.runners);
    this.followed.set(job.files.directory, { job, tail: new EventTail(job.files.events) });
    this.changed.fire();
    await this.update();
    return job;
  }

  /** The files are those of the last complete round. */
  async cancel(job: Job): Promise<void> {
    requireTrust();
    await cancelJob(job, this.runners);
    await this.update();
  }

  /** Looks for new job folders and reads what active ones said; again by itself while there are any. */
  private async update(): Promise<void> {
    if (this.disposed) return;
    // What changes meanwhile is looked at, too.
    this.again = true;
    if (this.updating) return;
    this.updating = true;
    clearTimeout(this.timer);
    try {
      while (this.again && !this.disposed) {
        this.again = false;
        await this.findJobs();
        await this.follow();
      }
    } finally {
      this.updating = false;
    }
    if (this.active() !== undefined && !this.disposed)
      this.timer = setTimeout(() => void this.update(), interval);
  }

  private async follow(): Promise<void> {
    for (const followed of this.followed.values()) {
      const before = followed.job;
      // One that was lost may be heard of again.
      if (!isActive(before) && before.state !== 'lost') continue;
      followed.job = await lookAgain(before, followed.tail, this.asked());
      if (followed.job === before) continue;
      this.changed.fire();
      if (isActive(before) && !isActive(followed.job)) {
        this.ended.fire(followed.job);
        void this.projects.refresh();
      } else if (followed.job.summary.rounds.length > before.summary.rounds.length)
        void this.projects.refresh();
    }
  }

  /** In a folder that is not trusted no program is started to find out, which a lane would name. */
  private asked(): readonly JobRunner[] {
    return vscode.workspace.isTrusted
      ? this.runners
      : this.runners.map((runner) => runner.byFilesAlone ?? runner);
  }

  private async findJobs(): Promise<void> {
    for (const project of this.projects.projects) {
      for (const files of await listJobs(project.path)) {
        if (this.followed.has(files.directory)) continue;
        const options = await readOptions(files);
        if (options === null) continue;
        const tail = new EventTail(files.events);
        const job = await lookAgain(newJob(files, options), tail, this.asked());
        this.followed.set(files.directory, { job, tail });
        this.changed.fire();
      }
    }
  }
}
