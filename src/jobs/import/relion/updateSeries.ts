/**
 * Puts what RELION refined of tilt series (alignment by polishing, defocus and aberrations by CTF refinement) into the XML of
 * the same series in a project of Warp. What RELION did not change stays as it is, deformations included.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Problem } from '../../../../shared/problem';
import { evaluate } from '../../../../shared/math/cubicGrid';
import { tiltFraction, tiltMatrix } from '../../../compute/geometry/projection';
import { resolveFrom, rootName } from '../../../formats/paths';
import { readSettings, type Settings } from '../../../formats/settings';
import { changeSeriesFolder } from '../../../model/changeProject';
import type { RelionTilt, RelionTomogram } from '../../../model/relionTomograms';
import { formatTiltSeries, withCtfFit, type TiltSeriesChanges } from '../../../model/tiltSeriesChanges';
import { readTiltSeries, tiltAveragePath, type TiltSeriesFile } from '../../../model/tiltSeriesFile';
import { ctfResolution, degree } from '../../../model/tiltSeriesXml';
import { readMrcHeader } from '../../../formats/mrc';
import { isRefined, noDeformation } from '../refinedDeformation';
import type { Aberrations } from './aberrations';
import { writeNothing } from './newProject';
import { pixelTolerance } from './pixelSizes';
import { relionSeries, type RelionSeries } from './relionSeries';

export interface UpdatedSeries {
  readonly series: string;
  readonly tilts: number;
  /** What changed, or that nothing did, and what could not be taken over. */
  readonly notes: readonly string[];
}

/** Throws Problem; then nothing has been written. */
export async function updateFromRelion(
  tomograms: readonly RelionTomogram[],
  settingsPath: string,
  options: {
    readonly anySizes: boolean;
    readonly overwrite: boolean;
    readonly aberrations: Aberrations;
    /** Write nothing. */
    readonly dryRun: boolean;
  },
): Promise<readonly UpdatedSeries[]> {
  const settings = await readSettings(settingsPath);
  const processing = resolveFrom(settings.path, settings.processingFolder || settings.dataFolder);
  const work = async (save: (contents: ReadonlyMap<string, string>) => Promise<void>) => {
    const files = new Map<string, string>();
    const updated: UpdatedSeries[] = [];
    for (const tomogram of tomograms) {
      const xml = join(processing, `${tomogram.name}.xml`);
      if (!existsSync(xml))
        throw new Problem(`the project has no series ${tomogram.name}, there is no ${xml}`, {
          where: tomogram.where,
          remedy: 'name the tomograms of this project with --series',
        });
      const file = await readTiltSeries(xml, { ...settings, imageSize: [1, 1] });
      if (!options.anySizes) await checkSizes(tomogram, file, settings);
      const read = relionSeries(tomogram, file.series.volumeSize);
      const tilts = tiltsOf(read.tilts, file, tomogram);
      const alignment = alignmentChanges(read, tilts, file, options.overwrite);
      const ctf = ctfChanges(read, tilts, file, tomogram);
      const changes = { ...alignment.changes, ...ctf.changes, ...options.aberrations.of(tomogram) };
      if (Object.keys(changes).length > 0) files.set(xml, formatTiltSeries(ctf.fitted ?? file, changes));
      updated.push({
        series: tomogram.name,
        tilts: read.tilts.length,
        notes: [...alignment.notes, ...ctf.notes, ...read.notes, ...options.aberrations.notes(tomogram)],
      });
    }
    if (files.size > 0) await save(files);
    return updated;
  };
  return options.dryRun ? work(writeNothing) : changeSeriesFolder('import_relion', processing, work);
}

/** The pixel size is that of the series or of its averages, the volume that of the settings. Throws Problem. */
async function checkSizes(
  { name, pixelSize, volumeSize, where }: RelionTomogram,
  file: TiltSeriesFile,
  settings: Settings,
): Promise<void> {
  const average = tiltAveragePath(file, 0);
  const own = existsSync(average) ? (await readMrcHeader(average)).pixelSize[0] : settings.pixelSize;
  const isOwn = (pixel: number): boolean => pixel > 0 && Math.abs(pixelSize / pixel - 1) <= pixelTolerance;
  const remedy = 'correct the one that is wrong, or take the table as it is with --any_sizes';
  if (!isOwn(own) && !isOwn(settings.pixelSize))
    throw new Problem(
      `${name} has a pixel size of ${pixelSize} Å (rlnTomoTiltSeriesPixelSize), the project has ${settings.pixelSize} Å${own === settings.pixelSize ? '' : ` and tilt images of ${Number(own.toPrecision(5))} Å`}`,
      { where, remedy },
    );
  const wrong = volumeSize?.findIndex(
    (size, axis) => Math.abs(size / file.series.volumeSize[axis] - 1) > 0.01,
  );
  if (volumeSize !== null && wrong !== undefined && wrong >= 0)
    throw new Problem(
      `${name} is ${volumeSize.map(Math.round).join(' x ')} Å large (rlnTomoSizeX, Y, Z), in the project ${file.series.volumeSize.map(Math.round).join(' x ')} Å`,
      { where, remedy },
    );
}

