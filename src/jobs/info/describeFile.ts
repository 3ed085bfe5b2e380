/** Tells what any file of a project holds: maps, movies, tables, settings, series, alignments. */
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { readAtomicModel } from '../../formats/atomicModel';
import { fileProblem, readText } from '../../files/fileProblem';
import { imageFormats, isImageName, type ImageFormats } from '../../formats/imageFormats';
import { fileName } from '../../formats/paths';
import { parseStar } from '../../formats/star';
import { parseTomostar } from '../../formats/tomostar';
import { Problem } from '../../../shared/problem';
import { particleFormats } from '../../model/particleFormats';
import type { ParticleFormat } from '../../model/particleFormats/particleFormat';
import type { AlignmentFormat } from '../import/alignmentFormat';
import { alignmentFormats } from '../import/findAlignment';
import { describeImages } from './describeImages';
import { describeStar } from './describeStar';
import {
  describeAlignment,
  describeAngles,
  describeDefocus,
  describeImodCommands,
  describeMdoc,
  describeTiltalignLog,
} from './describeTilts';
import { describeXml } from './describeXml';
import type { Described } from '../../formats/described';
import type { FileFacts } from './facts';

/** Throws Problem for missing and broken files, and for those of no known kind. */
export async function describeFile(path: string, formats = knownFormats): Promise<FileFacts> {
  const file = resolve(path);
  const found = await stat(file).catch((error: unknown) => {
    throw fileProblem(error, file, 'cannot read the file');
  });
  if (!found.isFile()) throw new Problem('it is no file', { where: file, remedy: 'give a file' });
  return { file, bytes: found.size, ...(await describe(file, formats)) };
}

/** What can be told apart. */
export interface KnownFormats {
  readonly images: ImageFormats;
  readonly alignments: readonly AlignmentFormat[];
  readonly particles: readonly ParticleFormat[];
}

export const knownFormats: KnownFormats = {
  images: imageFormats,
  alignments: alignmentFormats,
  particles: particleFormats,
};

/** By name; images, and files of other names, are looked into. */
async function describe(path: string, formats: KnownFormats): Promise<Described> {
  const name = fileName(path);
  const alignment = formats.alignments.find(({ ending }) => name.toLowerCase().endsWith(`.${ending}`));
  if (alignment !== undefined) return describeAlignment(alignment, path);
  const known = describers.find(([names]) => names.test(name))?.[1] ?? describeByContent;
  return known(path, formats);
}

type Describe = (path: string, formats: KnownFormats) => Promise<Described>;

const describers: readonly (readonly [RegExp, Describe])[] = [
  [/\.(xml|population|source|species|settings)$/i, describeXml],
  [/\.star$/i, async (path, { particles }) => describeStar(parseStar(await readText(path), path), particles)],
  [/\.tomostar$/i, describeTomostar],
  [/\.mdoc$/i, describeMdoc],
  [/\.(tlt|rawtlt|xtilt)$/i, describeAngles],
  [/\.(defocus|txt|csv|dose|dat)$/i, describeDefocus],
  [/\.com$/i, describeImodCommands],
  [/\.log$/i, describeTiltalignLog],
  [/\.json$/i, describeJson],
  [/\.(pdb|ent|cif|mmcif)(\.gz)?$/i, describeModel],
];

async function describeByContent(path: string, { images }: KnownFormats): Promise<Described> {
  try {
    return await describeImages(path, images);
  } catch (cause) {
    if (isImageName(path, images)) throw cause;
    throw new Problem('it is of no kind that is known here', {
      where: path,
      remedy: 'give a map, movie, STAR, XML, mdoc, alignment or atomic model',
      cause,
    });
  }
}

async function describeTomostar(path: string, { particles }: KnownFormats): Promise<Described> {
  const text = await readText(path);
  parseTomostar(text, path);
  return describeStar(parseStar(text, path), particles);
}

async function describeModel(path: string): Promise<Described> {
  const { positions, weights } = await readAtomicModel(path);
  return { kind: 'atomic model', facts: { atoms: weights.length, coordinates: positions.length } };
}

/** Warp keeps lists of what it processed in JSON. */
async function describeJson(path: string): Promise<Described> {
  let content: unknown;
  try {
    content = JSON.parse(await readText(path));
  } catch (cause) {
    if (cause instanceof Problem) throw cause;
    throw new Problem('it is no JSON', { where: path, remedy: 'the file may be truncated', cause });
  }
  if (typeof content !== 'object' || content === null)
    return { kind: 'JSON', facts: { value: JSON.stringify(content).slice(0, 80) } };
  return {
    kind: 'JSON',
    facts: Array.isArray(content) ? { entries: content.length } : { names: Object.keys(content) },
  };
}
