/** What a format of movies and images is: one file that knows such files and reads them frame by frame, in the list of `imageFormats`. */
import type { Described } from '../described';
import type { RandomAccess } from '../randomAccess';

export interface StackFormat {
  readonly endings: readonly string[];
  /** @param start the first 16 bytes @param file for what these do not tell. Throws Problem for broken files. */
  readonly recognizes: (start: Uint8Array, file: RandomAccess, path: string) => Promise<boolean>;
  /** Columns and rows. Takes the same time for every file size. Throws Problem. */
  readonly readSize: (file: RandomAccess, path: string) => Promise<readonly [width: number, height: number]>;
  /** Close it after use. Throws Problem. */
  readonly open: (path: string) => Promise<ImageStack>;
  /** Throws Problem. */
  readonly describe: (path: string) => Promise<Described>;
}

/** Images one after the other, whatever file they are in. */
export interface ImageStack {
  /** Columns and rows. */
  readonly size: readonly [width: number, height: number];
  readonly frames: number;
  /** Å; 0 where the file does not say. */
  readonly pixelSize: number;
  /** Values of one image, from 0, rows from the bottom as in MRC files. Throws Problem. */
  readFrame(index: number): Promise<Float32Array>;
  close(): Promise<void>;
}

/** @param frames what they are called: `images` */
export async function describeStack(stack: ImageStack, kind: string, frames: string): Promise<Described> {
  try {
    return { kind, facts: { 'size (pixels)': stack.size, [frames]: stack.frames } };
  } finally {
    await stack.close();
  }
}
