/** The user's home folder; undefined for users without one, as in some containers. */
import { homedir } from 'node:os';

export function homeFolder(): string | undefined {
  try {
    return homedir();
  } catch {
    return undefined;
  }
}
