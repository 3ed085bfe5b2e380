/** Reconstructs a map file from the particle images that a STAR file of RELION lists. */
import { existsSync } from 'node:fs';
import { dirname, isAbsolute, resolve } from 'node:path';
import { planBackProjection, type Projection } from '../compute/maps/backProjection';
import { euler } from '../compute/math/rotations';
import { symmetryOperators } from '../compute/math/symmetry';
import { multiply } from '../compute/math/vector';
import { contrastTransfer } from '../compute/simulate/contrastTransfer';
import { readText } from '../formats/fileProblem';
import { readMrcHeader, readMrcSections, writeMrc } from '../formats/mrc';
import { parseStar, type StarTable } from '../formats/star';
import { Problem } from '../problem';

export interface ReconstructOptions {
  readonly input: string;
  readonly output: string;
  /** Å; undefined takes the table's. */
  readonly pixelSize?: number | undefined;
  readonly symmetry: string;
  readonly padding: number;
  /** Å; undefined takes all up to Nyquist. */
  readonly resolution?: number | undefined;
  /** 1 or 2; undefined takes all particles. */
  readonly subset?: number | undefined;
  readonly transfer: { readonly correct: boolean; readonly flipped: boolean; readonly signOnly: boolean };
}

export interface Reconstructed {
  readonly map: string;
  readonly images: number;
  readonly size: number;
  /** Å */
  readonly pixelSize: number;
}

/** Throws Problem; then nothing has been written. */
export async function reconstruct(
  options: ReconstructOptions,
  report: (done: number, of: number) => void,
): Promise<Reconstructed> {
  const { input, padding, resolution, subset } = options;
  if (!(padding >= 1 && padding <= 4))
    throw new Problem(`the padding factor is 1 to 4, not ${padding}`, { remedy: 'give --pad 2' });
  if (subset !== undefined && subset !== 1 && subset !== 2)
    throw new Problem(`half-sets are 1 and 2, not ${subset}`, { remedy: 'give --subset 1 or 2' });
  const operators = symmetryOperators(options.symmetry);
  const rows = readRows(await readText(input), input).filter(
    (row) => subset === undefined || row.number('rlnRandomSubset') === subset,
  );
  if (rows.length === 0)
    throw new Problem(
      subset === undefined ? 'it lists no images' : `it has no images of half-set ${subset}`,
      {
        where: input,
        remedy: 'check the table, and --subset',
      },
    );
  const images = rows.map((row) => imageOf(row, input));
  const size = await checkedSize(images);
  const pixelSize = options.pixelSize ?? pixelSizeOf(rows[0]);
  if (pixelSize === undefined || !(pixelSize > 0))
    throw new Problem('it does not say the pixel size', { where: input, remedy: 'give it with --angpix' });
  if (resolution !== undefined && !(resolution > 0))
    throw new Problem(`a resolution of ${resolution} Å is not possible`, { remedy: 'give --maxres in Å' });
  const reach =
    resolution === undefined ? size / 2 : Math.min(size / 2, Math.ceil((size * pixelSize) / resolution));
  const projection = planBackProjection(size, padding, reach);
  const projectionOf = async (i: number): Promise<Projection> => {
    const row = rows[i];
    const view = euler(
      row.need('rlnAngleRot') * degree,
      row.need('rlnAngleTilt') * degree,
      row.need('rlnAnglePsi') * degree,
    );
    return {
      image: (await readMrcSections(images[i].path, images[i].section, 1)).data,
      rotations: operators.map((operator) => multiply(view, operator)),
      shift: [originOf(row, 'X', pixelSize), originOf(row, 'Y', pixelSize)],
      transfer: transferOf(row, options, size * pixelSize),
    };
  };
  for (let i = 0; i < rows.length; i += 2) {
    const first = await projectionOf(i);
    const second = i + 1 < rows.length ? await projectionOf(i + 1) : null;
    if (!projection.insert(first, second)) {
      const bad = first.image.every(Number.isFinite) ? i + 1 : i;
      throw new Problem(`image ${images[bad].section + 1} holds pixels that are no finite numbers`, {
        where: images[bad].path,
        remedy: 'extract it again, or take it out of the table',
      });
    }
    if ((i + 2) % 500 === 0) report(i + 2, rows.length);
  }
  await writeMrc(options.output, { size: [size, size, size], pixelSize, data: projection.finish() });
  return { map: options.output, images: rows.length, size, pixelSize };
}

const degree = Math.PI / 180;

interface Row {
  text(label: string): string | undefined;
  /** Undefined without such a column; throws Problem for what is no number. */
  number(label: string): number | undefined;
  /** Throws Problem without such a column. */
  need(label: string): number;
}

