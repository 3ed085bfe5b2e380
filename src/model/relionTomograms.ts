/**
 * Tomograms as RELION 4 and 5 keep them: a table of tomograms, and for each a table of its tilt images with what aligned them
 * and what was fitted to them. The rotation is that of the volume under the beam, the shift that of the projected volume.
 */
import { dirname, isAbsolute, resolve } from 'node:path';
import { rotationX, rotationY, rotationZ } from '../../shared/math/rotations';
import { multiply, type Matrix3, type Vector3 } from '../../shared/math/vector';
import { Problem } from '../../shared/problem';
import { readText } from '../files/fileProblem';
import { parseStar, type StarTable } from '../formats/star';
import { seriesStem } from '../formats/paths';
import { projectionOf, type Projection } from './relionProjection';
import { findInProject, projectOf } from './relionProject';
import { starRow, type StarRow } from './starRow';
import type { Optics } from './tiltSeries';
import { degree } from './tiltSeriesXml';

export interface RelionTilt {
  /** Absolute; `section` counts from 0 in a stack, and is null for an image of its own. */
  readonly image: { readonly path: string; readonly section: number | null };
  /** As the table has it; null where it has none. */
  readonly movie: string | null;
  /** e/Å² before this tilt. */
  readonly dose: number;
  /** Of the microscope's log, degrees; null where the table has none. */
  readonly nominalAngle: number | null;
  readonly rotation: Matrix3;
  /** Å */
  readonly shift: readonly [number, number];
  /** Null where nothing was fitted. */
  readonly ctf: RelionCtf | null;
}

export interface RelionCtf {
  /** Å, mean of both axes. */
  readonly defocus: number;
  /** Å, U - V. */
  readonly astigmatism: number;
  /** Radians. */
  readonly astigmatismAngle: number;
  readonly phaseShift: number;
  /** Å up to which the fit is good; null where the table does not say. */
  readonly resolution: number | null;
}

export interface RelionTomogram {
  readonly name: string;
  /** File of its tilts. */
  readonly where: string;
  /** Folder that paths in its tables are relative to. */
  readonly project: string;
  /** Å, of the tilt images. */
  readonly pixelSize: number;
  /** Å; null where the table has no size yet. */
  readonly volumeSize: Vector3 | null;
  /** Of the defocus, as in Warp's AreAnglesInverted. */
  readonly anglesInverted: boolean;
  readonly optics: Optics;
  readonly opticsGroup: string | null;
  readonly isAligned: boolean;
  readonly tilts: readonly RelionTilt[];
  /** What is in its tables and has no place in a tilt series of Warp, human-readable. */
  readonly notes: readonly string[];
}

const giveProject = 'give the folder that RELION was started in with --relion_project';

/**
 * @param path `tomograms.star` or another table of tomograms, or an optimisation set that names one
 * @param project folder that RELION was started in; looked for above `path` when missing
 * @param names of tomograms to read; all when missing or empty
 * Throws Problem.
 */
export async function readRelionTomograms(
  path: string,
  {
    project,
    names = [],
  }: { readonly project?: string | undefined; readonly names?: readonly string[] | undefined } = {},
): Promise<readonly RelionTomogram[]> {
  const content = await readText(path);
  if (content.includes('_rlnTomoTomogramsFile'))
    return readRelionTomograms(namedFile(content, path, project), { project, names });
  const tables = parseStar(content, path);
  const list = tables.find(
    ({ columns }) => columns.includes('rlnTomoName') && columns.includes('rlnVoltage'),
  );
  if (list === undefined || list.rows.length === 0)
    throw new Problem('it has no table of tomograms (rlnTomoName, rlnVoltage)', {
      where: path,
      remedy: 'give the tomograms.star of RELION 4 or 5, or an optimisation set that names one',
    });
  const rows = new Map<string, StarRow>();
  for (const [i] of list.rows.entries()) {
    const row = starRow(list, i, { content, where: path });
    const name = row.needed('rlnTomoName');
    if (rows.has(name)) throw new Problem(`it lists ${name} twice`, { where: row.place });
    rows.set(name, row);
  }
  const missing = names.find((name) => !rows.has(name));
  if (missing !== undefined)
    throw new Problem(`it has no tomogram ${missing}, but ${[...rows.keys()].join(', ')}`, { where: path });
  const tomograms: RelionTomogram[] = [];
  for (const [name, row] of rows)
    if (names.length === 0 || names.includes(name))
      tomograms.push(await readTomogram(row, tables, path, project));
  return tomograms;
}

function namedFile(content: string, path: string, project: string | undefined): string {
  const table = parseStar(content, path).find(({ columns }) => columns.includes('rlnTomoTomogramsFile'));
  const named = table?.rows[0][table.columns.indexOf('rlnTomoTomogramsFile')] ?? '';
  if (named === '' || named === 'None') throw new Problem('it names no tomograms', { where: path });
  return project === undefined ? findInProject(path, named, giveProject) : resolve(project, named);
}

