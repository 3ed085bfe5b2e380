/** Counts the rows of a particle table without keeping them: tables can have millions. */
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';

/** @returns null when there is no such file */
export async function countParticles(path: string): Promise<number | null> {
  const stream = createReadStream(path, { encoding: 'utf8' });
  const opened = await new Promise<boolean>((resolve) => {
    stream.once('open', () => resolve(true));
    stream.once('error', () => resolve(false));
  });
  if (!opened) return null;
  let inLoop = false;
  let count = 0;
  for await (const line of createInterface({ input: stream })) {
    const text = line.trim();
    if (text === '' || text.startsWith('#') || text.startsWith('_')) continue;
    if (text.startsWith('data_')) inLoop = false;
    else if (text === 'loop_') inLoop = true;
    else if (inLoop) count++;
  }
  return count;
}
