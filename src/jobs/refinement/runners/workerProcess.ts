/** A worker's process, as whoever gives it tasks sees it. */
import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { Problem } from '../../../../shared/problem';
import type { Program } from '../../runs/jobRunner';
import type { RunningRound } from '../tasks/taskRunner';
import type { WorkFolder } from '../tasks/workFolder';
import type { WorkerSaid } from './worker';

/** How a task ended. */
export type TaskEnd =
  | { readonly how: 'done' }
  | { readonly how: 'again'; readonly message: string }
  | { readonly how: 'failed'; readonly message: string }
  /** The process is gone; `series`, by its place in the plan, is what it was at. */
  | { readonly how: 'died'; readonly message: string; readonly series: number | null };

export interface WorkerPlace {
  readonly murmur: Program;
  readonly folder: WorkFolder;
  /** Part of the GPU's name. */
  readonly adapter: string | undefined;
  /** Also where the GPU has passed before. */
  readonly selfTest: boolean;
}

type Child = ChildProcessByStdio<Writable, Readable, Readable>;

/** How long a worker has to end by itself, ms. */
const patience = 1500;

export class WorkerProcess {
  /** Its GPU. */
  ready = '';
  /** Why it ended, once it has. */
  private over: string | null = null;
  private listener: { said(said: WorkerSaid): void; ended(message: string): void } | null = null;
  private errors = '';

  private constructor(private readonly child: Child) {
    createInterface({ input: child.stdout }).on('line', (line) => {
      // The GPU's library prints, too, when memory runs out.
      if (line.startsWith('{"')) this.listener?.said(JSON.parse(line) as WorkerSaid);
    });
    child.stderr.on('data', (chunk: Buffer) => {
      this.errors = `${this.errors}${chunk.toString()}`.slice(-2000);
    });
    // What cannot be written to is ending: that is told as its end.
    child.stdin.on('error', () => undefined);
    child.on('error', ({ message }) => this.end(`a worker could not be started: ${message}`));
    child.on('close', (code, signal) => this.end(this.reason(code, signal)));
  }

  /** Throws Problem with what the process said where it does not come up. */
  static async start({ murmur, folder, adapter, selfTest }: WorkerPlace): Promise<WorkerProcess> {
    const [program, ...before] = murmur.command;
    const args = [...before, 'refine_task', '--run', folder.path, '--worker'];
    if (adapter !== undefined) args.push('--adapter', adapter);
    if (selfTest) args.push('--self_test');
    const child = spawn(program, args, {
      env: murmur.env,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    const worker = new WorkerProcess(child);
    worker.ready = await worker.until<string>((said, found) => {
      if ('ready' in said) found(said.ready);
    });
    return worker;
  }

  /** @param work its signal ends the process */
  async run(task: string, { emit, step, signal }: RunningRound): Promise<TaskEnd> {
    let series: number | null = null;
    const stop = (): void => void this.stop();
    if (signal?.aborted === true) stop();
    signal?.addEventListener('abort', stop, { once: true });
    try {
      this.child.stdin.write(`${task}\n`);
      return await this.until<TaskEnd>((said, found) => {
        if ('event' in said) emit(said.event);
        else if ('step' in said) {
          ({ series } = said.step);
          step(said.step);
        } else if ('done' in said) found({ how: 'done' });
        else if ('again' in said) found({ how: 'again', message: said.message });
        else if ('failed' in said) found({ how: 'failed', message: said.message });
      });
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      return { how: 'died', message: error.message, series };
    } finally {
      signal?.removeEventListener('abort', stop);
    }
  }

  /** Asks first. Returns when it is over. */
  async stop(): Promise<void> {
    if (this.over !== null) return;
    await new Promise<void>((resolve) => {
      const kill = setTimeout(() => this.child.kill('SIGKILL'), patience);
      this.child.once('close', () => {
        clearTimeout(kill);
        resolve();
      });
      this.child.kill('SIGTERM');
    });
  }

  /** What it says until something is found. Throws Problem where it ends before. */
  private async until<Found>(
    hear: (said: WorkerSaid, found: (found: Found) => void) => void,
  ): Promise<Found> {
    try {
      return await new Promise<Found>((resolve, reject) => {
        if (this.over !== null) reject(new Problem(this.over));
        this.listener = {
          said: (said) => hear(said, resolve),
          ended: (message) => reject(new Problem(message)),
        };
      });
    } finally {
      this.listener = null;
    }
  }

  private end(message: string): void {
    this.over ??= message;
    this.listener?.ended(this.over);
  }

  private reason(code: number | null, signal: NodeJS.Signals | null): string {
    if (signal !== null) return `a worker was ended by ${signal}`;
    const said = /murmur: (.*)/.exec(this.errors)?.[1];
    return said ?? `a worker ended with exit code ${code}`;
  }
}
