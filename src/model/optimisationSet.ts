/** RELION's optimisation set: one small STAR file that names the particles and the tomograms of a refinement. */
import { readText } from '../files/fileProblem';
import { column, parseStar } from '../formats/star';
import { Problem } from '../../shared/problem';
import type { Named } from './relionMotion';
import { findInProject } from './relionProject';

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
  const particlePath = findInProject(path, particles, givePart);
  const tomograms = named('rlnTomoTomogramsFile');
  const input = { path: particlePath, content: await readText(particlePath) };
  if (tomograms === undefined) return input;
  const where = findInProject(path, tomograms, givePart);
  const withTomograms = { ...input, tomograms: { content: await readText(where), where } };
  const trajectories = named('rlnTomoTrajectoriesFile');
  if (trajectories === undefined || !wantsMotion) return withTomograms;
  const motionPath = findInProject(path, trajectories, givePart);
  return {
    ...withTomograms,
    motion: {
      trajectories: { content: await readText(motionPath), where: motionPath },
      tilts: await tiltTables(path, withTomograms.tomograms),
    },
  };
}

const givePart = 'give the particle STAR file itself';

/** By tomogram: the table of its tilts that RELION 5 keeps in a file of its own. */
async function tiltTables(set: string, tomograms: Named): Promise<ReadonlyMap<string, Named>> {
  const tilts = new Map<string, Named>();
  for (const table of parseStar(tomograms.content, tomograms.where)) {
    const names = column(table, 'rlnTomoName');
    const files = column(table, 'rlnTomoTiltSeriesStarFile');
    if (names === undefined || files === undefined) continue;
    for (const [i, name] of names.entries()) {
      const where = findInProject(set, files[i], givePart);
      tilts.set(name, { content: await readText(where), where });
    }
  }
  return tilts;
}
