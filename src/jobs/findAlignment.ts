/** Finds the alignment of a tilt series among the files that IMOD, AreTomo or WarpTools left in a folder. */
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parseAln, type AlignedTilt } from '../formats/alignments';
import { readForeignText } from '../files/fileProblem';
import { readAreTomo } from './areTomoAlignment';
import { readImod } from './imodAlignment';
import { imodCommand, imodFile } from './imodFiles';
import type { PlacedImages, SeriesTilts } from './placeImages';

export interface FoundAlignment {
  readonly path: string;
  /** Images of the stack that it keeps, degrees and pixels. */
  readonly tilts: readonly AlignedTilt[];
  /** The file that has the angles; the alignment itself where none has. */
  readonly anglesFrom: string;
  /** Which tilt of the series each of them is. Throws Problem. */
  readonly place: (series: SeriesTilts) => PlacedImages;
  /** Of the images that were aligned, pixels, where the files say so; `turned` where columns may be rows. */
  readonly imageSize: { readonly size: readonly [number, number]; readonly turned: boolean } | undefined;
  /** What its files do besides, or lack, for people. */
  readonly notes: readonly string[];
}

/**
 * In the folder itself, one named after the series, or one that AreTomo or WarpTools named after it; a folder of IMOD says
 * in newst.com and tilt.com what its files are called and which views it leaves out. Undefined when there is none.
 * Throws Problem for broken files.
 *
 * @param invert take all tilt angles with the opposite sign
 */
export async function findAlignment(
  folder: string,
  series: string,
  invert = false,
): Promise<FoundAlignment | undefined> {
  const folders = foldersOf(folder, series).filter(existsSync);
  const aln = folders
    .flatMap((place) => stemsOf(series).map((stem) => join(place, `${stem}.aln`)))
    .find(existsSync);
  for (const place of folders) {
    const own = place !== folder;
    const newstack = own ? await imodCommand(join(place, 'newst.com'), 'newstack') : undefined;
    const named = imodFile(newstack, 'TransformFile');
    const xf = [
      ...stemsOf(series).map((stem) => join(place, `${stem}.xf`)),
      ...(named === undefined ? [] : [named]),
    ].find(existsSync);
    if (xf === undefined) continue;
    const etomo = dirname(xf) === place && (own || (await isOfSeries(place, series))) ? place : undefined;
    const found = await readImod(xf, etomo, await readdir(dirname(xf)), invert);
    return aln === undefined
      ? found
      : { ...found, notes: [...found.notes, `the transforms of IMOD were taken, ${aln} was not`] };
  }
  return aln === undefined ? undefined : readAreTomo(parseAln(await readForeignText(aln), aln), aln, invert);
}

/** Without the ending, what programs call the files of a series. */
function stemsOf(series: string): readonly string[] {
  return [series, `${series}.mrc`, `${series}.st`, `${series}_st`, `${series}_aligned`];
}

/** Where programs put what belongs to a series, the likeliest first. */
function foldersOf(folder: string, series: string): readonly string[] {
  const imod = [`${series}_Imod`, `${series}_aligned_Imod`, `${series}_st_Imod`, `${series}_imod`];
  const own = join(folder, series);
  return [own, folder, ...imod.map((name) => join(folder, name)), ...imod.map((name) => join(own, name))];
}

/** In a folder of many series tilt.com is of the one whose angles it reads. */
async function isOfSeries(folder: string, series: string): Promise<boolean> {
  const angles = imodFile(await imodCommand(join(folder, 'tilt.com'), 'tilt'), 'TILTFILE');
  return stemsOf(series).some((stem) => angles === join(folder, `${stem}.tlt`));
}
