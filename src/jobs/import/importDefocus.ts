/** Puts the defocus that ctfplotter, CTFFIND, Gctf or RELION found for each tilt into the XML of the tilt series. */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { defocusOfImages, type DefocusList } from '../../formats/defocusLists';
import { resolveFrom, rootName } from '../../formats/paths';
import { readSettings } from '../../formats/settings';
import { changeSeriesFolder } from '../../model/changeProject';
import type { Optics } from '../../model/tiltSeries';
import { formatTiltSeries } from '../../model/tiltSeriesChanges';
import { readTiltSeries, type TiltSeriesFile } from '../../model/tiltSeriesFile';
import { withCtfFit } from '../../model/tiltSeriesChanges';
import { readTomostar } from '../../formats/tomostar';
import { ctfResolution, degree } from '../../model/tiltSeriesXml';
import { Problem } from '../../../shared/problem';
import { findDefocus } from './findDefocus';
import { placeDefocus, type DefocusTarget, type FoundList } from './placeDefocus';
import { recordedAngles } from '../sources/recordedAngles';
import { tomostarFiles } from '../sources/tomostarFiles';

export interface ImportDefocusOptions {
  /** Warp's settings of the tilt series. */
  readonly settings: string;
  /**
   * Folder with NAME.defocus, or NAME.txt and the like of CTFFIND or AreTomo; or with a folder NAME that holds them; or with
   * STAR files of Gctf or RELION.
   */
  readonly defocus: string;
  /** Å up to which the fits are good; by default the best that CTFFIND reports for a tilt. */
  readonly resolution?: number | undefined;
  /** V, Å, a fraction; by default what CTFFIND reports, else what the XML says. */
  readonly optics: Partial<Optics>;
  /** The list counts tilt angles with the opposite sign. */
  readonly invertAngles: boolean;
  /** Go on where a CTF has been fitted already. */
  readonly overwrite: boolean;
}

export interface ImportedDefocus {
  readonly series: string;
  readonly from: string;
  readonly program: DefocusList['program'];
  readonly tilts: number;
  /** Rows of the list; the other tilts lie between their neighbors. */
  readonly listed: number;
  /** Mean, µm. */
  readonly defocus: number;
  /** Å, as written; 0 means that no program has said so far, which M takes for "never fitted". */
  readonly resolution: number;
  /** How images were told apart, and which tilts the list lacks, human-readable. */
  readonly notes: readonly string[];
}

/** Throws Problem; then nothing has been written. */
export async function importDefocus(
  options: ImportDefocusOptions,
): Promise<{ readonly imported: readonly ImportedDefocus[]; readonly missing: readonly string[] }> {
  const settings = await readSettings(resolve(options.settings));
  const folder = resolve(options.defocus);
  const processing = resolveFrom(settings.path, settings.processingFolder || settings.dataFolder);
  return changeSeriesFolder('import_defocus', processing, async (save) => {
    const files = new Map<string, string>();
    const imported: ImportedDefocus[] = [];
    const missing: string[] = [];
    for (const tomostar of await tomostarFiles(settings)) {
      const series = rootName(tomostar);
      const xml = join(processing, `${series}.xml`);
      const list = await findDefocus(folder, series, async () => imagesOf(xml, tomostar));
      if (list === undefined) {
        missing.push(series);
        continue;
      }
      if (!existsSync(xml))
        throw new Problem('there is no such file', {
          where: xml,
          remedy: 'import the alignment of the series first, with import_alignments or WarpTools',
        });
      const file = await readTiltSeries(xml, { ...settings, imageSize: [1, 1] });
      const { text, result } = await withDefocus(file, tomostar, list, options);
      files.set(xml, text);
      imported.push({
        series,
        from: list.path,
        program: list.program,
        listed: list.entries.length,
        ...result,
      });
    }
    if (imported.length === 0)
      throw new Problem(`it holds no defocus of ${missing[0]} or any other series`, {
        where: folder,
        remedy: `expected ${missing[0]}.defocus of ctfplotter or ${missing[0]}.txt of CTFFIND there, or in a folder ${missing[0]}, or a STAR file of Gctf or RELION that names its images`,
      });
    await save(files);
    return { imported, missing };
  });
}

/** Names of the tilts' images, in the order of the XML, or of the tomostar where there is none. */
async function imagesOf(xml: string, tomostar: string): Promise<readonly string[]> {
  const listed = await readTomostar(tomostar);
  if (!existsSync(xml)) return listed.map(({ movie }) => rootName(movie));
  const file = await readTiltSeries(xml, { pixelSize: 1, dimensions: [1, 1, 1], imageSize: [1, 1] });
  return file.moviePaths.map(rootName);
}

async function withDefocus(
  file: TiltSeriesFile,
  tomostar: string,
  list: FoundList,
  options: ImportDefocusOptions,
): Promise<{ text: string; result: Pick<ImportedDefocus, 'tilts' | 'defocus' | 'resolution' | 'notes'> }> {
  const { series } = file;
  const before = ctfResolution(file.xml.root, file.path);
  if (before > 0 && !options.overwrite)
    throw new Problem(`its CTF has been fitted already, to ${before} Å`, {
      where: file.path,
      remedy: 'replace it with --overwrite',
    });
  const { entries, notes } = await placeDefocus(list, await targetOf(file, tomostar), options.invertAngles);
  const images = defocusOfImages(entries, series.tiltCount, list.path);
  const optics = { ...series.optics, ...list.optics, ...options.optics };
  const fits = list.entries.flatMap(({ resolution: fit }) => (fit !== undefined && fit > 0 ? [fit] : []));
  const best = Math.min(...fits);
  const resolution = options.resolution ?? (Number.isFinite(best) ? Number(best.toPrecision(4)) : before);
  const defocus = images.defocus.reduce((sum, value) => sum + value, 0) / images.defocus.length;
  const fitted = withCtfFit(file, { defocus, resolution });
  const text = formatTiltSeries(fitted, {
    defocus: { size: [1, 1, series.tiltCount], values: images.defocus, margins: [0, 0, 0] },
    astigmatism: images.astigmatism,
    astigmatismAngle: images.astigmatismAngle,
    phaseShift: images.phaseShift,
    optics,
  });
  return { text, result: { tilts: series.tiltCount, defocus: defocus / 1e4, resolution, notes } };
}

async function targetOf(file: TiltSeriesFile, tomostar: string): Promise<DefocusTarget> {
  const angles = Array.from(file.series.angles, (angle) => angle / degree);
  return {
    name: file.series.name,
    angles,
    recorded: recordedAngles(file, await readTomostar(tomostar)) ?? angles,
    used: file.series.used,
  };
}
