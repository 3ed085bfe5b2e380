/**
 * Loaded by Node.js before a program (`--import`), to meddle with it at a moment that does not depend on how busy the
 * machine is. The environment says what is done, once: MURMUR_SIGNAL is sent before the change of the disk with the number
 * MURMUR_AT_CHANGE, or when the program has said what matches MURMUR_WHEN_SAID. MURMUR_CHANGES names a file that gets a byte
 * for each change. Threads beside the main one are left alone.
 */
import fs from 'node:fs';
import { open } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { isMainThread } from 'node:worker_threads';

const calls = [
  'rename',
  'rm',
  'unlink',
  'open',
  'mkdir',
  'copyFile',
  'link',
  'symlink',
  'writeFile',
  'appendFile',
];
const handleCalls = ['writeFile', 'appendFile', 'write', 'writev', 'truncate', 'sync', 'datasync'];

const { MURMUR_SIGNAL: signal = 'SIGKILL', MURMUR_CHANGES: changes, MURMUR_WHEN_SAID: when } = process.env;
const atChange = Number(process.env.MURMUR_AT_CHANGE ?? Infinity);
let changed = 0;

type Call = (this: unknown, ...args: unknown[]) => unknown;

if (isMainThread) {
  const probe = await open('/dev/null', 'r');
  const handle = Object.getPrototypeOf(probe) as Record<string, Call>;
  await probe.close();
  watchChanges(fs.promises as unknown as Record<string, Call>, calls);
  watchChanges(handle, handleCalls);
  syncBuiltinESMExports();
  if (when !== undefined) watchOutput(new RegExp(when));
}

function watchChanges(functions: Record<string, Call>, names: readonly string[]): void {
  for (const name of names) {
    const original = functions[name];
    functions[name] = function (...args) {
      if (name !== 'open' || isForWriting(args[1])) change();
      return original.apply(this, args);
    };
  }
}

function isForWriting(flags: unknown): boolean {
  return typeof flags === 'string' && flags !== 'r';
}

function change(): void {
  if (++changed === atChange) process.kill(process.pid, signal);
  if (changes !== undefined) fs.appendFileSync(changes, '.');
}

function watchOutput(pattern: RegExp): void {
  const { stdout } = process;
  const write = stdout.write.bind(stdout) as (...args: unknown[]) => boolean;
  let said: string | null = '';
  stdout.write = (...args: unknown[]) => {
    const result = write(...args);
    if (said !== null) {
      said += String(args[0]);
      if (pattern.test(said)) {
        said = null;
        process.kill(process.pid, signal);
      }
    }
    return result;
  };
}
