/** Makes a project of many series out of a small one. */
import { copyFile, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { loadProject } from '../../src/jobs/refinement/project';
import type { TinyProject } from '../support/tinyProject';

/**
 * The first series, its images shared, so many times, each with particles of its own.
 * @param particles of each; those that there are, again and again. As many as there are where it is left out
 */
export async function multiplySeries(project: TinyProject, count: number, particles?: number): Promise<void> {
  const { sources } = await loadProject(project.population);
  const [{ path: source, files }] = sources;
  const [{ name, hash }] = files;
  const names = Array.from({ length: count }, (_, i) => ({ name: `S_${i}.tomostar`, hash: `hash${i}` }));
  const text = await readFile(source, 'utf8');
  const entry = new RegExp(`[^\n]*Name="${name}"[^\n]*\n`).exec(text)?.[0] ?? '';
  const entries = names.map((one) => entry.replace(name, one.name).replace(hash, one.hash)).join('');
  await writeFile(
    source,
    text.replace(/([^\n]*<File [^\n]*\n)+/, () => entries),
  );
  const folder = path.dirname(source);
  for (const one of names)
    await copyFile(
      path.join(folder, name.replace('.tomostar', '.xml')),
      path.join(folder, one.name.replace('.tomostar', '.xml')),
    );
  const table = project.companion('_particles.star');
  const lines = (await readFile(table, 'utf8')).split('\n');
  const isOurs = (line: string): boolean => line.includes(hash);
  const ofFirst = lines.filter(isOurs);
  const own = Array.from({ length: particles ?? ofFirst.length }, (_, i) => ofFirst[i % ofFirst.length]);
  const rows = names.flatMap((one) =>
    own.map((line) => line.replaceAll(name, one.name).replaceAll(hash, one.hash)),
  );
  const from = lines.findIndex(isOurs);
  const rest = lines.slice(from).filter((line) => !/tomostar/.test(line));
  await writeFile(table, [...lines.slice(0, from), ...rows, ...rest].join('\n'));
}
