/** States of a Slurm job in words. */
import { durationText } from '../jobSummary';
import type { ExitMark } from './jobMarks';
import type { QueuedJob } from './states';

const reasons: Readonly<Record<string, string>> = {
  Resources: 'waiting for free resources',
  Priority: 'waiting behind others',
  Dependency: 'waiting for another job',
  BeginTime: 'waiting until it may begin, as after a new start',
  DependencyNeverSatisfied: 'the job that it waits for has failed',
  JobHeldUser: 'held by its user',
  JobHeldAdmin: 'held by an administrator',
  ReqNodeNotAvail: 'waiting for a node that is not available',
  PartitionDown: 'waiting, as its partition is down',
  NodeDown: 'waiting, as its node is down',
};

/**
 * `Slurm job 12: waiting for free resources`, `Slurm job 12 on node17, 4 min`
 * @param job null before Slurm has said anything
 * @param known what the job said itself, and why Slurm says nothing
 */
export function queueWords(
  place: string,
  job: QueuedJob | null,
  known: { readonly host: string; readonly failure: string | null },
): string {
  const words = job === null ? at(place, known.host) : jobWords(place, job);
  return known.failure === null ? words : `${words}; the queue does not answer: ${known.failure}`;
}

function jobWords(place: string, { state, reason, node, elapsed }: QueuedJob): string {
  if (state === 'PENDING' || state === 'REQUEUED')
    return `${place}: ${reasons[reason] ?? (reason === '' ? 'waiting' : `waiting (${reason})`)}`;
  return `${at(place, node)}${elapsed > 0 ? `, ${durationText(elapsed)}` : ''}`;
}

function at(place: string, node: string): string {
  return node === '' ? place : `${place} on ${node}`;
}

/** Why it ended, where that was not its own doing; null where it was, or nobody knows. */
export function endWords(job: QueuedJob | null, exit: ExitMark | null): string | null {
  if (job === null) return exit === null ? 'Slurm knows it no more, and it left no exit code' : null;
  const on = job.node === '' ? '' : ` on ${job.node}`;
  switch (job.state) {
    case 'TIMEOUT':
      return `its time limit${on} has ended it; ask for more time, or refine again to go on`;
    case 'OUT_OF_MEMORY':
      return `it took more memory${on} than it had asked for; ask for more`;
    case 'NODE_FAIL':
      return `its node${on} failed; refine again to go on`;
    case 'PREEMPTED':
      return `it had to make room${on} for another job; refine again to go on`;
    case 'CANCELLED':
      return job.reason === 'DependencyNeverSatisfied'
        ? 'the job that it waited for has failed'
        : `it was cancelled in Slurm${on}; refine again to go on`;
    default:
      return exit === null && job.state === 'FAILED'
        ? `Slurm says that it failed${on} (${job.reason})`
        : null;
  }
}