function readRows(content: string, where: string): readonly Row[] {
  const tables = parseStar(content, where);
  const particles = tables.find((table) => table.columns.includes('rlnImageName'));
  if (particles === undefined)
    throw new Problem('it has no table with rlnImageName', {
      where,
      remedy: 'give a table of particle images',
    });
  const optics = tables.find((table) => table !== particles && table.columns.includes('rlnOpticsGroup'));
  const groups = new Map(optics?.rows.map((row) => [valueOf(optics, row, 'rlnOpticsGroup'), row]));
  return particles.rows.map((own, i) => {
    const group = optics && groups.get(valueOf(particles, own, 'rlnOpticsGroup'));
    if (optics !== undefined && group === undefined)
      throw new Problem(`image ${i + 1} is in an optics group that the optics table lacks`, { where });
    const text = (label: string): string | undefined =>
      valueOf(particles, own, label) ?? (optics && group && valueOf(optics, group, label));
    const number = (label: string): number | undefined => {
      const found = text(label);
      if (found === undefined) return undefined;
      const value = Number(found);
      if (!Number.isFinite(value))
        throw new Problem(`${label} of image ${i + 1} is no number: ${found}`, { where });
      return value;
    };
    const need = (label: string): number => {
      const value = number(label);
      if (value === undefined) throw new Problem(`column ${label} is missing`, { where });
      return value;
    };
    return { text, number, need };
  });
}

function valueOf(table: StarTable, row: readonly string[], label: string): string | undefined {
  const at = table.columns.indexOf(label);
  return at < 0 ? undefined : row[at];
}

interface Image {
  readonly path: string;
  /** From 0. */
  readonly section: number;
}

/** `12@stack.mrcs`, from the working folder, or else from the table's. */
function imageOf(row: Row, where: string): Image {
  const name = row.text('rlnImageName') ?? '';
  const [, digits, path] = /^(?:(\d+)@)?(.+)$/.exec(name) ?? [];
  const section = digits === undefined ? 1 : Number(digits);
  if (path === undefined || section < 1)
    throw new Problem(`rlnImageName ${name} names no image`, { where, remedy: 'expected 1@stack.mrcs' });
  const beside = resolve(dirname(where), path);
  return { path: isAbsolute(path) || existsSync(path) ? path : beside, section: section - 1 };
}

async function checkedSize(images: readonly Image[]): Promise<number> {
  const last = new Map<string, number>();
  for (const { path, section } of images) last.set(path, Math.max(section, last.get(path) ?? 0));
  let size: number | undefined;
  for (const [path, section] of last) {
    const [nx, ny, count] = (await readMrcHeader(path)).size;
    if (nx !== ny || nx % 2 !== 0 || nx < 8)
      throw new Problem(`images have to be squares of an even number of pixels, these are ${nx} x ${ny}`, {
        where: path,
      });
    if (section >= count)
      throw new Problem(`image ${section + 1} is asked for, the stack has ${count}`, { where: path });
    size ??= nx;
    if (nx !== size)
      throw new Problem(`its images have ${nx} pixels, those before ${size}`, {
        where: path,
        remedy: 'extract all with one size',
      });
  }
  return size ?? 0;
}

function pixelSizeOf(row: Row): number | undefined {
  const image = row.number('rlnImagePixelSize') ?? row.number('rlnPixelSize');
  const detector = row.number('rlnDetectorPixelSize');
  const magnification = row.number('rlnMagnification');
  if (image !== undefined || detector === undefined || magnification === undefined) return image;
  return (detector * 1e4) / magnification;
}

/** Pixels. */
function originOf(row: Row, axis: 'X' | 'Y', pixelSize: number): number {
  const angstrom = row.number(`rlnOrigin${axis}Angst`);
  return angstrom === undefined ? (row.number(`rlnOrigin${axis}`) ?? 0) : angstrom / pixelSize;
}

/** @param extent of the image, Å */
function transferOf(row: Row, { transfer }: ReconstructOptions, extent: number): Projection['transfer'] {
  if (!transfer.correct) return () => 1;
  const [u, v] = [row.need('rlnDefocusU'), row.number('rlnDefocusV') ?? row.need('rlnDefocusU')];
  const plain = contrastTransfer({
    optics: {
      voltage: row.need('rlnVoltage') * 1e3,
      cs: row.need('rlnSphericalAberration') * 1e7,
      amplitude: row.need('rlnAmplitudeContrast'),
    },
    defocus: (u + v) / 2,
    astigmatism: u - v,
    astigmatismAngle: (row.number('rlnDefocusAngle') ?? 0) * degree,
    phaseShift: (row.number('rlnPhaseShift') ?? 0) * degree,
  });
  const scale = row.number('rlnCtfScalefactor') ?? 1;
  const decay = (row.number('rlnCtfBfactor') ?? 0) / 4 / extent ** 2;
  return (kx, ky) => {
    const value = plain(kx / extent, ky / extent);
    const bare = transfer.signOnly ? Math.sign(value) || 1 : value;
    const envelope = transfer.signOnly ? 1 : scale * Math.exp(-decay * (kx * kx + ky * ky));
    return envelope * (transfer.flipped ? Math.abs(bare) : bare);
  };
}
