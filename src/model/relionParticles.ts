/** Imports particles that RELION or WarpTools wrote: positions in Å from the volume's corner, angles in the volume's frame. */
import { euler, toEuler } from '../../shared/math/rotations';
import { add, apply, multiply, subtract, type Matrix3, type Vector3 } from '../../shared/math/vector';
import { Problem } from '../../shared/problem';
import {
  checkMatches,
  countMatches,
  countOutside,
  countUnmatched,
  isInCorner,
  pixelSizeTally,
  type ImportedParticles,
} from './importedParticles';
import { closeLimit, dealtHalves } from './halfSets';
import { keptColumns, lostPriors } from './keptColumns';
import { chosenByClass, classLabel, type ClassChoice } from './particleClasses';
import type { ParticleTable } from './particles';
import { refuseImpossibleEuler } from './eulerRange';
import { geometryCheck, refuseImagePixels } from './relionGeometry';
import { readRelionTable, type RelionTable } from './relionTable';
import type { NameMap } from './nameMap';
import { seriesLookup, type NamedSeries } from './seriesNames';
import { checkStackCoordinates } from './stackCoordinates';
import { degree } from './tiltSeriesXml';

export interface RelionImportOptions {
  /** Trajectory samples to give each particle; all are alike at first. */
  readonly samples: number;
  /** Å; overrides what the file says for rlnCoordinateX, Y, Z. */
  readonly coordinatePixelSize?: number | undefined;
  /** Å; overrides what the file says for rlnOriginX, Y, Z. */
  readonly shiftPixelSize?: number | undefined;
  /** Drop particles whose series is not in the population. */
  readonly ignoreUnmatched: boolean;
  /** Take the file's pixel size and volume where they are not those of the data source. */
  readonly anySizes?: boolean | undefined;
  /** Text of RELION's table of tomograms, which may hold pixel sizes that the particles lack. */
  readonly tomograms?: { readonly content: string; readonly where: string } | undefined;
  /** Which of RELION's classes to take; several are not pooled unless this says so. */
  readonly classes?: ClassChoice | undefined;
  /** Which name is which series, where they differ. */
  readonly nameMap?: NameMap | undefined;
  /** Å; half-sets that are dealt here keep particles together that lie closer than a part of it. */
  readonly diameter?: number | undefined;
  /** (sample, 3) Å that each sample of a particle is shifted by, from its trajectory; undefined without one. */
  readonly motion?: SampleShifts | undefined;
}

/** @param position Å, where the particle is without a shift */
export type SampleShifts = (
  particle: { readonly tomogram: string; readonly name: string },
  home: NamedSeries,
  position: Vector3,
) => Float64Array | undefined;

/** Throws Problem for missing columns, unknown pixel sizes and names that match no series. */
export function importRelionParticles(
  content: string,
  where: string,
  series: readonly NamedSeries[],
  options: RelionImportOptions,
): ImportedParticles {
  const table = readRelionTable(content, where, options.tomograms);
  checkColumns(table, where);
  if (subtomogramLabels.some((label) => table.has(label))) {
    // Angles within turned sub-tomograms may all be small.
    refuseImpossibleEuler(table, subtomogramLabels, true);
    refuseImpossibleEuler(table, angleLabels, true);
  } else refuseImpossibleEuler(table, angleLabels);
  const lookup = seriesLookup(series, where, options.nameMap);
  const nameColumns = ['rlnMicrographName', 'rlnTomoName'].filter((label) => table.has(label));
  const rows = Array.from({ length: table.count }, (_, row) => row);
  const names = rows.map((row) => nameColumns.map((label) => table.text(row, label) ?? ''));
  const matches = names.map((candidates) => candidates.map(lookup.find).find((found) => found !== undefined));
  const firstNames = names.map((candidates) => candidates[0]);
  const unmatched = countUnmatched(firstNames, matches, series);
  const found = rows.filter((row) => matches[row] !== undefined);
  checkMatches(unmatched, found.length, { ...options, where, by: 'name' });
  const chosen = chosenClasses(table, found, options.classes, where);
  const kept = found.filter((_, i) => chosen[i]);
  if (kept.length === 0) throw new Problem('it holds no particles', { where });
  if (options.coordinatePixelSize === undefined)
    checkStackCoordinates(
      table,
      kept.map((row) => ({ row, home: matches[row] as NamedSeries })),
      where,
    );

  const { samples } = options;
  const positions = new Float64Array(kept.length * samples * 3);
  const angles = new Float64Array(kept.length * samples * 3);
  const halfSet = new Uint8Array(kept.length);
  const tally = pixelSizeTally();
  const reader = { table, options, where, tally };
  const checkGeometry = geometryCheck(table, options);
  const imagePixelSizes = new Set<number>();
  kept.forEach((row, particle) => {
    const home = matches[row] as NamedSeries;
    checkGeometry(row, home);
    const image = imagePixelSize(table, row);
    if (image !== undefined) imagePixelSizes.add(image.size);
    const pose = readPose(reader, row, home.volumeSize);
    const moved = options.motion?.(namesOf(table, row), home, pose.position);
    for (let sample = 0; sample < samples; sample++) {
      const [x, y, z] = moved?.subarray(3 * sample, 3 * sample + 3) ?? [0, 0, 0];
      positions.set(add(pose.position, [x, y, z]), (particle * samples + sample) * 3);
      angles.set(pose.angles, (particle * samples + sample) * 3);
    }
    halfSet[particle] = readHalfSet(table, row, where) ?? 0;
  });
  const turned = kept.some((row) => triple(table, row, subtomogramLabels).some((angle) => angle !== 0));
  const extraLabels = keptColumns(table.columns, turned);
  const homes = kept.map((row) => matches[row] as NamedSeries);
  const read: ParticleTable = {
    count: kept.length,
    samples,
    positions,
    angles,
    halfSet,
    sourceName: homes.map(({ name }) => name),
    sourceHash: homes.map(({ hash }) => hash),
    extra: new Map(extraLabels.map((label) => [label, kept.map((row) => table.text(row, label) ?? 'null')])),
  };
  const hasHalves = table.has('rlnRandomSubset');
  const imported = hasHalves
    ? read
    : { ...read, halfSet: dealtHalves(read, closeLimit(options.diameter ?? 0)) };
  const ofSeries = table.number(kept[0], 'rlnTomoTiltSeriesPixelSize');
  const ofImages = table.number(kept[0], 'rlnImagePixelSize');
  const isCounted = !table.has('rlnCenteredCoordinateXAngst') && options.coordinatePixelSize === undefined;
  if (isCounted && options.anySizes !== true && ofSeries !== undefined && ofImages !== undefined)
    refuseImagePixels(imported, homes, { series: ofSeries, image: ofImages }, where);
  return {
    table: imported,
    halvesFrom: hasHalves ? 'table' : 'import',
    lostColumns: lostPriors(table.columns, turned),
    recognized: lookup.recognized(),
    matched: countMatches(homes, series),
    unmatched,
    pixelSizes: tally.uses(),
    outside: countOutside(imported, homes),
    inCorner: isInCorner(imported, homes),
    imagePixelSizes: [...imagePixelSizes],
  };
}

