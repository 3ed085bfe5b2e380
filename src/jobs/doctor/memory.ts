/** Main memory and processors, as much as this process may use. */
import { availableParallelism, freemem, totalmem } from 'node:os';
import { gigabytes, ok, warning, type DoctorItem } from './item';

export interface MemoryFacts {
  /** Bytes; of a container, where it has a limit. */
  readonly total: number;
  readonly free: number;
  readonly processors: number;
}

export function memoryFacts(): MemoryFacts {
  const limit = process.constrainedMemory();
  const total = limit > 0 ? Math.min(totalmem(), limit) : totalmem();
  return { total, free: Math.min(freemem(), total), processors: availableParallelism() };
}

export function memoryItems({ total, free, processors }: MemoryFacts): readonly DoctorItem[] {
  const says = `${gigabytes(total)}, ${gigabytes(free)} of it free`;
  return [
    total < 8e9
      ? warning('Memory', says, 'refine with --memory 1, so that less of a series is held at a time')
      : ok('Memory', says),
    ok('Processors', String(processors)),
  ];
}
