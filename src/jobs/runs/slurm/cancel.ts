/** Ends a job, or one element of an array, whether it has begun or not. */
import type { QueueCommands } from './queueCommands';
import { CommandFailure, runCommand } from './runCommand';

/** @param id `12`, or `12_3` for an element. Returns before it is over; nothing happens to one that has ended. Throws Problem. */
export async function cancel(commands: QueueCommands, id: string): Promise<void> {
  try {
    await runCommand(commands, 'cancel', { id });
  } catch (error) {
    if (!(error instanceof CommandFailure && /invalid job id|already complet/i.test(error.said))) throw error;
  }
}
