/** Folders that a job fills with a new project have to be empty: what somebody keeps there is neither mixed with it nor removed with it. */
import { readdir } from 'node:fs/promises';
import { Problem } from '../../shared/problem';

/** Throws Problem where the folder holds anything; one that is missing is fine. */
export async function refuseFilled(folder: string): Promise<void> {
  const entries = await readdir(folder).catch(() => []);
  if (entries.length > 0)
    throw new Problem('the folder is not empty', {
      where: folder,
      remedy: 'name another one, or remove it if you do not need it',
    });
}
