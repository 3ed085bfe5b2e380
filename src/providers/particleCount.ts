/** Counts the rows of a particle table by its bytes, without keeping any: tables can have millions. */
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';

const [lineFeed, carriageReturn, blank, tab] = [10, 13, 32, 9];
const [hash, underscore, letterD, letterL] = [35, 95, 100, 108];

/** @returns null when there is no such file */
export async function countParticles(path: string): Promise<number | null> {
  const stream = createReadStream(path, { highWaterMark: 1 << 20 });
  const opened = await new Promise<boolean>((resolve) => {
    stream.once('open', () => resolve(true));
    stream.once('error', () => resolve(false));
  });
  if (!opened) return null;
  const counter = new RowCounter();
  for await (const chunk of stream) counter.add(chunk as Buffer);
  return counter.end();
}

/** Counts again only what has changed since. */
export class ParticleCounts {
  private readonly known = new Map<
    string,
    { readonly stamp: string; readonly count: Promise<number | null> }
  >();

  async count(path: string): Promise<number | null> {
    const stamp = await stat(path).then(
      ({ mtimeMs, size }) => `${mtimeMs} ${size}`,
      () => 'none',
    );
    const before = this.known.get(path);
    if (before?.stamp === stamp) return before.count;
    const count = countParticles(path);
    this.known.set(path, { stamp, count });
    return count;
  }
}

class RowCounter {
  private rows = 0;
  private inLoop = false;
  /** Start of a line whose end has not come yet. */
  private rest: Buffer = Buffer.alloc(0);

  add(chunk: Buffer): void {
    const bytes = this.rest.length === 0 ? chunk : Buffer.concat([this.rest, chunk]);
    let start = 0;
    for (;;) {
      const end = bytes.indexOf(lineFeed, start);
      if (end === -1) break;
      this.line(bytes, start, end);
      start = end + 1;
    }
    this.rest = bytes.subarray(start);
  }

  end(): number {
    this.line(this.rest, 0, this.rest.length);
    return this.rows;
  }

  private line(bytes: Buffer, from: number, end: number): void {
    let start = from;
    while (start < end && isBlank(bytes[start])) start++;
    if (start === end || bytes[start] === hash || bytes[start] === underscore) return;
    const first = bytes[start];
    // Text is made only of lines that may be more than a row.
    const word =
      first === letterD || first === letterL ? bytes.toString('latin1', start, Math.min(end, start + 5)) : '';
    if (word === 'data_') this.inLoop = false;
    else if (word === 'loop_') this.inLoop = true;
    else if (this.inLoop) this.rows++;
  }
}

function isBlank(byte: number): boolean {
  return byte === blank || byte === tab || byte === carriageReturn;
}
