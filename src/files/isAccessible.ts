/** Whether a file or folder is there, and can be read, written or run. */
import { access } from 'node:fs/promises';

/** @param mode of `constants` of node:fs; without it only whether it is there */
export function isAccessible(path: string, mode?: number): Promise<boolean> {
  return access(path, mode).then(
    () => true,
    () => false,
  );
}
