/** Waits that end at once when somebody cancels. */
import { setTimeout as sleep } from 'node:timers/promises';

/** @throws what the signal is aborted with */
export async function pause(ms: number, signal?: AbortSignal): Promise<void> {
  // It rejects for this one reason, with an error of its own.
  await sleep(ms, undefined, { signal }).catch(() => signal?.throwIfAborted());
}
