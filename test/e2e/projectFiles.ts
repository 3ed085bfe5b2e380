/** What a project's folder tells tests: what is in its files, and which process refines it. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** Of the newest refinement. */
export function engineProcess(folder: string): number {
  const jobs = path.join(folder, 'refinement_temp', 'jobs');
  const newest = readdirSync(jobs).sort().at(-1) ?? '';
  const record = JSON.parse(readFileSync(path.join(jobs, newest, 'process.json'), 'utf8')) as {
    readonly processId: number;
  };
  return record.processId;
}

/** Every file but those of the refinements themselves. */
export function hashes(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .filter((file) => !file.includes('refinement_temp'));
  return Object.fromEntries(
    files
      .sort()
      .map((file) => [
        path.relative(folder, file),
        createHash('sha256').update(readFileSync(file)).digest('hex'),
      ]),
  );
}

/** Å, from `70S 30.2 Å` */
export function resolutionIn(description: string): number {
  return Number(/ ([\d.]+) Å$/.exec(description)?.[1]);
}
