/**
 * A project as Warp leaves it, from tomograms of RELION that Warp has never seen: settings, a list of tilts and an XML for
 * each series, and links to the tilt images. Volumes, positions and angles keep RELION's frame.
 */
import { existsSync, realpathSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { Problem } from '../../../../shared/problem';
import { refuseFilled } from '../../../files/emptyFolder';
import type { FileContent } from '../../../files/durableFile';
import { readImageSize } from '../../../formats/imageFormats';
import { encodeMrc, readMrcHeader, readMrcSections } from '../../../formats/mrc';
import { formatNewSettings } from '../../../formats/newSettings';
import { fileName, rootName } from '../../../formats/paths';
import { formatTomostar, type TomostarTilt } from '../../../formats/tomostar';
import { parseXml } from '../../../formats/xml';
import { changeSeriesFolder } from '../../../model/changeProject';
import { formatNewTiltSeries } from '../../../model/newTiltSeries';
import type { RelionTilt, RelionTomogram } from '../../../model/relionTomograms';
import { formatTiltSeries, withCtfFit } from '../../../model/tiltSeriesChanges';
import { degree } from '../../../model/tiltSeriesXml';
import type { Aberrations } from './aberrations';
import { checkImagePixels } from './pixelSizes';
import { relionSeries, type RelionSeries } from './relionSeries';

export interface NewRelionProject {
  readonly settings: string;
  readonly series: readonly {
    readonly series: string;
    readonly tilts: number;
    readonly notes: readonly string[];
  }[];
  /** Å */
  readonly pixelSize: number;
  /** Pixels. */
  readonly dimensions: readonly number[];
}

/**
 * @param folder missing or empty
 * @param dimensions pixels of the tilt images, for tables that have no size yet
 * Throws Problem; then nothing has been written.
 */
export async function newRelionProject(
  tomograms: readonly RelionTomogram[],
  folder: string,
  options: {
    readonly dimensions?: readonly number[] | undefined;
    readonly anySizes: boolean;
    readonly aberrations: Aberrations;
    /** Write nothing. */
    readonly dryRun: boolean;
  },
): Promise<NewRelionProject> {
  await refuseFilled(folder);
  const { pixelSize, dimensions } = commonSize(tomograms, options.dimensions);
  const [x, y, z] = dimensions.map((size) => size * pixelSize);
  const files = new Map<string, FileContent>();
  const place = imagePlaces(folder, tomograms);
  const series: NewRelionProject['series'][number][] = [];
  const processing = join(folder, 'warp_tiltseries');
  const work = async (save: (contents: ReadonlyMap<string, FileContent>) => Promise<void>) => {
    for (const tomogram of tomograms) {
      const read = relionSeries(tomogram, [x, y, z]);
      if (!options.anySizes) await checkImagePixels(tomogram);
      const missing = read.tilts.filter(({ image }) => !existsSync(image.path));
      const raw = await rawMovies(tomogram, read.tilts, place);
      for (const tilt of read.tilts) {
        const { movie, average } = place(tomogram, tilt);
        files.set(average, imageContent(tilt, average, pixelSize));
        if (raw !== null) files.set(join(dirname(movie), `${rootName(movie)}.xml`), movieXml(raw));
      }
      const tilts = tomostarTilts(read, (tilt) => place(tomogram, tilt).movie, folder);
      files.set(join(folder, 'tomostar', `${tomogram.name}.tomostar`), formatTomostar(tilts));
      files.set(
        join(processing, `${tomogram.name}.xml`),
        seriesXml(tomogram, read, tilts, options.aberrations.of(tomogram)),
      );
      series.push({
        series: tomogram.name,
        tilts: read.tilts.length,
        notes: [
          ...read.notes,
          ...(missing.length === 0
            ? []
            : [
                `${missing.length} of its ${read.tilts.length} images are not there: ${missing[0].image.path}`,
              ]),
          ...options.aberrations.notes(tomogram),
        ],
      });
    }
    const [first] = tomograms;
    const settings = join(folder, 'warp_tiltseries.settings');
    files.set(
      settings,
      formatNewSettings({
        pixelSize,
        dimensions,
        dosePerTilt: doseStep(first.tilts),
        voltage: first.optics.voltage / 1e3,
        cs: Number((first.optics.cs / 1e7).toPrecision(12)),
        amplitude: first.optics.amplitude,
      }),
    );
    await save(files);
    return { settings, series, pixelSize, dimensions };
  };
  return options.dryRun ? work(writeNothing) : changeSeriesFolder('import_relion', processing, work);
}

export async function writeNothing(): Promise<void> {
  // What a dry run saves.
}

/** Settings have one pixel size and one size of volumes. */
function commonSize(
  tomograms: readonly RelionTomogram[],
  given: readonly number[] | undefined,
): { readonly pixelSize: number; readonly dimensions: readonly number[] } {
  const [{ pixelSize, where }] = tomograms;
  const other = tomograms.find((one) => Math.abs(one.pixelSize / pixelSize - 1) > 1e-4);
  if (other !== undefined)
    throw new Problem(
      `${tomograms[0].name} has pixels of ${pixelSize} Å and ${other.name} of ${other.pixelSize} Å, Warp's settings have one pixel size`,
      { where: other.where, remedy: 'import them apart: name those of one size with --series' },
    );
  if (given !== undefined) return { pixelSize, dimensions: given };
  const sizes = tomograms.map(({ volumeSize }) => volumeSize?.map((size) => Math.round(size / pixelSize)));
  const without = sizes.findIndex((size) => size === undefined);
  if (without >= 0)
    throw new Problem(`${tomograms[without].name} has no size yet (rlnTomoSizeX, Y, Z)`, {
      where,
      remedy: 'give the size of its volume in pixels of the tilt images, as --tomo_dimensions 4000x4000x2000',
    });
  const [size] = sizes;
  const differing = sizes.findIndex((one) => one?.join() !== size?.join());
  if (differing >= 0)
    throw new Problem(
      `${tomograms[0].name} has ${size?.join(' x ')} pixels and ${tomograms[differing].name} ${sizes[differing]?.join(' x ')}, Warp's settings have one size`,
      { where, remedy: 'give one for all with --tomo_dimensions, or import them apart with --series' },
    );
  return { pixelSize, dimensions: size ?? [] };
}

/** Where the movie of a tilt is in the project, and its average; series whose movies share names get their own ones. */
function imagePlaces(
  folder: string,
  tomograms: readonly RelionTomogram[],
): (tomogram: RelionTomogram, tilt: RelionTilt) => { readonly movie: string; readonly average: string } {
  const owners = new Map<string, string>();
  let shared = false;
  for (const { tilts } of tomograms)
    for (const tilt of tilts) {
      const name = rootName(movieName(tilt));
      const image = `${tilt.image.section}@${tilt.image.path}`;
      if ((owners.get(name) ?? image) !== image) shared = true;
      owners.set(name, image);
    }
  return (tomogram, tilt) => {
    const name = shared ? `${tomogram.name}_${movieName(tilt)}` : movieName(tilt);
    const movies = join(folder, 'warp_frameseries');
    return { movie: join(movies, name), average: join(movies, 'average', `${rootName(name)}.mrc`) };
  };
}

/** Of a stack, its name and the number of the image. */
function movieName({ movie, image }: RelionTilt): string {
  if (image.section !== null)
    return `${rootName(image.path)}_${String(image.section + 1).padStart(3, '0')}.mrc`;
  return fileName(movie ?? image.path);
}

function imageContent({ image }: RelionTilt, average: string, pixelSize: number): FileContent {
  const { path, section } = image;
  if (section === null) return { linkTo: relative(realFolder(dirname(average)), path) };
  return {
    made: async () => {
      const { header, data } = await readMrcSections(path, section, 1);
      return encodeMrc({ size: [header.size[0], header.size[1], 1], pixelSize, data });
    },
  };
}

/** Links are followed from where they really lie. */
function realFolder(folder: string): string {
  if (existsSync(folder)) return realpathSync(folder);
  return join(realFolder(dirname(folder)), basename(folder));
}

/** Their folder, where they are there with the size that the averages have; else the averages count, as in Warp. */
async function rawMovies(
  tomogram: RelionTomogram,
  tilts: readonly RelionTilt[],
  place: ReturnType<typeof imagePlaces>,
): Promise<string | null> {
  const [{ movie, image }] = tilts;
  const project = tomogram.project;
  if (movie === null || !existsSync(image.path)) return null;
  const folders = tilts.map((tilt) => dirname(join(project, tilt.movie ?? '')));
  const isRenamed = tilts.some(
    (tilt) => fileName(place(tomogram, tilt).movie) !== fileName(tilt.movie ?? ''),
  );
  if (isRenamed || folders.some((folder) => folder !== folders[0]) || !existsSync(join(project, movie)))
    return null;
  const [width, height] = await readImageSize(join(project, movie));
  const { size } = await readMrcHeader(image.path);
  return width === size[0] && height === size[1] ? folders[0] : null;
}

function movieXml(folder: string): string {
  return `\ufeff<?xml version="1.0" encoding="utf-8"?>\n<Movie DataDirectory="${folder
    .replaceAll('&', '&amp;')
    .replaceAll('"', '&quot;')
    .replaceAll('<', '&lt;')}" UnselectFilter="False" UnselectManual="null" />`;
}

function tomostarTilts(
  { tilts, aligned }: RelionSeries,
  movieOf: (tilt: RelionTilt) => string,
  folder: string,
): readonly TomostarTilt[] {
  return tilts.map((tilt, i) => ({
    movie: relative(join(folder, 'tomostar'), movieOf(tilt)),
    angle: aligned.angles[i] / degree,
    dose: tilt.dose,
    axisAngle: aligned.axisAngles[i] / degree,
    axisOffsetX: aligned.axisOffsets[2 * i],
    axisOffsetY: aligned.axisOffsets[2 * i + 1],
  }));
}

function seriesXml(
  tomogram: RelionTomogram,
  { aligned, ctf }: RelionSeries,
  tilts: readonly TomostarTilt[],
  aberrations: ReturnType<Aberrations['of']>,
): string {
  const text = formatNewTiltSeries(
    tilts,
    tilts.map(() => true),
    '../tomostar',
  );
  const file = { xml: parseXml(text, tomogram.name, 'TiltSeries') };
  return formatTiltSeries(
    ctf === null ? file : withCtfFit(file, { defocus: ctf.mean, resolution: ctf.resolution }),
    {
      anglesInverted: tomogram.anglesInverted,
      optics: tomogram.optics,
      ...(aligned.levelAngleX !== 0 && { levelAngleX: aligned.levelAngleX }),
      ...(aligned.volumeWarp !== undefined && { volumeWarp: aligned.volumeWarp }),
      ...(aligned.stageAngles !== undefined && { stageAngles: aligned.stageAngles }),
      ...(ctf !== null && {
        defocus: ctf.defocus,
        astigmatism: ctf.astigmatism,
        astigmatismAngle: ctf.astigmatismAngle,
        phaseShift: ctf.phaseShift,
      }),
      ...aberrations,
    },
  );
}

/** e/Å², the middle of the steps from tilt to tilt in the order of exposure. */
function doseStep(tilts: readonly RelionTilt[]): number {
  const doses = tilts.map(({ dose }) => dose).sort((a, b) => a - b);
  const steps = doses.slice(1).map((dose, i) => dose - doses[i]);
  const step = steps.sort((a, b) => a - b).at(steps.length >> 1) ?? 0;
  return Number(step.toFixed(4));
}
