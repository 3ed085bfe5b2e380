/** RELION's optimisation set: one small STAR file that names the particles and the tomograms of a refinement. */
import { existsSync } from 'node:fs';
import { dirname, isAbsolute, join, parse } from 'node:path';
import { readText } from '../files/fileProblem';
import { column, parseStar } from '../formats/star';
import { Problem } from '../../shared/problem';
import type { Named } from './relionMotion';

export interface RelionInput {
  /** Of the particles. */
  readonly path: string;
  readonly content: string;
  readonly tomograms?: Named;
  /** Trajectories of the particles, and the tilts of each tomogram, which place them in the dose. */
  readonly motion?: { readonly trajectories: Named; readonly tilts: ReadonlyMap<string, Named> };
}

/**
 * The particles of a STAR file, or those that it names if it is an optimisation set. Throws Problem.
 *
 * @param wantsMotion read trajectories too, which need the table of every tilt series
 */
export async function readRelionInput(path: string, wantsMotion = false): Promise<RelionInput> {
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
  const withTomograms = { ...input, tomograms: { content: await readText(where), where } };
  const trajectories = named('rlnTomoTrajectoriesFile');
  if (trajectories === undefined || !wantsMotion) return withTomograms;
  const motionPath = findInProject(path, trajectories);
  return {
    ...withTomograms,
    motion: {
      trajectories: { content: await readText(motionPath), where: motionPath },
      tilts: await tiltTables(path, withTomograms.tomograms),
    },
  };
}

/** By tomogram: the table of its tilts that RELION 5 keeps in a file of its own. */
async function tiltTables(set: string, tomograms: Named): Promise<ReadonlyMap<string, Named>> {
  const tilts = new Map<string, Named>();
  for (const table of parseStar(tomograms.content, tomograms.where)) {
    const names = column(table, 'rlnTomoName');
    const files = column(table, 'rlnTomoTiltSeriesStarFile');
    if (names === undefined || files === undefined) continue;
    for (const [i, name] of names.entries()) {
      const where = findInProject(set, files[i]);
      tilts.set(name, { content: await readText(where), where });
    }
  }
  return tilts;
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
