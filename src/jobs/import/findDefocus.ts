/** Finds the defocus that a program listed for a series: by the name of the file, or of the images in a table. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Problem } from '../../../shared/problem';
import { readForeignText } from '../../files/fileProblem';
import { parseDefocusList, type ListedDefocus } from '../../formats/defocusLists';
import { rootName } from '../../formats/paths';
import { parseStar, type StarTable } from '../../formats/star';
import { starRow, type StarRow } from '../../model/starRow';
import type { FoundList } from './placeDefocus';

/**
 * Files of ctfplotter come first: IMOD's own list is the one that its user has looked at. Undefined where there is none.
 *
 * @param images names of the tilts' images without their endings, in tilt order; asked for where there are tables
 * Throws Problem where there are several.
 */
export async function findDefocus(
  folder: string,
  series: string,
  images: () => Promise<readonly string[]>,
): Promise<FoundList | undefined> {
  const named = new RegExp(`^${series.replace(/[^\w]/g, '\\$&')}([._-].*)?$`);
  const candidates: FoundList[] = [];
  for (const [place, fits] of [
    [join(folder, series), () => true],
    [folder, (name: string) => named.test(name)],
  ] as const) {
    const names = await readdir(place).catch((): string[] => []);
    for (const name of names.filter((each) => /\.(defocus|txt)$/i.test(each) && fits(each)).sort()) {
      const path = join(place, name);
      const text = await readForeignText(path);
      // Text files may hold anything; those of CTFFIND say which columns they have.
      if (/\.txt$/i.test(name) && !/^#.*\bdefocus 1\b/im.test(text)) continue;
      candidates.push({ ...parseDefocusList(text, path), path });
    }
    // One table may hold the images of all series, whatever it is called.
    for (const name of names.filter((each) => /\.star$/i.test(each)).sort()) {
      const path = join(place, name);
      const list = listOfTable(await readForeignText(path), path, { series, images: await images() });
      if (list !== undefined) candidates.push(list);
    }
    if (candidates.length > 0) break;
  }
  const own = candidates.filter(({ program }) => program === 'ctfplotter');
  const chosen = own.length > 0 ? own : candidates;
  if (chosen.length > 1)
    throw new Problem(`${chosen[1].path} is another list of defocus for ${series}`, {
      where: chosen[0].path,
      remedy: 'leave one of them in the folder',
    });
  return chosen.at(0);
}

/** Rows of a STAR file of Gctf or RELION that are images of the series; undefined where it has none. Throws Problem. */
function listOfTable(
  content: string,
  where: string,
  { series, images }: { readonly series: string; readonly images: readonly string[] },
): FoundList | undefined {
  if (!content.includes('_rlnDefocusU')) return undefined;
  const entries: ListedDefocus[] = [];
  let optics: FoundList['optics'];
  for (const table of parseStar(content, where).filter(isDefocusTable))
    for (const [i] of table.rows.entries()) {
      const row = starRow(table, i, { content, where });
      const index = tiltOf(row, series, images);
      if (index < 0) continue;
      if (entries.some((entry) => entry.index === index))
        throw new Problem(`it lists the image ${images[index]} twice`, { where: row.place });
      entries.push(entryOf(row, index));
      optics ??= opticsOf(row);
    }
  return entries.length === 0 ? undefined : { program: 'Gctf or RELION', entries, optics, path: where };
}

function isDefocusTable({ columns }: StarTable): boolean {
  return ['rlnMicrographName', 'rlnDefocusU', 'rlnDefocusV', 'rlnDefocusAngle'].every((label) =>
    columns.includes(label),
  );
}

/** By the name of the image or of its movie; `3@TS_1.mrcs` is the third of the series' own stack. -1 for none. */
function tiltOf(row: StarRow, series: string, images: readonly string[]): number {
  const name = row.needed('rlnMicrographName');
  const inStack = /^(\d+)@(.+)$/.exec(name);
  if (inStack !== null) return rootName(inStack[2]) === series ? Number(inStack[1]) - 1 : -1;
  const movie = row.text('rlnMicrographMovieName');
  const own = images.indexOf(rootName(name));
  return own >= 0 || movie === undefined ? own : images.indexOf(rootName(movie));
}

function entryOf(row: StarRow, index: number): ListedDefocus {
  const resolution = row.number('rlnCtfMaxResolution') ?? row.number('rlnFinalResolution');
  return {
    index,
    tilt: undefined,
    u: row.neededNumber('rlnDefocusU'),
    v: row.neededNumber('rlnDefocusV'),
    angle: row.neededNumber('rlnDefocusAngle'),
    phaseShift: ((row.number('rlnPhaseShift') ?? 0) * Math.PI) / 180,
    resolution: resolution !== undefined && resolution > 0 ? resolution : undefined,
  };
}

function opticsOf(row: StarRow): FoundList['optics'] {
  const [voltage, cs, amplitude] = ['rlnVoltage', 'rlnSphericalAberration', 'rlnAmplitudeContrast'].map(
    (label) => row.number(label),
  );
  if (voltage === undefined || cs === undefined || amplitude === undefined) return undefined;
  return { voltage: 1e3 * voltage, cs: 1e7 * cs, amplitude };
}
