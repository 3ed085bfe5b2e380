/**
 * What references filtered by local signal and noise are better than those filtered by the FSC of the whole map: first how
 * far they are from the truth in two regions of different resolution, then what they do to a refinement, of a rigid particle
 * and of the same one with a part that moves, so that it is resolved worse than the rest. Simulated projects; some minutes.
 *
 * `node dist/test/bench/localReference.entry.mjs [seed] [iterations] [particles] [snr]`
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { localResolution } from '../../src/compute/maps/localResolution';
import { seededNormal } from '../../shared/math/random';
import { builtInParticle } from '../../src/compute/simulate/builtInParticle';
import type { Scores } from '../../src/jobs/simulate/score';
import { filteredByFsc } from '../support/globalFilter';
import { testGpu } from '../support/gpu';
import { squaredError, twoRegions, type TwoRegions } from '../support/twoRegions';
import { runMurmur } from '../support/runMurmur';
import { copyProject, makeTinyProject, type TinyProject } from '../support/tinyProject';

const seed = process.argv[2] ?? '1';
const iterations = process.argv[3] ?? '2';
/** In each of two series, and their signal over noise. */
const particles = process.argv[4] ?? '36';
const snr = process.argv[5] ?? '0.1';
/** Å per axis, of what moves. */
const movement = 10;
/** Places that each of its atoms is seen in. */
const places = 10;

await compareReferences();
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
        ...{
          '--model': model,
          '--seed': seed,
          '--particles': particles,
          '--angpix': '6',
          '--image': '560,400',
        },
        ...{ '--volume': '400,560,100', '--box': '96', '--margin': '300', '--snr': snr },
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
process.exit(0);

async function compareReferences(): Promise<void> {
  const gpu = await testGpu();
  console.log(
    '| structure | resolution, Å | error in it by the FSC | by local signal and noise | in the other region | |',
  );
  for (const falloff of ['steep', 'gentle', 'powerLaw', 'lowPass'] as const)
    for (const coarse of [12, 8]) {
      const of: TwoRegions = { falloff, size: 64, pixelSize: 2, fine: 6, coarse, seed: 1 };
      const halves = twoRegions(of);
      const maps = await localResolution(gpu, ...halves, { resolution: of.fine, bfactor: 0 });
      if (maps === null) throw new Error('The window does not fit.');
      const byFsc = { ...halves[0], data: filteredByFsc(...halves) };
      const errors = (['coarse', 'fine'] as const).flatMap((region) =>
        [byFsc, maps.denoised[0]].map((map) => squaredError(map, of, region).toFixed(3)),
      );
      console.log(`| ${falloff} | ${of.fine} and ${coarse} | ${errors.join(' | ')} |`);
    }
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
      for (let k = 0; k < places; k++)
        add(
          place.map((value) => value + movement * normal()),
          weights[i] / places,
        );
  }
  return `${lines.join('\n')}\nEND\n`;
}

async function murmur(...args: string[]): Promise<string> {
  const { code, out, err } = await runMurmur('.', ...args);
  if (code !== 0) throw new Error(err);
  return out;
}
