/** Ends a "process" at a chosen moment: from the n-th change of the disk on, nothing works any more. */
import fs from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';

const changing = ['rename', 'rm', 'open', 'mkdir', 'copyFile', 'link', 'writeFile'] as const;
type Call = (...args: unknown[]) => Promise<unknown>;

/** Runs `work` with at most `steps` changes; writing is cut in the middle. @returns true when it was killed */
export async function killedAfter(steps: number, work: () => Promise<unknown>): Promise<boolean> {
  const promises = fs.promises as unknown as Record<string, Call>;
  const probe = await open('/dev/null', 'r');
  const handle = Object.getPrototypeOf(probe) as Record<'writeFile' | 'sync', Call>;
  await probe.close();
  const original = { ...promises };
  const { writeFile, sync } = handle;
  let left = steps;
  const died = (): Error => new Error('killed');
  for (const name of changing)
    promises[name] = (...args) => (left-- > 0 ? original[name](...args) : Promise.reject(died()));
  handle.sync = function (this: FileHandle) {
    return left-- > 0 ? sync.call(this) : Promise.reject(died());
  };
  handle.writeFile = async function (this: FileHandle, content: unknown) {
    if (left-- > 0) return writeFile.call(this, content);
    // A process that dies while it writes leaves a part of the file, or nothing.
    if (left === -1) await writeFile.call(this, Buffer.from(content as string).subarray(0, 100));
    throw died();
  };
  syncBuiltinESMExports();
  try {
    await work();
    return false;
  } catch {
    return true;
  } finally {
    Object.assign(promises, original);
    Object.assign(handle, { writeFile, sync });
    syncBuiltinESMExports();
  }
}
