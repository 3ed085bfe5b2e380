/**
 * `node dist/test/bench/localReference.entry.mjs [seed] [iterations]`: what references filtered by local signal and noise
 * do to a refinement, beside those filtered by the FSC of the whole map: for a particle that is rigid, and for the same one
 * with a part that moves, so that it is resolved worse than the rest. Simulated projects; some minutes.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seededNormal } from '../../src/compute/math/random';
import { builtInParticle } from '../../src/compute/simulate/builtInParticle';
import type { Scores } from '../../src/jobs/score';
import { runMurmur } from '../support/runMurmur';
import { copyProject, makeTinyProject, type TinyProject } from '../support/tinyProject';

const seed = process.argv[2] ?? '1';
const iterations = process.argv[3] ?? '3';
/** Å an axis, of what moves. */
const MOVEMENT = 10;
/** Places that each of its atoms is seen in. */
const PLACES = 10;

const folder = await mkdtemp(join(tmpdir(), 'murmur-bench-'));
console.log(
  '| particle | references | position error, Å | orientation error, ° | half-maps, Å | truth, Å | mean FSC with the truth |',
);
try {
  for (const moving of [false, true]) {
    const model = join(folder, 'model.pdb');
    await writeFile(model, particle(Number(seed), moving));
    const home = join(folder, String(moving));
    const made = await makeTinyProject(join(home, 'p'), {
      simulate: {
        ...{ '--model': model, '--seed': seed, '--particles': '36', '--angpix': '6', '--image': '560,400' },
        ...{ '--volume': '400,560,100', '--box': '96', '--margin': '300', '--snr': '0.1' },
        '--angles': '-48,-40,-32,-24,-16,-8,0,8,16,24,32,40,48',
      },
      species: { '--diameter': '280' },
    });
    const what = moving ? 'with a part that moves' : 'rigid';
    console.log(`| ${what} | before | ${await scores(made, join(home, 'p-truth'))} |`);
    for (const local of [false, true]) {
      const project = await copyProject(made, join(home, String(local)));
      const options = ['--refine_imagewarp=3x3', '--refine_particles', `--iter=${iterations}`];
      if (local) options.push('--local_reference');
      await murmur('refine', '--population', project.population, ...options);
      const after = await scores(project, join(home, 'p-truth'));
      console.log(`| ${what} | ${local ? 'local' : 'global'} | ${after} |`);
    }
  }
} finally {
  await rm(folder, { recursive: true });
}

async function scores(project: TinyProject, truth: string): Promise<string> {
  const out = await murmur(
    ...['score', '--json', '--truth', truth],
    ...['--particles', project.companion('_particles.star')],
    ...['--xml', join(project.folder, 'warp_tiltseries')],
    ...['--half1', project.companion('_half1.mrc'), '--half2', project.companion('_half2.mrc')],
  );
  const { refined } = JSON.parse(out) as Scores;
  const { position_A, angle_deg, half_fsc143_A, truth_fsc05_A, mean_truth_fsc } = refined;
  return [position_A, angle_deg, half_fsc143_A, truth_fsc05_A, mean_truth_fsc]
    .map((value) => value?.toFixed(3) ?? '-')
    .join(' | ');
}

/** A PDB file: an atom that moves is seen in many places, a little in each. */
function particle(chance: number, moving: boolean): string {
  const { count, positions, weights } = builtInParticle(chance);
  const normal = seededNormal(chance);
  const lines: string[] = [];
  const add = (place: readonly number[], occupancy: number): void => {
    const at = place.map((value) => value.toFixed(3).padStart(8)).join('');
    lines.push(`ATOM      1  CA  GLY A   1    ${at}${occupancy.toFixed(2).padStart(6)}  0.00           C  `);
  };
  for (let i = 0; i < count; i++) {
    const place = [...positions.subarray(3 * i, 3 * i + 3)];
    if (!moving || place[1] < 15) add(place, weights[i]);
    else
      for (let k = 0; k < PLACES; k++)
        add(
          place.map((value) => value + MOVEMENT * normal()),
          weights[i] / PLACES,
        );
  }
  return `${lines.join('\n')}\nEND\n`;
}

async function murmur(...args: string[]): Promise<string> {
  const { code, out, err } = await runMurmur('.', ...args);
  if (code !== 0) throw new Error(err);
  return out;
}
