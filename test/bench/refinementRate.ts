/** The whole refinement, from files to files, on a simulated project. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

interface Listed {
  readonly species: readonly { readonly resolution: number }[];
}

/** Table rows: time of a refinement of image warp and poses, and what it reached. */
export async function refinementRate(adapter: string | undefined): Promise<string[]> {
  const folder = mkdtempSync(path.join(tmpdir(), 'murmur-bench-'));
  const murmur = (...args: string[]): string =>
    execFileSync(process.execPath, ['bin/murmur', ...args], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  try {
    const project = path.join(folder, 'project');
    const population = path.join(folder, 'm', 'bench.population');
    murmur('simulate', '--project', project, '--seed', '1');
    murmur('create_population', '-d', path.join(folder, 'm'), '-n', 'bench');
    murmur(
      'create_source',
      '-p',
      population,
      '-s',
      path.join(project, 'warp_tiltseries.settings'),
      '-n',
      'sim',
    );
    const relion = (name: string): string => path.join(project, 'relion', name);
    const species = [
      'create_species',
      '-p',
      population,
      '-n',
      'particle',
      '-d',
      '280',
      '--mask',
      relion('mask.mrc'),
    ];
    const halves = [relion('run_it019_half1_class001.mrc'), relion('run_it019_half2_class001.mrc')];
    const particles = relion('run_it019_data.star');
    murmur(...species, '--half1', halves[0], '--half2', halves[1], '--particles_relion', particles);
    const before = performance.now();
    const options = adapter === undefined ? [] : ['--adapter', adapter];
    const refined = JSON.parse(
      murmur(
        'refine',
        '--population',
        population,
        '--refine_imagewarp',
        '3x3',
        '--refine_particles',
        '--json',
        ...options,
      ),
    ) as Listed;
    const minutes = (performance.now() - before) / 60000;
    return [
      `| refinement of a simulated project (2 series), to ${refined.species[0].resolution.toFixed(1)} Å | ${minutes.toFixed(2)} min |`,
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
