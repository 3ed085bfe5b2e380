/** RELION's optimisation set: one small STAR file that names the particles and the tomograms of a refinement. */
import { existsSync } from 'node:fs';
import { dirname, isAbsolute, join, parse } from 'node:path';
import { readText } from '../formats/fileProblem';
import { column, parseStar } from '../formats/star';
import { Problem } from '../problem';

export interface RelionInput {
  /** Of the particles. */
  readonly path: string;
  readonly content: string;
  readonly tomograms?: { readonly content: string; readonly where: string };
}

/** The particles of a STAR file, or those that it names if it is an optimisation set. Throws Problem. */
export async function readRelionInput(path: string): Promise<RelionInput> {
  const content = await readText(path);
  if (!content.includes('_rlnTomoParticlesFile')) return { path, content };
  const tables = parseStar(content, path);
  const named = (label: string): string | undefined => {
    const value = tables.map((table) => column(table, label)?.at(0)).find((text) => text !== undefined);
    return value === undefined || value === '' || value === 'None' ? undefined : value;
  };
  const particles = named('rlnTomoParticlesFile');
  if (particles === undefined) throw new Problem('it names no particles', { where: path });
  const particlePath = findInProject(path, particles);
  const tomograms = named('rlnTomoTomogramsFile');
  const input = { path: particlePath, content: await readText(particlePath) };
  if (tomograms === undefined) return input;
  const where = findInProject(path, tomograms);
  return { ...input, tomograms: { content: await readText(where), where } };
}

/** RELION writes paths from the folder of its project, which is some folder above the file that holds them. */
function findInProject(from: string, path: string): string {
  if (isAbsolute(path)) return path;
  const root = parse(from).root;
  for (let folder = dirname(from); ; folder = dirname(folder)) {
    if (existsSync(join(folder, path))) return join(folder, path);
    if (folder === root) break;
  }
  throw new Problem(`it names ${path}, which is neither beside it nor in a folder above`, {
    where: from,
    remedy: 'give the particle STAR file itself',
  });
}
