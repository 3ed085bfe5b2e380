/**
 * Values with arrays of numbers in one file, for what one process leaves for another: JSON, and behind it the arrays as they
 * lie in memory, so that one of them can be read without the others.
 *
 *     8 bytes      `murmur` and the version of this layout
 *     8 bytes      length of the JSON, a float64
 *     JSON         in the place of an array: { "array": kind, "at": first byte behind the JSON, "count" }
 *     arrays       little endian, each at a multiple of 8
 */
import { open, type FileHandle } from 'node:fs/promises';
import { errorCode, fileProblem } from '../files/fileProblem';
import { Problem } from '../../shared/problem';

const kinds = { Float64Array, Float32Array, Int32Array, Uint8Array } as const;
type ArrayKind = keyof typeof kinds;
export type NumberArray = Float64Array | Float32Array | Int32Array | Uint8Array;

/** Where an array lies in the file. */
export interface StoredArray<Kept extends NumberArray = NumberArray> {
  readonly array: ArrayKind;
  readonly at: number;
  readonly count: number;
  /** Never there: what it is read into. */
  readonly kept?: Kept;
}

/** A value as its record holds it: arrays are still to be read. */
export type Stored<Value> = Value extends NumberArray
  ? StoredArray<Value>
  : Value extends object
    ? { readonly [Key in keyof Value]: Stored<Value[Key]> }
    : Value;

const mark = 'murmur01';
/** Bytes that are read when a record is opened. */
const beginningBytes = 2 ** 16;
/** Bytes that are written or read at once: systems have limits near 2 GiB. */
const piece = 2 ** 28;

/** Values as JSON has them, and numbers that it lacks; typed arrays of the kinds above. */
export function* encodeRecord(value: unknown): Generator<Uint8Array> {
  const arrays: Uint8Array[] = [];
  let at = 0;
  const text = JSON.stringify(value, function (this: Readonly<Record<string, unknown>>, key, found: unknown) {
    // Bytes of Node.js would have turned themselves into lists.
    const raw = this[key];
    const kind = kindOf(raw);
    if (kind !== null) {
      const { buffer, byteOffset, byteLength, length } = raw as NumberArray;
      arrays.push(new Uint8Array(buffer, byteOffset, byteLength));
      const stored: StoredArray = { array: kind, at, count: length };
      at += rounded(byteLength);
      return stored;
    }
    return typeof raw === 'number' && !Number.isFinite(raw) ? { number: String(raw) } : found;
  });
  const json = new TextEncoder().encode(text);
  const head = new Uint8Array(16);
  head.set(new TextEncoder().encode(mark));
  new DataView(head.buffer).setFloat64(8, json.length, true);
  yield head;
  yield* padded(json);
  for (const bytes of arrays) yield* padded(bytes);
}

function kindOf(value: unknown): ArrayKind | null {
  for (const kind of Object.keys(kinds) as ArrayKind[]) if (value instanceof kinds[kind]) return kind;
  return null;
}

function* padded(bytes: Uint8Array): Generator<Uint8Array> {
  for (let from = 0; from < bytes.length; from += piece) yield bytes.subarray(from, from + piece);
  const missing = rounded(bytes.length) - bytes.length;
  if (missing > 0) yield new Uint8Array(missing);
}

function rounded(bytes: number): number {
  return Math.ceil(bytes / 8) * 8;
}

/** An open record. Its owner closes it. */
export class RecordFile<Value> {
  private constructor(
    private readonly file: FileHandle,
    private readonly path: string,
    private readonly opened: {
      /** Where its arrays begin. */
      readonly start: number;
      /** Small records are read in one go. */
      readonly beginning: Uint8Array;
    },
    readonly value: Stored<Value>,
  ) {}

  /** Throws Problem for what cannot be read, and for what is no record. @returns null where there is no file */
  static async open<Value>(path: string): Promise<RecordFile<Value> | null> {
    let file: FileHandle;
    try {
      file = await open(path, 'r');
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return null;
      throw fileProblem(error, path, 'cannot read the file');
    }
    try {
      const { buffer, bytesRead } = await file.read(new Uint8Array(beginningBytes), 0, beginningBytes, 0);
      const beginning = buffer.subarray(0, bytesRead);
      if (bytesRead < 16 || new TextDecoder().decode(beginning.subarray(0, 8)) !== mark) throw noRecord(path);
      const length = new DataView(beginning.buffer).getFloat64(8, true);
      const isShort = 16 + length <= beginning.length;
      if (!isShort && !(length <= (await file.stat()).size)) throw noRecord(path);
      const json = isShort ? beginning.subarray(16, 16 + length) : await bytesAt(file, 16, length);
      const value = JSON.parse(new TextDecoder().decode(json), revived) as Stored<Value>;
      return new RecordFile(file, path, { start: 16 + rounded(length), beginning }, value);
    } catch (error) {
      await file.close();
      if (error instanceof RangeError || error instanceof SyntaxError) throw noRecord(path);
      throw error;
    }
  }

  /** @param range of an array that is not read whole */
  async read<Kept extends NumberArray>(
    { array, at, count }: StoredArray<Kept>,
    range: { readonly from: number; readonly count: number } = { from: 0, count },
  ): Promise<Kept> {
    const { BYTES_PER_ELEMENT: width } = kinds[array];
    try {
      const { start, beginning } = this.opened;
      const first = start + at + range.from * width;
      const end = first + range.count * width;
      const bytes =
        end <= beginning.length ? beginning.slice(first, end) : await bytesAt(this.file, first, end - first);
      return new kinds[array](bytes.buffer as ArrayBuffer) as NumberArray as Kept;
    } catch (error) {
      if (error instanceof RangeError) throw noRecord(this.path);
      throw error;
    }
  }

  async readWhole(): Promise<Value> {
    return this.readAll<Value>(this.value);
  }

  /** A part of the value with its arrays. */
  async readAll<Part>(stored: Stored<Part>): Promise<Part> {
    return (await this.withArrays(stored)) as Part;
  }

  async close(): Promise<void> {
    await this.file.close();
  }

  private async withArrays(stored: unknown): Promise<unknown> {
    if (typeof stored !== 'object' || stored === null) return stored;
    if ('array' in stored && 'at' in stored) return this.read(stored as StoredArray);
    if (Array.isArray(stored)) {
      const all: unknown[] = [];
      for (const one of stored) all.push(await this.withArrays(one));
      return all;
    }
    const all: Record<string, unknown> = {};
    for (const [key, one] of Object.entries(stored)) all[key] = await this.withArrays(one);
    return all;
  }
}

/** Throws RangeError where the file ends before. */
async function bytesAt(file: FileHandle, from: number, count: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(count);
  for (let at = 0; at < count;) {
    const { bytesRead } = await file.read(bytes, at, Math.min(piece, count - at), from + at);
    if (bytesRead === 0) throw new RangeError('the file ends before');
    at += bytesRead;
  }
  return bytes;
}

function noRecord(path: string): Problem {
  return new Problem('it is no record, or not a whole one', {
    where: path,
    remedy: 'delete it: what it holds is made again',
  });
}

function revived(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('number' in value)) return value;
  const { number } = value;
  return typeof number === 'string' && Object.keys(value).length === 1 ? Number(number) : value;
}
