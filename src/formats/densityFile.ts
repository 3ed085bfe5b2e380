/** An open density file (MRC, CCP4, EM, compressed or not) whose sections and rows are read where they are needed. */
import { open } from 'node:fs/promises';
import { Problem } from '../../shared/problem';
import { compressionOf, readDecompressed, readDecompressedStart } from './compressed';
import { decodeEmValues, emHeaderBytes, isEm, parseEmHeader } from './em';
import { fileProblem } from '../files/fileProblem';
import { dataBytes, headerBytes, parseMrcHeader, type MrcHeader } from './mrcHeader';
import { decodeSections } from './mrcValues';
import { readExactly, type RandomAccess } from './randomAccess';

export interface DensityFile {
  readonly path: string;
  /** EM files are described in the words of MRC. */
  readonly header: MrcHeader;
  readonly format: 'MRC' | 'EM';
  readonly compressed: boolean;
  /** Bytes of all voxels as they lie in the file. */
  readonly bytes: number;
  /** Rows of one section, or whole sections when `firstRow` is 0 and `rows` a multiple; columns fastest. Throws Problem. */
  readRows(section: number, firstRow: number, rows: number): Promise<Float32Array>;
  close(): Promise<void>;
}

/** Throws Problem for missing, truncated and foreign files. @param openFile how it is opened, for tests */
export async function openDensityFile(
  path: string,
  openFile: (path: string) => Promise<RandomAccess> = (name) => open(name, 'r'),
): Promise<DensityFile> {
  let file: RandomAccess | undefined;
  try {
    file = await openFile(path);
    return await describe(file, path);
  } catch (error) {
    await file?.close();
    throw fileProblem(error, path, 'cannot read the file');
  }
}

type Read = (position: number, length: number) => Promise<Uint8Array>;

async function describe(file: RandomAccess, path: string): Promise<DensityFile> {
  const { size } = await file.stat();
  const start = await readExactly(file, 0, Math.min(size, headerBytes), path);
  const kind = compressionOf(start);
  if (kind === undefined)
    return density(
      { start, size, path },
      (position, length) => readExactly(file, position, length, path),
      () => file.close(),
    );
  await file.close();
  const head = await readDecompressedStart(path, kind, headerBytes);
  const expected = isEmStart(head) ? emLength(head) : mrcLength(head, path);
  if (expected > mostDecompressed)
    throw new Problem(`decompressed it would take ${(expected / 2 ** 30).toFixed(1)} GB of memory`, {
      where: path,
      remedy: 'decompress it and open the decompressed file',
    });
  // A few bytes may follow the last voxel. The content is held until the file is closed.
  let content: Uint8Array | undefined = await readDecompressed(path, kind, expected + 4096);
  const whole = content;
  const opened = density(
    { start: whole, size: whole.length, path },
    async (position, length) => (content ?? new Uint8Array()).subarray(position, position + length),
    async () => (content = undefined),
  );
  return { ...opened, compressed: true };
}

const mostDecompressed = 2 ** 32 - 1;

function mrcLength(head: Uint8Array, path: string): number {
  const header = parseMrcHeader(head, path, head.length < headerBytes ? head.length : Infinity);
  return header.dataOffset + dataBytes(header);
}

function emLength(head: Uint8Array): number {
  const em = parseEmHeader(head);
  return em === undefined ? 0 : emHeaderBytes + em.count * em.bytes;
}

/** Compressed files don't tell their length, so only the header can. */
function isEmStart(head: Uint8Array): boolean {
  const em = parseEmHeader(head);
  return em !== undefined && String.fromCharCode(...head.subarray(208, 211)) !== 'MAP';
}

interface Opened {
  readonly path: string;
  readonly start: Uint8Array;
  /** Bytes of the file, decompressed. */
  readonly size: number;
}

function density({ path, start, size }: Opened, read: Read, close: () => Promise<unknown>): DensityFile {
  const em =
    isEm(start, size) || (/\.em(\.\w+)?$/i.test(path) && isEmStart(start)) ? parseEmHeader(start) : undefined;
  if (em !== undefined) {
    const needed = emHeaderBytes + em.count * em.bytes;
    if (size < needed)
      throw new Problem(`the file is truncated: it needs ${needed} bytes and has ${size}`, {
        where: path,
        remedy: 'copy or compute it again',
      });
    const row = em.size[0] * em.bytes;
    return {
      path,
      header: emAsMrc(em),
      format: 'EM',
      compressed: false,
      bytes: em.count * em.bytes,
      readRows: async (section, firstRow, rows) =>
        decodeEmValues(em, await read(emHeaderBytes + (section * em.size[1] + firstRow) * row, rows * row)),
      close: async () => void (await close()),
    };
  }
  const header = parseMrcHeader(start, path, size);
  if (header.mode === 3 || header.mode === 4) decodeSections(header, new Uint8Array(), 0, path);
  const rowBytes = dataBytes({ ...header, size: [header.size[0], 1, 1] });
  return {
    path,
    header,
    format: 'MRC',
    compressed: false,
    bytes: dataBytes(header),
    async readRows(section, firstRow, rows) {
      const at = header.dataOffset + dataBytes(header, section) + firstRow * rowBytes;
      const bytes = await read(at, rows * rowBytes);
      return decodeSections({ ...header, size: [header.size[0], rows, 1] }, bytes, 1, path);
    },
    close: async () => void (await close()),
  };
}

function emAsMrc(em: NonNullable<ReturnType<typeof parseEmHeader>>): MrcHeader {
  return {
    size: em.size,
    mode: em.type === 5 || em.type === 9 || em.type === 4 ? 2 : em.type === 2 ? 1 : 0,
    pixelSize: [0, 0, 0],
    origin: [0, 0, 0],
    start: [0, 0, 0],
    axes: [1, 2, 3],
    littleEndian: em.little,
    dataOffset: emHeaderBytes,
    min: 0,
    max: 0,
    mean: 0,
    rms: 0,
    isVolume: em.size[2] > 1,
    volumes: 1,
    signedBytes: true,
  };
}
