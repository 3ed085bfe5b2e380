/** Finds the alignment of a tilt series among the files that programs left in a folder. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { AlignmentFormat, FoundAlignment } from './alignmentFormat';
import { areTomo } from './areTomoAlignment';
import { imod } from './imodAlignment';

/** The first that is there counts: AreTomo writes files of IMOD, too, which say more. */
export const alignmentFormats: readonly AlignmentFormat[] = [imod, areTomo];

/**
 * In the folder itself, one named after the series, or one that a program named after it. Undefined when there is none.
 * Throws Problem for broken files.
 *
 * @param invert take all tilt angles with the opposite sign
 */
export async function findAlignment(
  folder: string,
  series: string,
  invert = false,
  formats = alignmentFormats,
): Promise<FoundAlignment | undefined> {
  const folders = foldersOf(folder, series).filter(existsSync);
  const search = { folder, series, folders, stems: stemsOf(series) };
  const found: { name: string; path: string; read: (invert: boolean) => Promise<FoundAlignment> }[] = [];
  for (const { name, find } of formats) {
    const files = await find(search);
    if (files !== undefined) found.push({ name, ...files });
  }
  const [taken, ...others] = found;
  if (taken === undefined) return undefined;
  const alignment = await taken.read(invert);
  const left = others.map(({ path }) => `the alignment of ${taken.name} was taken, ${path} was not`);
  return { ...alignment, notes: [...alignment.notes, ...left] };
}

/** `IMOD (.xf, .tlt) or AreTomo (.aln)` */
export function alignmentPrograms(formats = alignmentFormats): string {
  return formats
    .map(({ name, ending, beside }) => `${name} (${[ending, ...beside].map((one) => `.${one}`).join(', ')})`)
    .join(' or ');
}

/** Of one series: `NAME.xf and NAME.tlt`, `NAME.aln`. */
export function alignmentNames(series: string, formats = alignmentFormats): readonly string[] {
  return formats.map(({ ending, beside }) =>
    [ending, ...beside].map((one) => `${series}.${one}`).join(' and '),
  );
}

/** Without the ending, what programs call the files of a series. */
function stemsOf(series: string): readonly string[] {
  return [series, `${series}.mrc`, `${series}.st`, `${series}_st`, `${series}_aligned`];
}

/** Where programs put what belongs to a series, the likeliest first. */
function foldersOf(folder: string, series: string): readonly string[] {
  const imodFolders = [`${series}_Imod`, `${series}_aligned_Imod`, `${series}_st_Imod`, `${series}_imod`];
  const own = join(folder, series);
  return [
    own,
    folder,
    ...imodFolders.map((name) => join(folder, name)),
    ...imodFolders.map((name) => join(own, name)),
  ];
}
