/** Finds a job whose number got lost, by its name and folder. */
import type { QueueCommands } from './queueCommands';
import { runCommand } from './runCommand';

/** Null where the queue has none, or does not answer. */
export async function findByName(
  commands: QueueCommands,
  name: string,
  folder: string,
): Promise<string | null> {
  return askByName(commands, name, folder).catch(() => null);
}

/** Null where the queue has none. Throws Problem where it does not answer. */
export async function askByName(
  commands: QueueCommands,
  name: string,
  folder: string,
): Promise<string | null> {
  const options = ['-h', '-t', 'all', '-n', name, '-o', '%A %Z'];
  const text = await runCommand(commands, 'status', { options });
  for (const line of text.split('\n')) {
    const [, id, where] = /^\s*(\d+) (.*?)\s*$/.exec(line) ?? [];
    if (where === folder) return id;
  }
  return null;
}
