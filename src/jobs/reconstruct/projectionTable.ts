/** Particle images as a STAR file of RELION lists them, each with what its optics group says. */
import { existsSync } from 'node:fs';
import { dirname, isAbsolute, resolve } from 'node:path';
import { column, parseStar, type StarTable } from '../../formats/star';
import { Problem } from '../../../shared/problem';

export interface ProjectionTable {
  readonly images: readonly ImagePlace[];
  /** As written, one per image: its own, or else its optics group's; undefined without such a column. */
  texts(label: string): readonly string[] | undefined;
  /** One value per image: its own, or else its optics group's; undefined without such a column. Throws Problem for what is no number. */
  numbers(label: string): Float64Array | undefined;
  /** Throws Problem without such a column. */
  need(label: string): Float64Array;
}

export interface ImagePlace {
  readonly path: string;
  /** From 0. */
  readonly section: number;
}

/**
 * @param subset 1 or 2, or all; there may be no images left
 * Throws Problem.
 */
export function readProjectionTable(
  content: string,
  where: string,
  subset: number | undefined,
): ProjectionTable {
  const tables = parseStar(content, where);
  const particles = tables.find((table) => table.columns.includes('rlnImageName'));
  if (particles === undefined)
    throw new Problem('it has no table with rlnImageName', {
      where,
      remedy: 'give a table of particle images',
    });
  const isStacks = tables.some((table) => column(table, 'rlnTomoSubTomosAre2DStacks')?.at(0) === '1');
  if (isStacks || (particles.columns.includes('rlnTomoVisibleFrames') && !hasDefocus(tables)))
    throw new Problem(
      'each of its rows is a particle with a stack of tilt images (RELION 5), not one image',
      {
        where,
        remedy:
          'make a table of one row per image with murmur export_particles --images series, or reconstruct with relion_tomo_reconstruct_particle',
      },
    );
  const optics = tables.find((table) => table !== particles && table.columns.includes('rlnOpticsGroup'));
  const subsetAt = particles.columns.indexOf('rlnRandomSubset');
  if (subset !== undefined && subsetAt < 0)
    throw new Problem('column rlnRandomSubset is missing, so it has no half-sets', {
      where,
      remedy: 'leave out --subset, or give a table of a refinement',
    });
  const chosen = [...particles.rows.keys()].filter(
    (i) => subset === undefined || Number(particles.rows[i][subsetAt]) === subset,
  );
  const groups = optics && groupOfEach(particles, chosen, optics, where);
  const texts = (label: string): readonly string[] | undefined => {
    const own = particles.columns.indexOf(label);
    const shared = optics?.columns.indexOf(label) ?? -1;
    if (own >= 0) return chosen.map((row) => particles.rows[row][own]);
    return optics && groups && shared >= 0 ? groups.map((group) => optics.rows[group][shared]) : undefined;
  };
  const numbers = (label: string): Float64Array | undefined => {
    const written = texts(label);
    return (
      written &&
      Float64Array.from(written, (text, i) => {
        const value = Number(text);
        if (!Number.isFinite(value))
          throw new Problem(`${label} of image ${chosen[i] + 1} is no number: ${text}`, { where });
        return value;
      })
    );
  };
  return {
    images: imagesOf(particles, chosen, where),
    texts,
    numbers,
    need(label) {
      const values = numbers(label);
      if (values === undefined) throw new Problem(`column ${label} is missing`, { where });
      return values;
    },
  };
}

function hasDefocus(tables: readonly StarTable[]): boolean {
  return tables.some(({ columns }) => columns.includes('rlnDefocusU'));
}

/** Row of the optics table for each of the chosen images. */
function groupOfEach(
  particles: StarTable,
  chosen: readonly number[],
  optics: StarTable,
  where: string,
): readonly number[] {
  const shared = optics.columns.indexOf('rlnOpticsGroup');
  const own = particles.columns.indexOf('rlnOpticsGroup');
  const rows = new Map(optics.rows.map((row, i) => [row[shared], i]));
  return chosen.map((i) => {
    const row = rows.get(particles.rows[i][own]);
    if (row === undefined)
      throw new Problem(`image ${i + 1} is in an optics group that the optics table lacks`, { where });
    return row;
  });
}

/** `12@stack.mrcs`, from the working folder, or else from the table's. */
function imagesOf(particles: StarTable, chosen: readonly number[], where: string): readonly ImagePlace[] {
  const at = particles.columns.indexOf('rlnImageName');
  const paths = new Map<string, string>();
  return chosen.map((i) => {
    const name = particles.rows[i][at];
    const [, digits, written] = /^(?:(\d+)@)?(.+)$/.exec(name) ?? [];
    const section = digits === undefined ? 1 : Number(digits);
    if (written === undefined || section < 1)
      throw new Problem(`rlnImageName ${name} names no image`, { where, remedy: 'expected 1@stack.mrcs' });
    let path = paths.get(written);
    if (path === undefined) {
      path = isAbsolute(written) || existsSync(written) ? written : resolve(dirname(where), written);
      paths.set(written, path);
    }
    return { path, section: section - 1 };
  });
}