/** Index of each of RELION's tilts in the series: by the name of the image, else by the exposure before it. Throws Problem. */
function tiltsOf(
  tilts: readonly RelionTilt[],
  file: TiltSeriesFile,
  { name, where }: RelionTomogram,
): readonly number[] {
  const names = file.moviePaths.map(rootName);
  const byName = tilts.map(({ image, movie }) =>
    Math.max(names.indexOf(rootName(image.path)), movie === null ? -1 : names.indexOf(rootName(movie))),
  );
  if (!byName.includes(-1) && new Set(byName).size === tilts.length) return byName;
  const doses = Array.from(file.series.dose);
  const byDose = tilts.map(({ dose }) => {
    const near = doses.flatMap((own, i) => (Math.abs(own - dose) < 0.02 ? [i] : []));
    return near.length === 1 ? near[0] : -1;
  });
  const lost = byDose.indexOf(-1);
  if (lost < 0 && new Set(byDose).size === tilts.length) return byDose;
  throw new Problem(
    `which tilt of the series ${tilts[Math.max(0, lost)].image.path} is cannot be told, neither by its name nor by the exposure before it`,
    { where, remedy: `give the tables that were made from ${name} as it is in this project` },
  );
}

/** Å and matrix elements: what five decimals in files come to. */
const same = { shift: 1e-3, rotation: 2e-6, defocus: 0.01 };

function alignmentChanges(
  { aligned, tilts: listed }: RelionSeries,
  tilts: readonly number[],
  file: TiltSeriesFile,
  overwrite: boolean,
): { readonly changes: TiltSeriesChanges; readonly notes: readonly string[] } {
  const { series } = file;
  let [shift, turn] = [0, 0];
  listed.forEach((tilt, i) => {
    const own = tiltMatrix(series, tilts[i]);
    turn = Math.max(turn, ...own.map((value, e) => Math.abs(value - tilt.rotation[e])));
    const at = 2 * tilts[i];
    const [x, y] = [series.axisOffsets[at] - tilt.shift[0], series.axisOffsets[at + 1] - tilt.shift[1]];
    shift = Math.max(shift, Math.hypot(x, y));
  });
  if (shift <= same.shift && turn <= same.rotation) return { changes: {}, notes: ['alignment: as it was'] };
  if (isRefined(file) && !overwrite)
    throw new Problem(
      `RELION moved tilts by up to ${shift.toFixed(2)} Å, and the series holds refined deformations, which belong to the alignment that it has`,
      { where: file.path, remedy: 'discard them with --overwrite' },
    );
  if (aligned.volumeWarp !== undefined && listed.length < series.tiltCount)
    throw new Problem(
      'its tilts are turned about X one by one, and not all tilts of the series are in the table: between them the warp would be a guess',
      { where: file.path, remedy: 'align again without X tilts, or import into a new project with --output' },
    );
  const angles = series.angles.map((angle) => angle + series.levelAngleY);
  const axisAngles = Float64Array.from(series.axisAngles);
  const axisOffsets = Float64Array.from(series.axisOffsets);
  tilts.forEach((tilt, i) => {
    angles[tilt] = aligned.angles[i];
    axisAngles[tilt] = aligned.axisAngles[i];
    axisOffsets.set(aligned.axisOffsets.subarray(2 * i, 2 * i + 2), 2 * tilt);
  });
  const used = series.used.map((on, tilt) => on && tilts.includes(tilt));
  const off = series.used.filter(Boolean).length - used.filter(Boolean).length;
  return {
    changes: {
      angles,
      axisAngles,
      axisOffsets,
      ...(off > 0 && { used }),
      ...(aligned.levelAngleX !== series.levelAngleX && { levelAngleX: aligned.levelAngleX }),
      ...(series.levelAngleY !== 0 && { levelAngleY: 0 }),
      ...(isRefined(file) && noDeformation),
      ...(aligned.volumeWarp !== undefined && { volumeWarp: aligned.volumeWarp }),
      ...(aligned.stageAngles !== undefined && { stageAngles: inOrder(aligned.stageAngles, tilts) }),
    },
    notes: [
      `alignment: tilts moved by up to ${shift.toFixed(2)} Å and turned by up to ${(turn / degree).toFixed(2)}°`,
      ...(off > 0 ? [`${off} tilts that RELION left out are switched off`] : []),
    ],
  };
}

