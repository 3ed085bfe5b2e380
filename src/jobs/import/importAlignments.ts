/** Puts the alignments that other programs found into the XML of the tilt series, as WarpTools ts_import_alignments does. */
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { AlignedTilt } from '../../formats/alignments';
import { resolveFrom, resolveIn, rootName } from '../../formats/paths';
import { readSettings, type Settings } from '../../formats/settings';
import { readTomostar, type TomostarTilt } from '../../formats/tomostar';
import { changeSeriesFolder } from '../../model/changeProject';
import { formatNewTiltSeries } from '../../model/newTiltSeries';
import { formatTiltSeries } from '../../model/tiltSeriesChanges';
import { readTiltSeries, type TiltSeriesFile } from '../../model/tiltSeriesFile';
import { degree } from '../../model/tiltSeriesXml';
import { Problem } from '../../../shared/problem';
import { alignmentFormats, findAlignment } from './findAlignment';
import { localWarp, type LocalWarp } from './localWarp';
import { placeAlignment, type AlignmentTarget } from './placeAlignment';
import { isRefined, noDeformation } from './refinedDeformation';
import { recordedAngles } from '../sources/recordedAngles';
import { tomostarFiles } from '../sources/tomostarFiles';

export interface ImportAlignmentsOptions {
  /** Warp's settings of the tilt series. */
  readonly settings: string;
  /** Folder with the files of all series, or with a folder for each. */
  readonly alignments: string;
  /** Of the stacks that were aligned, Å; the unbinned pixel size by default. */
  readonly pixelSize?: number | undefined;
  /** Take the tilt angles with the opposite sign. */
  readonly invertAngles: boolean;
  /** Take tilt angles that differ from those of the series by a factor, a constant or a step. */
  readonly anyAngles?: boolean;
  /** Go on where that discards what M refined. */
  readonly overwrite: boolean;
}

export interface ImportedAlignment {
  readonly series: string;
  readonly from: string;
  readonly tilts: number;
  /** Tilts that the alignment leaves out; they are switched off. */
  readonly left_out: number;
  /** What its files say and Warp's model cannot take over, or leaves to leveling. */
  readonly notes: readonly string[];
}

/** Throws Problem; then nothing has been written. */
export async function importAlignments(
  options: ImportAlignmentsOptions,
  formats = alignmentFormats,
): Promise<{
  readonly imported: readonly ImportedAlignment[];
  readonly missing: readonly string[];
  /** That shifts were counted in, Å. */
  readonly pixelSize: number;
}> {
  const settings = await readSettings(resolve(options.settings));
  const folder = resolve(options.alignments);
  const processing = resolveFrom(settings.path, settings.processingFolder || settings.dataFolder);
  const pixelSize = options.pixelSize ?? settings.pixelSize;
  return changeSeriesFolder('import_alignments', processing, async (save) => {
    const files = new Map<string, string>();
    const imported: ImportedAlignment[] = [];
    const missing: string[] = [];
    for (const tomostar of await tomostarFiles(settings)) {
      const series = rootName(tomostar);
      const found = await findAlignment(folder, series, options.invertAngles, formats);
      if (found === undefined) {
        missing.push(series);
        continue;
      }
      const xml = join(processing, `${series}.xml`);
      const target = await currentTilts(tomostar, xml, settings, options);
      const { tilts, notes } = await placeAlignment(found, target, {
        pixelSize,
        unbinned: settings.pixelSize,
        anyAngles: options.anyAngles ?? false,
      });
      const size = found.imageSize?.size;
      const local = size === undefined ? undefined : localWarp(tilts, size, pixelSize);
      files.set(xml, withAlignment(target, { tilts, pixelSize, local }));
      imported.push({
        series,
        from: found.path,
        tilts: found.tilts.length,
        left_out: target.angles.length - found.tilts.length,
        notes: [...notes, ...(local === undefined ? [] : [localNote(local)])],
      });
    }
    if (imported.length === 0)
      throw new Problem(`it holds no alignment of ${missing[0]} or any other series`, {
        where: folder,
        remedy: `expected ${formats.map(({ ending }) => `${missing[0]}.${ending}`).join(' or ')} there, or in a folder ${missing[0]}`,
      });
    await save(files);
    return { imported, missing, pixelSize };
  });
}

