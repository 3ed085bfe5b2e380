/** Small simulated projects for tests, made by the program itself. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { extensionFolder } from './workbench';

export interface SimulatedProject {
  /** Holds the project and its truth; to be removed. */
  readonly parent: string;
  readonly folder: string;
  readonly half1: string;
  readonly half2: string;
  readonly mask: string;
  readonly particles: string;
}

/** Two series of a few particles: large enough to improve when it is refined, small enough to do so in seconds. */
export function simulateProject(): SimulatedProject {
  const parent = mkdtempSync(path.join(tmpdir(), 'murmuration-project-'));
  const folder = path.join(parent, 'ribosomes');
  const settings = {
    seed: 3,
    series: 2,
    particles: 24,
    angpix: 8,
    image: '350,250',
    volume: '250,350,75',
    box: 70,
    diameter: 260,
    margin: 250,
    tilt_range: 40,
    tilt_step: 10,
    snr: 0.5,
  };
  murmur(
    'simulate',
    '--project',
    folder,
    '--truth',
    path.join(parent, 'truth'),
    ...Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]),
  );
  const relion = (name: string) => path.join(folder, 'relion', name);
  return {
    parent,
    folder,
    half1: relion('run_it019_half1_class001.mrc'),
    half2: relion('run_it019_half2_class001.mrc'),
    mask: relion('mask.mrc'),
    particles: relion('run_it019_data.star'),
  };
}

/** Runs a command of the engine to its end; its output, or an error with what it said. */
export function murmur(...args: string[]): string {
  return execFileSync(process.execPath, [path.join(extensionFolder(), 'dist', 'murmur.cjs'), ...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}
