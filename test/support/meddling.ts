/** Environments of programs that are meddled with, always at the same moment. */
import { fileURLToPath } from 'node:url';

const hook = fileURLToPath(new URL('../support/meddle.entry.mjs', import.meta.url));
const environment = (more: NodeJS.ProcessEnv): NodeJS.ProcessEnv => ({
  ...process.env,
  NODE_OPTIONS: `--import=${hook}`,
  ...more,
});

/** Ends right before its n-th change of the disk, from 1, as if the power went. */
export function killedAtChange(n: number): NodeJS.ProcessEnv {
  return environment({ MURMUR_SIGNAL: 'SIGKILL', MURMUR_AT_CHANGE: String(n) });
}

/** Gets a signal once it has said something on standard output. */
export function signalledWhenSaid(signal: NodeJS.Signals, what: RegExp): NodeJS.ProcessEnv {
  return environment({ MURMUR_SIGNAL: signal, MURMUR_WHEN_SAID: what.source });
}

/** Leaves a byte in a file for each change of the disk. */
export function countingChanges(file: string): NodeJS.ProcessEnv {
  return environment({ MURMUR_CHANGES: file });
}
