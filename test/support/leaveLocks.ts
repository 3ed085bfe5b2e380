/** What a process leaves that has ended: its locks are those of one that is gone. */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export async function leaveLocks(folder: string): Promise<void> {
  for (const name of await readdir(folder, { recursive: true }))
    if (name.endsWith('.lock')) {
      const lock = join(folder, name);
      const text = await readFile(lock, 'utf8');
      await writeFile(lock, text.replace(/"pid":\d+/, `"pid":${2 ** 30}`));
    }
}
