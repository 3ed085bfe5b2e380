/**
 * Fourier transforms of many lines at once in 32 bits, of any length, by WebAssembly with vector instructions: an order
 * of magnitude faster than the plain ones of fft.ts, and good to 1e-6 of the largest coefficient.
 */
import moduleBytes from './assembly/transforms.wasm';
import { factorise } from './fft';

interface Exports {
  columns(
    re: number,
    im: number,
    pitch: number,
    first: number,
    end: number,
    toRe: number,
    toIm: number,
    toPitch: number,
    toFirst: number,
    toEnd: number,
    n: number,
    count: number,
    plan: number,
    scratch: number,
  ): void;
  rows(re: number, im: number, pitch: number, n: number, count: number, plan: number, scratch: number): void;
}

/** Where the lines of one call are, in elements. */
export interface Lines {
  /** Of each line. */
  readonly length: number;
  readonly count: number;
  /** From one element of a line to the next (columns), or from one line to the next (rows). */
  readonly pitch: number;
  /** First element of the first line. */
  readonly start?: number;
}

/** Lines of which a part may be filled. */
export interface Columns extends Lines {
  /** Elements of each line that are there; others count as 0. All by default. */
  readonly filled?: Range;
}

/** Where transformed columns go, if not where they came from. */
export interface Target {
  readonly re: Float32Array;
  readonly im: Float32Array;
  /** From one element of a line to the next. */
  readonly pitch: number;
  /** First element of the first line. */
  readonly start: number;
  /** Elements of each line that are written; others stay as they were. All by default. */
  readonly only?: Range;
}

export interface Range {
  readonly first: number;
  /** One behind the last. */
  readonly end: number;
}

let compiled: WebAssembly.Module | undefined;

/** A piece of memory in which arrays lie and are transformed, forwards and unscaled. */
export class SimdTransforms {
  readonly #memory: WebAssembly.Memory;
  readonly #exports: Exports;
  readonly #plans = new Map<number, number>();
  readonly #scratch: number;
  #end = 0;

  /**
   * @param floats elements of all arrays that will be allocated
   * @param arrays number of these arrays
   * @param lengths of the transforms
   */
  constructor(floats: number, arrays: number, lengths: readonly number[]) {
    const longest = Math.max(...lengths);
    const planBytes = lengths.reduce((sum, n) => sum + 8 * n + 4 * 34 + alignment, 0);
    const bytes = 4 * floats + alignment * arrays + planBytes + 4 * scratchFloats(longest) + alignment;
    this.#memory = new WebAssembly.Memory({ initial: Math.ceil(bytes / page) });
    compiled ??= new WebAssembly.Module(moduleBytes);
    this.#exports = this.#instance(compiled) as unknown as Exports;
    this.#scratch = this.#allocate(4 * scratchFloats(longest));
    for (const n of new Set(lengths)) this.#plans.set(n, this.#plan(n));
  }

  /** An array of zeros in this memory. */
  allocate(length: number): Float32Array {
    return new Float32Array(this.#memory.buffer, this.#allocate(4 * length), length);
  }

  /** Transforms lines that lie side by side, element beside element. Exchange real and imaginary parts for the inverse. */
  columns(
    re: Float32Array,
    im: Float32Array,
    { length, count, pitch, start = 0, filled }: Columns,
    to: Target = { re, im, pitch, start },
  ): void {
    this.#exports.columns(
      re.byteOffset + 4 * start,
      im.byteOffset + 4 * start,
      4 * pitch,
      filled?.first ?? 0,
      filled?.end ?? length,
      to.re.byteOffset + 4 * to.start,
      to.im.byteOffset + 4 * to.start,
      4 * to.pitch,
      to.only?.first ?? 0,
      to.only?.end ?? length,
      length,
      count,
      this.#planOf(length),
      this.#scratch,
    );
  }

  /** Transforms lines whose elements follow each other. Exchange `re` and `im` for the inverse. */
  rows(re: Float32Array, im: Float32Array, { length, count, pitch, start = 0 }: Lines): void {
    const from = (array: Float32Array): number => array.byteOffset + 4 * start;
    this.#exports.rows(from(re), from(im), 4 * pitch, length, count, this.#planOf(length), this.#scratch);
  }

  /** The functions of another module, which work on the same arrays. @param bytes of the module */
  link(bytes: Uint8Array<ArrayBuffer>): WebAssembly.Exports {
    return this.#instance(new WebAssembly.Module(bytes));
  }

  #instance(module: WebAssembly.Module): WebAssembly.Exports {
    return new WebAssembly.Instance(module, { env: { memory: this.#memory } }).exports;
  }

  #planOf(length: number): number {
    const plan = this.#plans.get(length);
    if (plan === undefined) throw new RangeError(`this memory has no plan for lines of ${length}`);
    return plan;
  }

  /** The radices, ended by 0, then exp(-2 pi i k / n). */
  #plan(n: number): number {
    const radices = factorise(n);
    const plan = this.#allocate(4 * (radices.length + 1) + 8 * n);
    new Uint32Array(this.#memory.buffer, plan, radices.length + 1).set([...radices, 0]);
    const turns = new Float32Array(this.#memory.buffer, plan + 4 * (radices.length + 1), 2 * n);
    for (let k = 0; k < n; k++) {
      turns[2 * k] = Math.cos((2 * Math.PI * k) / n);
      turns[2 * k + 1] = -Math.sin((2 * Math.PI * k) / n);
    }
    return plan;
  }

  #allocate(bytes: number): number {
    const start = Math.ceil(this.#end / alignment) * alignment;
    this.#end = start + bytes;
    if (this.#end > this.#memory.buffer.byteLength)
      throw new RangeError('more was allocated than the memory was made for');
    return start;
  }
}

const page = 65536;
/** Bytes: a line of the processor's cache. */
const alignment = 64;

/** Two complex copies of sixteen lines. */
function scratchFloats(length: number): number {
  return 2 * 2 * 16 * length;
}
