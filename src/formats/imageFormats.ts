/** All files that hold images or maps, and what is known of one without reading it whole. */
import { open } from 'node:fs/promises';
import { fileProblem } from '../files/fileProblem';
import { compressionEndings } from './compressed';
import { mapFormats } from './mapFormats';
import type { MapFormat } from './maps/mapFormat';
import { readMapStart, type MapStart } from './maps/mapHeader';
import { readExactly, type RandomAccess } from './randomAccess';
import { eer } from './stacks/eer';
import type { StackFormat } from './stacks/stackFormat';
import { tiff } from './stacks/tiff';

export interface ImageFormats {
  readonly maps: readonly MapFormat[];
  /** Of movies and images alone; the first that recognizes a file counts, before all formats of maps. */
  readonly stacks: readonly StackFormat[];
}

export const imageFormats: ImageFormats = { maps: mapFormats, stacks: [eer, tiff] };

/** By the ending, whether it is offered or only read. */
export function isImageName(path: string, { maps, stacks }: ImageFormats): boolean {
  const endings = [
    ...maps.flatMap((format) => format.endings.map(({ ending }) => ending)),
    ...stacks.flatMap((format) => format.endings),
    ...compressionEndings,
  ];
  return endings.includes(/\.([^.]*)$/.exec(path.toLowerCase())?.[1] ?? '');
}

/** The format of a stack, or the header of a map. Throws Problem for missing and foreign files. */
export async function readImageStart(
  path: string,
  { maps, stacks }: ImageFormats,
): Promise<StackFormat | MapStart> {
  return withImageFile(
    path,
    async (file) => (await stackFormatOf(file, path, stacks)) ?? readMapStart(file, path, maps),
  );
}

/** Width and height, pixels. Takes the same time for every file size; throws Problem for missing and foreign files. */
export async function readImageSize(
  path: string,
  { maps, stacks }: ImageFormats = imageFormats,
): Promise<readonly [width: number, height: number]> {
  return withImageFile(path, async (file) => {
    const stack = await stackFormatOf(file, path, stacks);
    if (stack !== undefined) return stack.readSize(file, path);
    const [width, height] = (await readMapStart(file, path, maps)).header.size;
    return [width, height];
  });
}

/** Bytes that stacks are recognized by. */
const startBytes = 16;

async function stackFormatOf(
  file: RandomAccess,
  path: string,
  formats: readonly StackFormat[],
): Promise<StackFormat | undefined> {
  const start = await readExactly(file, 0, Math.min((await file.stat()).size, startBytes), path);
  for (const format of formats) if (await format.recognizes(start, file, path)) return format;
  return undefined;
}

async function withImageFile<T>(path: string, use: (file: RandomAccess) => Promise<T>): Promise<T> {
  try {
    const file = await open(path, 'r');
    try {
      return await use(file);
    } finally {
      await file.close();
    }
  } catch (error) {
    throw fileProblem(error, path, 'cannot read the file');
  }
}
