/** What the header of a map says, in whatever format it is. */
import { containerOf } from './container';
import { readEm } from './em';
import { readMrcHeader } from './mrc';

export interface MapHeader {
  /** Columns, rows, sections. */
  readonly size: readonly [number, number, number];
  /** Å, 0 where the header does not say. */
  readonly pixelSize: readonly [number, number, number];
}

/** MRC, compressed or not, or EM, which knows no pixel size. Throws Problem. */
export async function readMapHeader(path: string): Promise<MapHeader> {
  if ((await containerOf(path)) !== 'em') return readMrcHeader(path);
  return { size: (await readEm(path)).size, pixelSize: [0, 0, 0] };
}