async function readTomogram(
  row: StarRow,
  tables: readonly StarTable[],
  path: string,
  project: string | undefined,
): Promise<RelionTomogram> {
  const name = row.needed('rlnTomoName');
  const pixelSize = row.number('rlnTomoTiltSeriesPixelSize') ?? row.number('rlnMicrographOriginalPixelSize');
  if (pixelSize === undefined || pixelSize <= 0)
    throw new Problem(`${name} has no pixel size (rlnTomoTiltSeriesPixelSize)`, { where: row.place });
  const size = (['X', 'Y', 'Z'] as const).map((axis) => row.number(`rlnTomoSize${axis}`));
  const [x, y, z] = size;
  const volume: Vector3 | null = x === undefined || y === undefined || z === undefined ? null : [x, y, z];
  const hand = row.number('rlnTomoHand');
  if (hand !== 1 && hand !== -1)
    throw new Problem(`expected 1 or -1 for rlnTomoHand of ${name}, got ${hand ?? 'none'}`, {
      where: row.place,
    });
  const own = row.text('rlnTomoTiltSeriesStarFile');
  const found =
    own === undefined
      ? readOldTilts(name, row, tables, { path, project, pixelSize, volume })
      : readOwnTable(own, name, { pixelSize, volume }, { path, project });
  const { tilts, mirrored, where, project: root, isAligned, notes } = await found;
  return {
    name: seriesStem(name),
    where,
    project: root,
    pixelSize,
    volumeSize: volume === null ? null : scaled(volume, pixelSize),
    anglesInverted: (hand === -1) !== mirrored,
    optics: {
      voltage: 1e3 * row.neededNumber('rlnVoltage'),
      cs: 1e7 * row.neededNumber('rlnSphericalAberration'),
      amplitude: row.neededNumber('rlnAmplitudeContrast'),
    },
    opticsGroup: row.text('rlnOpticsGroupName') ?? null,
    isAligned,
    tilts,
    notes: [...notes, ...deformationNote(row)],
  };
}

interface Tilts {
  readonly tilts: readonly RelionTilt[];
  /** The projection has a mirror in it, which turns the hand of the defocus. */
  readonly mirrored: boolean;
  readonly where: string;
  readonly project: string;
  readonly isAligned: boolean;
  readonly notes: readonly string[];
}

/** RELION 5: a file for each tomogram. */
async function readOwnTable(
  named: string,
  name: string,
  size: VolumeInPixels,
  { path, project }: { readonly path: string; readonly project: string | undefined },
): Promise<Tilts> {
  const root = isAbsolute(named) ? dirname(path) : (project ?? projectOf(path, named, giveProject));
  const where = resolve(root, named);
  const content = await readText(where);
  const table = parseStar(content, where).find(({ columns }) => columns.includes('rlnMicrographPreExposure'));
  if (table === undefined || table.rows.length === 0)
    throw new Problem(`it lists no tilts of ${name} (rlnMicrographPreExposure)`, { where });
  const isAngular = table.columns.includes('rlnTomoYTilt');
  const hasMatrices = !isAngular && table.columns.includes('rlnTomoProjX');
  const read = await Promise.all(
    table.rows.map(async (_, i) => {
      const row = starRow(table, i, { content, where });
      const named = row.text('rlnMicrographName');
      if (named === undefined)
        throw new Problem(`the tilts of ${name} have no images (rlnMicrographName)`, {
          where,
          remedy: 'give the tables that RELION wrote after motion correction',
        });
      const image = imageOf(named, root);
      const projection = hasMatrices ? await matrixOf(row, image.path, name, size) : null;
      const tilt: RelionTilt = {
        image,
        movie: row.text('rlnMicrographMovieName') ?? null,
        dose: row.neededNumber('rlnMicrographPreExposure'),
        nominalAngle: row.number('rlnTomoNominalStageTiltAngle') ?? null,
        ...(projection === null
          ? isAngular
            ? byAngles(row)
            : asRecorded(row)
          : { rotation: projection.rotation, shift: projection.shift }),
        ctf: ctfOf(row),
      };
      return { tilt, projection };
    }),
  );
  return {
    tilts: read.map(({ tilt }) => tilt),
    ...mirrorAndScale(
      read.flatMap(({ projection }) => projection ?? []),
      name,
      where,
    ),
    where,
    project: root,
    isAligned: isAngular || hasMatrices,
  };
}