const angleLabels = ['rlnAngleRot', 'rlnAngleTilt', 'rlnAnglePsi'] as const;
const subtomogramLabels = [
  'rlnTomoSubtomogramRot',
  'rlnTomoSubtomogramTilt',
  'rlnTomoSubtomogramPsi',
] as const;

/** Whether each of the rows is taken. */
function chosenClasses(
  table: RelionTable,
  rows: readonly number[],
  choice: ClassChoice | undefined,
  where: string,
): readonly boolean[] {
  if (!table.has(classLabel)) {
    if (choice === undefined || choice === 'all') return rows.map(() => true);
    throw new Problem(`it has no ${classLabel} to choose classes by`, {
      where,
      remedy: 'leave out --classes',
    });
  }
  const classes = rows.map((row) => String(table.number(row, classLabel)));
  return chosenByClass(classes, choice, where);
}

function checkColumns(table: RelionTable, where: string): void {
  if (!table.has('rlnMicrographName') && !table.has('rlnTomoName'))
    throw new Problem('column rlnMicrographName or rlnTomoName is required', {
      where,
      remedy: 'add the names of the series that particles are in',
    });
  // Images are flat where Z is missing, but nothing stands for X and Y.
  const place = table.has('rlnCenteredCoordinateXAngst')
    ? ['Y', 'Z'].map((axis) => `rlnCenteredCoordinate${axis}Angst`)
    : ['rlnCoordinateX', 'rlnCoordinateY'];
  const absent = place.filter((label) => !table.has(label));
  if (absent.length > 0)
    throw new Problem(`${absent.join(', ')} ${absent.length === 1 ? 'is' : 'are'} missing`, {
      where,
      remedy: 'check which file you chose',
    });
  const turned = subtomogramLabels.every((label) => table.has(label));
  const missing = angleLabels.filter((label) => !table.has(label));
  if (missing.length > 0 && !(turned && missing.length === 3))
    throw new Problem(`${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} missing`, {
      where,
      remedy: 'refine the particles in RELION first, so that they have orientations',
    });
}

function namesOf(table: RelionTable, row: number): { readonly tomogram: string; readonly name: string } {
  return {
    tomogram: table.text(row, 'rlnTomoName') ?? '',
    name: table.text(row, 'rlnTomoParticleName') ?? '',
  };
}

interface Reader {
  readonly table: RelionTable;
  readonly options: RelionImportOptions;
  readonly where: string;
  readonly tally: ReturnType<typeof pixelSizeTally>;
}