interface Target extends AlignmentTarget {
  /** What is there already; undefined for series that have no XML yet. */
  readonly file: TiltSeriesFile | undefined;
  readonly tomostar: readonly TomostarTilt[];
  readonly dataDirectory: string;
}

async function currentTilts(
  tomostar: string,
  xml: string,
  settings: Settings,
  options: ImportAlignmentsOptions,
): Promise<Target> {
  const tilts = await readTomostar(tomostar);
  const dataDirectory = dirname(tomostar);
  if (!existsSync(xml))
    return {
      angles: tilts.map((tilt) => tilt.angle),
      recorded: tilts.map((tilt) => tilt.angle),
      used: tilts.map(() => true),
      movies: tilts.map(({ movie }) => resolveIn(dataDirectory, movie)),
      file: undefined,
      tomostar: tilts,
      dataDirectory,
    };
  const file = await readTiltSeries(xml, { ...settings, imageSize: [1, 1] });
  if (isRefined(file) && !options.overwrite)
    throw new Problem('it holds refined deformations, which belong to the alignment that it has', {
      where: xml,
      remedy: 'discard them with --overwrite',
    });
  const angles = Array.from(file.series.angles, (angle) => angle / degree);
  return {
    angles,
    recorded: recordedAngles(file, tilts) ?? angles,
    used: file.series.used,
    movies: file.moviePaths,
    file,
    tomostar: tilts,
    dataDirectory,
  };
}

function localNote({ imageWarp, largest, error }: LocalWarp): string {
  const [width, height] = imageWarp.x.size;
  return `its local alignment of up to ${largest.toFixed(1)} Å is an image warp of ${width} x ${height} now, which differs from it by up to ${error.toFixed(2)} Å`;
}

function withAlignment(
  target: Target,
  {
    tilts,
    pixelSize,
    local,
  }: {
    readonly tilts: readonly (AlignedTilt | undefined)[];
    readonly pixelSize: number;
    readonly local: LocalWarp | undefined;
  },
): string {
  const angle = (i: number): number => tilts[i]?.angle ?? target.angles[i];
  const offset = (i: number, axis: 0 | 1): number => (tilts[i]?.offset[axis] ?? 0) * pixelSize;
  const neighbor = tilts.find((tilt) => tilt !== undefined)?.axisAngle ?? 0;
  const axisAngle = (i: number): number => tilts[i]?.axisAngle ?? neighbor;
  if (target.file === undefined)
    return formatNewTiltSeries(
      target.tomostar.map((tilt, i) => ({
        ...tilt,
        angle: angle(i),
        axisAngle: axisAngle(i),
        axisOffsetX: offset(i, 0),
        axisOffsetY: offset(i, 1),
      })),
      tilts.map((tilt) => tilt !== undefined),
      target.dataDirectory,
      local?.imageWarp,
    );
  const { series } = target.file;
  return formatTiltSeries(target.file, {
    angles: Float64Array.from(tilts, (_, i) => angle(i) * degree),
    axisAngles: Float64Array.from(tilts, (_, i) => axisAngle(i) * degree),
    axisOffsets: Float64Array.from(tilts.flatMap((_, i) => [offset(i, 0), offset(i, 1)])),
    ...(tilts.includes(undefined) && { used: series.used.map((used, i) => used && tilts[i] !== undefined) }),
    ...(isRefined(target.file) && noDeformation),
    ...(local !== undefined && { imageWarp: local.imageWarp }),
    ...(series.levelAngleX !== 0 && { levelAngleX: 0 }),
    ...(series.levelAngleY !== 0 && { levelAngleY: 0 }),
  });
}
