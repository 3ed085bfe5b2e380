/** A runner of another kind, as one of a cluster would be: its jobs wait until it is their turn, and none is ever run. */
import type { RunnerRecord } from '../../src/jobs/runs/jobRecords';
import type { JobRunner, RunnerState } from '../../src/jobs/runs/jobRunner';

interface QueueRecord extends RunnerRecord {
  readonly kind: 'queue';
  readonly ticket: number;
}

export class QueueRunner implements JobRunner<QueueRecord> {
  readonly kind = 'queue';
  readonly label = 'A queue';
  /** What was launched, the newest last. */
  readonly launched: { readonly args: readonly string[]; state: RunnerState }[] = [];

  async launch(...[, , args]: Parameters<JobRunner['launch']>): Promise<QueueRecord> {
    this.launched.push({ args, state: 'queued' });
    return { kind: 'queue', ticket: this.launched.length - 1 };
  }

  async state({ ticket }: QueueRecord): Promise<RunnerState> {
    return this.launched[ticket].state;
  }

  async cancel({ ticket }: QueueRecord): Promise<void> {
    this.launched[ticket].state = 'ended';
  }

  place({ ticket }: QueueRecord): string {
    return `ticket ${ticket}`;
  }
}
