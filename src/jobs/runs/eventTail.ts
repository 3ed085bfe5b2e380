/** What a job's engine says, read from its file while that grows. */
import { open } from 'node:fs/promises';
import type { RefinementEvent } from '../../../shared/records/events';

/** Each call returns what is new since the last, whole lines only. */
export class EventTail {
  private offset = 0;

  constructor(private readonly file: string) {}

  async read(): Promise<RefinementEvent[]> {
    const handle = await open(this.file, 'r').catch(() => null);
    if (handle === null) return [];
    try {
      const { size } = await handle.stat();
      if (size <= this.offset) return [];
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(size - this.offset), 0, null, this.offset);
      const end = buffer.subarray(0, bytesRead).lastIndexOf(10) + 1;
      this.offset += end;
      return buffer.subarray(0, end).toString('utf8').split('\n').flatMap(parseEvent);
    } finally {
      await handle.close();
    }
  }
}

/** One line of `--events`; anything that is not an event is passed over. */
export function parseEvent(line: string): RefinementEvent[] {
  if (!line.startsWith('{')) return [];
  try {
    const value = JSON.parse(line) as Partial<RefinementEvent>;
    return typeof value.event === 'string' ? [value as RefinementEvent] : [];
  } catch {
    return [];
  }
}
