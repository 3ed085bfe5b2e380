/** Runs the built command line in a process of its own. */
import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';

export type MurmurProcess = ChildProcessByStdio<null, Readable, Readable>;

/** For tests that meddle with it on its way. */
export function startMurmur(env: NodeJS.ProcessEnv, ...args: string[]): MurmurProcess {
  return start('.', env, args);
}

function start(cwd: string, env: NodeJS.ProcessEnv, args: readonly string[]): MurmurProcess {
  return spawn(process.execPath, [resolve('bin/murmur'), ...args], {
    cwd,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

export async function outcome(
  child: MurmurProcess,
): Promise<{ code: number | null; out: string; err: string }> {
  const [out, err, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close') as Promise<[number | null]>,
  ]);
  return { code, out, err };
}

export async function runMurmur(
  cwd: string,
  ...args: string[]
): Promise<{ code: number | null; out: string; err: string }> {
  return outcome(start(cwd, process.env, args));
}
