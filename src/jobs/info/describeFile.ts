/** Tells what any file of a project holds: maps, movies, tables, settings, series, alignments. */
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseAln, parseAngles, parseXf } from '../../formats/alignments';
import { readAtomicModel } from '../../formats/atomicModel';
import { fileProblem, readText } from '../../formats/fileProblem';
import { parseMdoc, tiltAxisAngle } from '../../formats/mdoc';
import { fileName } from '../../formats/paths';
import { parseStar } from '../../formats/star';
import { Problem } from '../../problem';
import { describeImages } from './describeImages';
import { describeStar } from './describeStar';
import { describeXml } from './describeXml';
import type { Described, FileFacts } from './facts';

/** Throws Problem for missing and broken files, and for those of no known kind. */
export async function describeFile(path: string): Promise<FileFacts> {
  const file = resolve(path);
  const found = await stat(file).catch((error: unknown) => {
    throw fileProblem(error, file, 'cannot read the file');
  });
  if (!found.isFile()) throw new Problem('it is no file', { where: file, remedy: 'give a file' });
  const describe = describers.find(([names]) => names.test(fileName(file)))?.[1] ?? describeUnnamed;
  return { file, bytes: found.size, ...(await describe(file)) };
}

type Describe = (path: string) => Promise<Described>;

/** By name; files of other names are looked into. */
const describers: readonly (readonly [RegExp, Describe])[] = [
  [/\.(xml|population|source|species|settings)$/i, describeXml],
  [/\.(star|tomostar)$/i, async (path) => describeStar(parseStar(await readText(path), path))],
  [/\.mdoc$/i, describeMdoc],
  [/\.xf$/i, async (path) => describeAlignment('IMOD alignment', parseXf(await readText(path), path))],
  [/\.aln$/i, async (path) => describeAlignment('AreTomo alignment', parseAln(await readText(path), path))],
  [/\.(tlt|rawtlt|xtilt)$/i, describeAngles],
  [/\.(pdb|ent|cif|mmcif)(\.gz)?$/i, describeModel],
  [/\.(mrcs?|map|ccp4|st|ali|preali|rec|em|tiff?|gain|eer|gz|bz2)$/i, describeImages],
];

async function describeUnnamed(path: string): Promise<Described> {
  try {
    return await describeImages(path);
  } catch (cause) {
    throw new Problem('it is of no kind that is known here', {
      where: path,
      remedy: 'give a map, movie, STAR, XML, mdoc, alignment or atomic model',
      cause,
    });
  }
}

async function describeMdoc(path: string): Promise<Described> {
  const mdoc = parseMdoc(await readText(path), path);
  const angles = mdoc.sections.map(({ values }) => Number(values.get('TiltAngle')));
  const spacing = mdoc.values.get('PixelSpacing') ?? mdoc.sections[0].values.get('PixelSpacing');
  return {
    kind: 'SerialEM mdoc',
    facts: {
      images: mdoc.sections.length,
      'tilt angles (degrees)': range(angles.filter(Number.isFinite)),
      'tilt axis (degrees)': tiltAxisAngle(mdoc) ?? null,
      'pixel size (Å)': spacing === undefined ? null : Number(spacing),
      'first movie': mdoc.sections[0].values.get('SubFramePath') ?? null,
    },
  };
}

function describeAlignment(kind: string, tilts: ReturnType<typeof parseXf>): Described {
  const angles = tilts.flatMap(({ angle }) => (angle === undefined ? [] : [angle]));
  const shifts = tilts.map(({ offset }) => Math.hypot(...offset));
  return {
    kind,
    facts: {
      images: tilts.length,
      'tilt angles (degrees)': range(angles),
      'tilt axis (degrees)': range(tilts.map(({ axisAngle }) => axisAngle)),
      'largest shift (pixels)': Math.max(...shifts),
    },
  };
}

async function describeAngles(path: string): Promise<Described> {
  const angles = parseAngles(await readText(path), path);
  return { kind: 'list of angles', facts: { images: angles.length, 'angles (degrees)': range(angles) } };
}

async function describeModel(path: string): Promise<Described> {
  const { positions, weights } = await readAtomicModel(path);
  return { kind: 'atomic model', facts: { atoms: weights.length, coordinates: positions.length } };
}

function range(values: readonly number[]): readonly number[] | null {
  return values.length === 0 ? null : [Math.min(...values), Math.max(...values)];
}