function readPose(reader: Reader, row: number, volumeSize: Vector3): { position: Vector3; angles: Vector3 } {
  const own = triple(reader.table, row, angleLabels);
  const subtomogram = triple(reader.table, row, subtomogramLabels);
  const shift = readShift(reader, row);
  const coordinate = readCoordinate(reader, row, volumeSize);
  const angles: Vector3 = [own[0] * degree, own[1] * degree, own[2] * degree];
  if (subtomogram.every((angle) => angle === 0)) return { position: subtract(coordinate, shift), angles };
  // RELION 4 and 5 refine within sub-tomograms that were cut out turned: angles and shifts are relative to those.
  const turn = matrixOf(subtomogram);
  return {
    position: subtract(coordinate, apply(turn, shift)),
    angles: toEuler(multiply(turn, euler(...angles))),
  };
}

/** Å from the corner. Centered coordinates (RELION 5) say their unit, so they win over pixels. */
function readCoordinate({ table, options, where, tally }: Reader, row: number, volumeSize: Vector3): Vector3 {
  const centered = ['X', 'Y', 'Z'].map((axis) => `rlnCenteredCoordinate${axis}Angst`);
  if (table.has(centered[0])) {
    const [x, y, z] = volumeSize;
    tally.add('coordinates', 1, 'rlnCenteredCoordinateXAngst is in Å from the center');
    return add(triple(table, row, centered), [x / 2, y / 2, z / 2]);
  }
  const pixel =
    knownPixelSize(options.coordinatePixelSize, '--angpix_coords') ?? coordinatePixelSize(table, row);
  if (pixel === undefined || !(pixel.size > 0))
    throw new Problem('it does not say the pixel size of its coordinates', {
      where,
      remedy: 'give it with --angpix_coords',
    });
  tally.add('coordinates', pixel.size, pixel.from);
  const [x, y, z] = triple(table, row, ['rlnCoordinateX', 'rlnCoordinateY', 'rlnCoordinateZ']);
  return [x * pixel.size, y * pixel.size, z * pixel.size];
}

interface PixelSize {
  /** Å */
  readonly size: number;
  readonly from: string;
}

function knownPixelSize(size: number | undefined, from: string): PixelSize | undefined {
  return size === undefined ? undefined : { size, from };
}

/** RELION 4 and 5 count coordinates in pixels of the tilt series; other files in pixels of the particle images. */
function coordinatePixelSize(table: RelionTable, row: number): PixelSize | undefined {
  const label = 'rlnTomoTiltSeriesPixelSize';
  return knownPixelSize(table.number(row, label), label) ?? imagePixelSize(table, row);
}

function imagePixelSize(table: RelionTable, row: number): PixelSize | undefined {
  const image = table.number(row, 'rlnImagePixelSize');
  if (image !== undefined) return { size: image, from: 'rlnImagePixelSize' };
  const detector = table.number(row, 'rlnDetectorPixelSize');
  const magnification = table.number(row, 'rlnMagnification');
  if (detector !== undefined && magnification !== undefined)
    return { size: (detector * 1e4) / magnification, from: 'rlnDetectorPixelSize and rlnMagnification' };
  return knownPixelSize(table.number(row, 'rlnPixelSize'), 'rlnPixelSize');
}

/** Å; columns in Å win, as only they say their unit. */
function readShift({ table, options, where, tally }: Reader, row: number): Vector3 {
  const angstroms = ['X', 'Y', 'Z'].map((axis) => `rlnOrigin${axis}Angst`);
  if (table.has(angstroms[0])) {
    tally.add('shifts', 1, 'rlnOriginXAngst is in Å');
    return triple(table, row, angstroms);
  }
  const [x, y, z] = triple(table, row, ['rlnOriginX', 'rlnOriginY', 'rlnOriginZ']);
  if (x === 0 && y === 0 && z === 0) return [0, 0, 0];
  const pixel = knownPixelSize(options.shiftPixelSize, '--angpix_shifts') ?? imagePixelSize(table, row);
  if (pixel === undefined || !(pixel.size > 0))
    throw new Problem('it does not say the pixel size of its shifts', {
      where,
      remedy: 'give it with --angpix_shifts',
    });
  tally.add('shifts', pixel.size, pixel.from);
  return [x * pixel.size, y * pixel.size, z * pixel.size];
}

/** Missing columns count as 0. */
function triple(table: RelionTable, row: number, labels: readonly string[]): Vector3 {
  const value = (i: number): number => table.number(row, labels[i]) ?? 0;
  return [value(0), value(1), value(2)];
}

function matrixOf(angles: Vector3): Matrix3 {
  return euler(angles[0] * degree, angles[1] * degree, angles[2] * degree);
}

function readHalfSet(table: RelionTable, row: number, where: string): 0 | 1 | undefined {
  const subset = table.number(row, 'rlnRandomSubset');
  if (subset === undefined) return undefined;
  if (subset === 1) return 0;
  if (subset === 2) return 1;
  throw new Problem(`rlnRandomSubset of particle ${row + 1} is ${subset}, expected 1 or 2`, {
    where,
    remedy: 'assign half-sets in RELION again',
  });
}
