/** What the header of a map says, in whatever format it is, compressed or not. */
import { open } from 'node:fs/promises';
import { Problem } from '../../../shared/problem';
import { fileProblem } from '../../files/fileProblem';
import { compressionOf, readDecompressedStart, type Compression } from '../compressed';
import { mapFormats } from '../mapFormats';
import { readExactly, type RandomAccess } from '../randomAccess';
import type { MapFileFacts, MapFormat, MapHeader, MapLayout } from './mapFormat';
import { mrc } from './mrc';

/** Takes the same time for every file size. Throws Problem for missing, truncated and foreign files. */
export async function readMapHeader(path: string, formats = mapFormats): Promise<MapHeader> {
  try {
    const file = await open(path, 'r');
    try {
      return (await readMapStart(file, path, formats)).header;
    } finally {
      await file.close();
    }
  } catch (error) {
    throw fileProblem(error, path, 'cannot read the file');
  }
}

export interface MapStart extends MapLayout {
  readonly format: MapFormat;
  readonly compression: Compression | undefined;
}

/** Of an open file. Throws Problem. */
export async function readMapStart(
  file: RandomAccess,
  path: string,
  formats: readonly MapFormat[],
): Promise<MapStart> {
  const { size } = await file.stat();
  const length = Math.max(...formats.map(({ headerBytes }) => headerBytes));
  const start = await readExactly(file, 0, Math.min(size, length), path);
  const compression = compressionOf(start);
  if (compression === undefined) return { ...parse(start, { path, size }, formats), compression };
  const content = await readDecompressedStart(path, compression, length);
  const found = parse(content, { path, size: Infinity }, formats);
  if (dataBytes(found) > mostContent[compression] * size)
    throw new Problem(
      `its header claims ${found.header.size.join(' x ')} voxels, more than ${size} compressed bytes can hold`,
      { where: path, remedy: 'copy or compress it again' },
    );
  return { ...found, compression };
}

/** Bytes of all voxels. */
export function dataBytes({ header, rowBytes }: MapLayout): number {
  return rowBytes * header.size[1] * header.size[2];
}

function parse(
  start: Uint8Array,
  file: MapFileFacts,
  formats: readonly MapFormat[],
): MapLayout & { readonly format: MapFormat } {
  const format =
    formats.find(({ recognizes }) => recognizes?.(start, file)) ??
    formats.find(({ recognizes }) => recognizes === null) ??
    mrc;
  return { ...format.parse(start, file), format };
}

/** Bytes that one compressed byte can stand for, in a file of zeros. */
const mostContent: Readonly<Record<Compression, number>> = { gzip: 1100, bzip2: 1_000_000 };