/** Nodes are in the order of the series' tilts. */
function inOrder(
  stage: NonNullable<RelionSeries['aligned']['stageAngles']>,
  tilts: readonly number[],
): NonNullable<RelionSeries['aligned']['stageAngles']> {
  const sorted = (grid: typeof stage.x): typeof stage.x => {
    const values = new Float64Array(grid.values.length);
    tilts.forEach((tilt, i) => (values[tilt] = grid.values[i]));
    return { ...grid, values };
  };
  return { x: sorted(stage.x), y: sorted(stage.y), z: sorted(stage.z) };
}

function ctfChanges(
  { ctf }: RelionSeries,
  tilts: readonly number[],
  file: TiltSeriesFile,
  tomogram: RelionTomogram,
): {
  readonly changes: TiltSeriesChanges;
  readonly notes: readonly string[];
  readonly fitted?: TiltSeriesFile;
} {
  const { series } = file;
  if (tomogram.anglesInverted !== series.anglesInverted)
    throw new Problem(
      `its hand (rlnTomoHand) is ${tomogram.anglesInverted ? -1 : 1}, the series has ${series.anglesInverted ? -1 : 1} (AreAnglesInverted)`,
      {
        where: tomogram.where,
        remedy: 'turn the hand of the series with flip_hand first, or correct the table',
      },
    );
  if (ctf === null) return { changes: {}, notes: [] };
  const own = Float64Array.from({ length: series.tiltCount }, (_, tilt) =>
    evaluate(series.defocus, 0.5, 0.5, tiltFraction(series, tilt)),
  );
  const defocus = Float64Array.from(own);
  const astigmatism = perTilt(series.astigmatism, series.tiltCount);
  const astigmatismAngle = perTilt(series.astigmatismAngle, series.tiltCount);
  const phaseShift = perTilt(series.phaseShift, series.tiltCount);
  let [moved, other] = [0, 0];
  tilts.forEach((tilt, i) => {
    moved = Math.max(moved, Math.abs(defocus[tilt] - ctf.defocus.values[i]));
    const before = [astigmatism[tilt], astigmatismAngle[tilt], phaseShift[tilt]];
    const now = [ctf.astigmatism[i], ctf.astigmatismAngle[i], ctf.phaseShift[i]];
    other = Math.max(other, astigmatismBetween(before, now), 1e4 * Math.abs(before[2] - now[2]));
    defocus[tilt] = ctf.defocus.values[i];
    [astigmatism[tilt], astigmatismAngle[tilt], phaseShift[tilt]] = now;
  });
  if (moved <= same.defocus && other <= same.defocus) return { changes: {}, notes: ['defocus: as it was'] };
  const resolution = ctf.resolution > 0 ? ctf.resolution : ctfResolution(file.xml.root, file.path);
  return {
    changes: {
      defocus: { size: [1, 1, series.tiltCount], values: defocus, margins: [0, 0, 0] },
      astigmatism,
      astigmatismAngle,
      phaseShift,
    },
    fitted: withCtfFit(file, {
      defocus: defocus.reduce((sum, value) => sum + value, 0) / defocus.length,
      resolution,
    }),
    notes: [`defocus: changed by up to ${moved.toFixed(0)} Å`],
  };
}

function perTilt(values: Float64Array, count: number): Float64Array {
  return values.length === count ? Float64Array.from(values) : new Float64Array(count).fill(values[0] ?? 0);
}

/** Å: as vectors of twice the angle, so that the angle of none does not count. */
function astigmatismBetween(before: readonly number[], now: readonly number[]): number {
  return Math.hypot(
    before[0] * Math.cos(2 * before[1]) - now[0] * Math.cos(2 * now[1]),
    before[0] * Math.sin(2 * before[1]) - now[0] * Math.sin(2 * now[1]),
  );
}