/** RELION 4: a table in the same file, named after the tomogram, and images in a stack. */
async function readOldTilts(
  name: string,
  row: StarRow,
  tables: readonly StarTable[],
  {
    path,
    project,
    pixelSize,
    volume,
  }: {
    readonly path: string;
    readonly project: string | undefined;
    readonly pixelSize: number;
    readonly volume: Vector3 | null;
  },
): Promise<Tilts> {
  const table = tables.find((one) => one.name === name && one.columns.includes('rlnTomoProjX'));
  const stack = row.text('rlnTomoTiltSeriesName');
  if (table === undefined || stack === undefined || volume === null)
    throw new Problem(
      `${name} has neither a file of its tilts (rlnTomoTiltSeriesStarFile) nor a stack (rlnTomoTiltSeriesName), a size and a table data_${name} of projections`,
      { where: row.place, remedy: 'give the tomograms.star that RELION 4 or 5 wrote' },
    );
  const file = withoutFormat(stack);
  const root = isAbsolute(file) ? dirname(path) : (project ?? projectOf(path, file, giveProject));
  const stackPath = resolve(root, file);
  const content = await readText(path);
  const read = await Promise.all(
    table.rows.map(async (_, i) => {
      const tilt = starRow(table, i, { content, where: path });
      const projection = await projectionOf(tilt, stackPath, { pixelSize, volume });
      return {
        projection,
        tilt: {
          image: { path: stackPath, section: i },
          movie: null,
          dose: tilt.neededNumber('rlnMicrographPreExposure'),
          nominalAngle: null,
          rotation: projection.rotation,
          shift: projection.shift,
          ctf: ctfOf(tilt),
        },
      };
    }),
  );
  return {
    tilts: read.map(({ tilt }) => tilt),
    ...mirrorAndScale(
      read.map(({ projection }) => projection),
      name,
      `${path}:${table.line}`,
    ),
    where: path,
    project: root,
    isAligned: true,
  };
}

interface VolumeInPixels {
  /** Å */
  readonly pixelSize: number;
  /** Null where the table has no size yet. */
  readonly volume: Vector3 | null;
}

/** Throws Problem. */
async function matrixOf(
  row: StarRow,
  image: string,
  name: string,
  { pixelSize, volume }: VolumeInPixels,
): Promise<Projection> {
  if (volume === null)
    throw new Problem(
      `${name} has projection matrices and no size that they belong to (rlnTomoSizeX, Y, Z)`,
      {
        where: row.place,
        remedy: 'give the tomograms.star that RELION wrote after reconstruction',
      },
    );
  return projectionOf(row, image, { pixelSize, volume });
}

function byAngles(row: StarRow): Pick<RelionTilt, 'rotation' | 'shift'> {
  const angle = (label: string): number => degree * row.neededNumber(label);
  return {
    rotation: rotation(angle('rlnTomoXTilt'), angle('rlnTomoYTilt'), angle('rlnTomoZRot')),
    shift: [row.neededNumber('rlnTomoXShiftAngst'), row.neededNumber('rlnTomoYShiftAngst')],
  };
}

/** Of the microscope, where nothing was aligned. */
function asRecorded(row: StarRow): Pick<RelionTilt, 'rotation' | 'shift'> {
  const axis = degree * (row.number('rlnTomoNominalTiltAxisAngle') ?? 0);
  const angle = degree * row.neededNumber('rlnTomoNominalStageTiltAngle');
  return { rotation: rotation(0, angle, axis), shift: [0, 0] };
}

/** What all projections of a tomogram have in common. Throws Problem where only some are mirrored. */
function mirrorAndScale(
  projections: readonly Projection[],
  name: string,
  where: string,
): Pick<Tilts, 'mirrored' | 'notes'> {
  const mirrored = projections.filter((one) => one.mirrored).length;
  if (mirrored !== 0 && mirrored !== projections.length)
    throw new Problem(
      `${mirrored} of ${projections.length} projections of ${name} are mirrored, the others are not`,
      {
        where,
      },
    );
  const scale = Math.max(0, ...projections.map((one) => Math.abs(one.scale - 1)));
  return {
    mirrored: mirrored > 0,
    notes:
      scale > 0.001
        ? [
            `its projections change the size of images by up to ${(100 * scale).toFixed(1)} %, which is not taken over`,
          ]
        : [],
  };
}

/** `12@stack.mrcs`, or the path of an image. */
function imageOf(name: string, root: string): RelionTilt['image'] {
  const at = /^(\d+)@(.+)$/.exec(name);
  const path = withoutFormat(at?.[2] ?? name);
  return { path: resolve(root, path), section: at === null ? null : Number(at[1]) - 1 };
}

/** RELION may say how to read a file behind a colon. */
function withoutFormat(path: string): string {
  return path.replace(/:mrcs?$/, '');
}

function ctfOf(row: StarRow): RelionCtf | null {
  const u = row.number('rlnDefocusU');
  const v = row.number('rlnDefocusV');
  if (u === undefined || v === undefined) return null;
  const resolution = row.number('rlnCtfMaxResolution') ?? 0;
  return {
    defocus: (u + v) / 2,
    astigmatism: u - v,
    astigmatismAngle: degree * (row.number('rlnDefocusAngle') ?? 0),
    phaseShift: degree * (row.number('rlnPhaseShift') ?? 0),
    resolution: resolution > 0 ? resolution : null,
  };
}

/** RELION 5 turns the volume about X, then Y, then Z. */
function rotation(x: number, y: number, z: number): Matrix3 {
  return multiply(rotationZ(z), multiply(rotationY(y), rotationX(x)));
}

function deformationNote(row: StarRow): readonly string[] {
  const kind = row.text('rlnTomoDeformationType');
  return kind === undefined || kind === 'None'
    ? []
    : [
        `its images are deformed (rlnTomoDeformationType ${kind}), which is not taken over: refine an image warp`,
      ];
}

function scaled([x, y, z]: Vector3, factor: number): Vector3 {
  return [x * factor, y * factor, z * factor];
}
