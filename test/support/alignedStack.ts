/** Alignments of a stack whose images are known by their shifts, as IMOD and AreTomo write them, with their import. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { importAlignments, type ImportAlignmentsOptions } from '../../src/jobs/import/importAlignments';
import { readTiltSeries } from '../../src/model/tiltSeriesFile';
import type { TiltSeries } from '../../src/model/tiltSeries';
import { tiltPixelSize, writeFiles } from './tiltProject';

export type Files = Readonly<Record<string, string>>;

const steps = (count: number, first: number, step: number): readonly number[] =>
  Array.from({ length: count }, (_, i) => first + i * step);
/** A tilt is known by its shift of ten times its index, and one. */
export const shiftOf = (tilt: number): number => 10 * tilt + 1;
export const without = <T>(values: readonly T[], ...left: readonly number[]): readonly T[] =>
  values.filter((_, i) => !left.includes(i));
export const all = steps(11, -30, 6);
export const tilts = all.map((_, tilt) => tilt);

export const xf = (of: readonly number[]): string =>
  of.map((tilt) => `1 0 0 1 ${-shiftOf(tilt)} 0\n`).join('');
export const list = (angles: readonly number[]): string => angles.map((angle) => `${angle}\n`).join('');
export const imod = (of: readonly number[], angles: readonly number[], folder = 'ali/'): Files => ({
  [`${folder}TS_1.xf`]: xf(of),
  [`${folder}TS_1.tlt`]: list(angles),
});
/** @param sections number of each tilt's image in the file */
export const aln = (
  of: readonly number[],
  sections: readonly number[],
  head: readonly string[] = [`# RawSize = 40 30 ${all.length}`],
  angles: readonly number[] = of.map((tilt) => all[tilt]),
): Files => ({
  'ali/TS_1.aln': [
    '# AreTomo Alignment / Priims bprmMn',
    ...head,
    '# SEC ROT GMAG TX TY SMEAN SFIT SCALE BASE TILT',
    ...of.map((tilt, i) => `${sections[i]} -85 1.0 ${shiftOf(tilt)} 0 1 1 1 0 ${angles[i]}`),
    '',
  ].join('\n'),
});

/** What the folder `ali` of a tilt project gives, instead of what was there before. */
export async function importFiles(
  folder: string,
  files: Files,
  changes: Partial<ImportAlignmentsOptions> = {},
): Promise<{ readonly series: TiltSeries; readonly notes: string }> {
  await rm(join(folder, 'ali'), { recursive: true, force: true });
  await writeFiles(folder, files);
  const { imported } = await importAlignments({
    settings: join(folder, 'warp_tiltseries.settings'),
    alignments: join(folder, 'ali'),
    invertAngles: false,
    overwrite: false,
    ...changes,
  });
  return { series: await readAligned(folder), notes: imported[0].notes.join('; ') };
}

export async function readAligned(folder: string): Promise<TiltSeries> {
  const file = await readTiltSeries(join(folder, 'warp_tiltseries', 'TS_1.xml'), {
    pixelSize: tiltPixelSize,
    dimensions: [300, 400, 100],
    imageSize: [1, 1],
  });
  return file.series;
}
