/** Small simulated projects for tests, made by the program itself. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { extensionFolder } from './workbench';

export interface SimulatedProject {
  readonly folder: string;
  readonly half1: string;
  readonly half2: string;
  readonly mask: string;
  readonly particles: string;
}

/** Two series of a few particles: large enough to improve when it is refined, small enough to do so in seconds. */
export function simulateProject(): SimulatedProject {
  const folder = mkdtempSync(path.join(tmpdir(), 'murmuration-project-'));
  murmur('simulate', '--output', folder, '--seed', '3');
  return projectIn(folder);
}

export function projectIn(folder: string): SimulatedProject {
  const relion = (name: string) => path.join(folder, 'relion', name);
  return {
    folder,
    half1: relion('run_it019_half1_class001.mrc'),
    half2: relion('run_it019_half2_class001.mrc'),
    mask: relion('mask.mrc'),
    particles: relion('run_it019_data.star'),
  };
}

/** Runs a command of the engine to its end; its output, or an error with what it said. */
export function murmur(...args: string[]): string {
  return execFileSync(process.execPath, [path.join(extensionFolder(), 'dist', 'murmur.mjs'), ...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}
