/** Remembers what Slurm said last, so that a queue is asked seldom, and about all jobs at once. */
import type { QueueCommands } from './queueCommands';
import { askStates, isOver, type QueuedJob } from './states';

/** What is known of a job. */
export interface Seen {
  /** Null for one that Slurm knows no more. */
  readonly job: QueuedJob | null;
  /** So many answers in a row have said that it is over. */
  readonly overCount: number;
}

export class QueueWatch {
  private readonly seen = new Map<string, Seen>();
  private readonly watched = new Set<string>();
  private asking: Promise<void> | null = null;
  private askedAt = -Infinity;
  /** Why the last question had no answer; null where it had one. */
  failure: string | null = null;

  constructor(
    private readonly commands: QueueCommands,
    private readonly ask = askStates,
    private readonly now = (): number => performance.now(),
  ) {}

  /** What was said last, at once; undefined before the first answer. A new question goes on its way when it is time. */
  look(id: string): Seen | undefined {
    this.watched.add(id);
    if (this.now() - this.askedAt >= 1000 * this.commands.pollSeconds) void this.askNow();
    return this.seen.get(id);
  }

  /** Asks at once. */
  async lookNow(id: string): Promise<Seen | undefined> {
    this.watched.add(id);
    // One that is on its way may have left before what is to be seen.
    await this.asking;
    await this.askNow();
    return this.seen.get(id);
  }

  /** It has ended, and is asked about no more. */
  forget(id: string): void {
    this.watched.delete(id);
  }

  private askNow(): Promise<void> {
    this.asking ??= this.question().finally(() => (this.asking = null));
    return this.asking;
  }

  private async question(): Promise<void> {
    this.askedAt = this.now();
    const ids = [...this.watched];
    try {
      const answer = await this.ask(this.commands, ids);
      for (const id of ids) {
        const job = answer.get(id) ?? null;
        const isEnd = job === null || isOver(job);
        this.seen.set(id, { job, overCount: isEnd ? (this.seen.get(id)?.overCount ?? 0) + 1 : 0 });
      }
      this.failure = null;
    } catch (error) {
      // Nothing is known to have changed.
      this.failure = error instanceof Error ? error.message : String(error);
    }
  }
}
