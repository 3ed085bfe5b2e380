/** Submits although Slurm's controller may be away for a while, as when it is started again: once, whatever got lost on the way. */
import { pause } from '../../pause';
import { askByName } from './findByName';
import type { QueueCommands } from './queueCommands';
import { CommandFailure } from './runCommand';
import { submit, type Submission } from './submit';

/** Nothing is wrong with the job. */
const isAway =
  /unable to contact slurm|no answer in|timed out|connection (refused|reset|failure)|connect failure|zero bytes were transmitted|temporarily unable|controller.*(standby|not responding)/i;

/**
 * @param submission its name and folder are of no other job
 * @param away is told why it waits, once
 * @returns the number that Slurm gave it. Throws Problem with what Slurm said, and what the signal was aborted with.
 */
export async function submitPatiently(
  commands: QueueCommands,
  submission: Submission,
  env: NodeJS.ProcessEnv,
  { signal, away }: { readonly signal: AbortSignal | undefined; readonly away: (why: string) => void },
): Promise<string> {
  for (let isFirst = true; ; isFirst = false) {
    try {
      // What had no answer may have come there all the same.
      const found = isFirst ? null : await askByName(commands, submission.name, submission.folder);
      return found ?? (await submit(commands, submission, env));
    } catch (error) {
      if (!(error instanceof CommandFailure && isAway.test(error.said))) throw error;
      if (isFirst) away(error.said);
    }
    await pause(1000 * commands.pollSeconds, signal);
  }
}
