/** RELION's programs, where they are installed, and maps to try them on. */
import { spawnSync } from 'node:child_process';
import type { Context } from 'mocha';

/** Skips the test, and says why, where RELION is not installed. */
export function needRelion(test: Context): void {
  if (spawnSync('relion_mask_create', ['--version'], { stdio: 'ignore' }).error === undefined) return;
  console.log('      RELION is not installed (Debian: apt-get install relion): not compared with it');
  test.skip();
}

/** Runs a program of RELION in a folder; its name lacks `relion_`. */
export function runRelion(folder: string, name: string, ...args: string[]): string {
  const { status, stdout, stderr } = spawnSync(`relion_${name}`, args, { cwd: folder, encoding: 'utf8' });
  if (status !== 0) throw new Error(`relion_${name} ${args.join(' ')} failed: ${stderr}`);
  return stdout;
}
