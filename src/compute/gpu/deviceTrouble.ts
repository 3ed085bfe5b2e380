/** What goes wrong with a GPU itself, told apart: callers can do with less of its memory, or start again in a new process. */
import { Problem } from '../../../shared/problem';

/**
 * - lost: the device is gone, with all that was on it; this process does not get it back
 * - memory: there was none left for a buffer; less at a time may fit
 * - tooLarge: one buffer is larger than kernels of this GPU can see; smaller pieces would fit
 */
export type DeviceTrouble = 'lost' | 'memory' | 'tooLarge';

abstract class TroubledDevice extends Problem {
  abstract readonly trouble: DeviceTrouble;
}

export class DeviceLost extends TroubledDevice {
  readonly trouble = 'lost';
}

export class OutOfGpuMemory extends TroubledDevice {
  readonly trouble = 'memory';
}

export class BufferTooLarge extends TroubledDevice {
  readonly trouble = 'tooLarge';
}

/** Null for what is not the device's own trouble; looks through the causes of an error, too. */
export function deviceTrouble(error: unknown): DeviceTrouble | null {
  for (let one = error; one instanceof Error; one = one.cause)
    if (one instanceof TroubledDevice) return one.trouble;
  return null;
}
