/** The refinements of the open populations as their directories tell, followed while they run. */
import * as vscode from 'vscode';
import { hostname } from 'node:os';
import {
  createJob,
  EventTail,
  isAlive,
  isMarkedCancelled,
  lastLogLine,
  listJobs,
  markCancelled,
  readOptions,
  readProcess,
  recordProcess,
  type JobFiles,
  type JobOptions,
} from '../jobs/runs/jobDirectory';
import { emptySummary, withEvent, type JobSummary } from '../jobs/runs/jobSummary';
import { Problem } from '../../shared/problem';
import { Disposable } from './disposable';
import { requireTrust, type Engine } from './engine';
import type { ProjectStore } from './projectStore';

export type JobState = 'running' | 'finished' | 'failed' | 'cancelled';

export interface Job {
  readonly files: JobFiles;
  readonly options: JobOptions;
  readonly summary: JobSummary;
  readonly state: JobState;
  /** Why it failed; null otherwise. */
  readonly reason: string | null;
}

interface Followed {
  job: Job;
  readonly tail: EventTail;
}

/** How often a running job's files are looked at, ms; network file systems do not tell of changes. */
const interval = 500;
/** How long the engine has to end by itself after it was asked to, ms. */
const patience = 10_000;
/** A job without a process is being started for at most so long, ms. */
const startingTime = 10_000;

export class JobStore extends Disposable {
  private readonly changed = this.register(new vscode.EventEmitter<void>());
  readonly onDidChange = this.changed.event;
  private readonly ended = this.register(new vscode.EventEmitter<Job>());
  /** A job that this window saw running is running no more. */
  readonly onDidEnd = this.ended.event;
  private readonly followed = new Map<string, Followed>();
  private timer: NodeJS.Timeout | undefined;
  private updating = false;
  private again = false;
  private disposed = false;

  constructor(
    private readonly projects: ProjectStore,
    private readonly engine: Engine,
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

  running(population?: string): Job | undefined {
    return this.jobs.find(
      (job) => job.state === 'running' && (population === undefined || job.options.population === population),
    );
  }

  /** Starts `murmur` with these arguments on a population, in a job directory of its own. */
  async start(population: string, populationName: string, args: readonly string[]): Promise<void> {
    // Before its directory is made.
    requireTrust();
    const options: JobOptions = {
      population,
      populationName,
      arguments: args,
      created: new Date().toISOString(),
    };
    const files = await createJob(options);
    await recordProcess(files, await this.engine.start(args, files));
    this.followed.set(files.directory, {
      job: { files, options, summary: emptySummary, state: 'running', reason: null },
      tail: new EventTail(files.events),
    });
    this.changed.fire();
    await this.update();
  }

  /** Asks the engine to end, and makes it end when it does not; the files are those of the last complete round. */
  async cancel(job: Job): Promise<void> {
    requireTrust();
    const record = await readProcess(job.files);
    if (record === null) return;
    if (record.host !== hostname())
      throw new Problem(`this refinement runs on another computer, ${record.host}`, {
        remedy: `cancel it there: kill ${record.processId}`,
      });
    await markCancelled(job.files);
    signal(record.processId, 'SIGTERM');
    const end = Date.now() + patience;
    while (await isAlive(job.files)) {
      if (Date.now() > end) signal(record.processId, 'SIGKILL');
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    await this.update();
  }

  /** Looks for new job directories and reads what running ones said; again by itself while one runs. */
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
    if (this.running() !== undefined && !this.disposed)
      this.timer = setTimeout(() => void this.update(), interval);
  }

  /** Reads what running jobs have said since. */
  private async follow(): Promise<void> {
    for (const followed of this.followed.values()) {
      const before = followed.job;
      if (before.state !== 'running') continue;
      followed.job = await readOn(followed);
      if (followed.job === before) continue;
      this.changed.fire();
      if (followed.job.state !== 'running') {
        this.ended.fire(followed.job);
        void this.projects.refresh();
      } else if (followed.job.summary.rounds.length > before.summary.rounds.length)
        void this.projects.refresh();
    }
  }

  private async findJobs(): Promise<void> {
    for (const project of this.projects.projects) {
      for (const files of await listJobs(project.path)) {
        if (this.followed.has(files.directory)) continue;
        const options = await readOptions(files);
        if (options === null) continue;
        const tail = new EventTail(files.events);
        const job: Job = { files, options, summary: emptySummary, state: 'running', reason: null };
        this.followed.set(files.directory, { job: await readOn({ job, tail }), tail });
        this.changed.fire();
      }
    }
  }
}

/** The same object when nothing happened. */
async function readOn({ job, tail }: Followed): Promise<Job> {
  // Asked before reading: what a process says last is in the file once it is gone.
  const alive = (await isAlive(job.files)) || (await isStarting(job));
  const events = await tail.read();
  const summary = events.reduce(withEvent, job.summary);
  if (alive && summary.done === null) return events.length === 0 ? job : { ...job, summary };
  if (summary.done !== null) return { ...job, summary, state: 'finished' };
  if (await isMarkedCancelled(job.files)) return { ...job, summary, state: 'cancelled' };
  const reason = summary.error ?? (await lastLogLine(job.files))?.replace(/^murmur: /, '');
  return { ...job, summary, state: 'failed', reason: reason ?? 'the engine ended without saying why' };
}

async function isStarting(job: Job): Promise<boolean> {
  return (
    (await readProcess(job.files)) === null && Date.now() - Date.parse(job.options.created) < startingTime
  );
}

function signal(processId: number, name: NodeJS.Signals): void {
  try {
    process.kill(processId, name);
  } catch {
    // It ended between the look and the signal.
  }
}
