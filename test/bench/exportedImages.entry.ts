/**
 * How far RELION's half-maps of exported images reach, beside ours, on simulated projects: needs relion_reconstruct.
 * `node dist/test/bench/exportedImages.entry.mjs`, after `npm run build`; some minutes.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { relionHalfMaps, shellsOf } from '../support/exportedImages';
import { runMurmur } from '../support/runMurmur';
import { makeTinyProject, type OptionValues } from '../support/tinyProject';

/** Starting poses that are nearly right: what is compared is how images become maps. */
const good = {
  '--position_error': '1',
  '--angle_error': '1',
  '--image_warp_error': '1',
  '--volume_warp_error': '1',
  '--shift_error': '1',
};
/** Of sim-a, unless a project says otherwise. */
const sizes = {
  '--series': '2',
  '--angpix': '6',
  '--image': '560,400',
  '--volume': '400,560,100',
  '--box': '96',
  '--angles': '-48,-40,-32,-24,-16,-8,0,8,16,24,32,40,48',
};
const projects: readonly (readonly [string, number, OptionValues])[] = [
  [
    '10 Å, 40 particles, 7 tilts',
    240,
    {
      '--series': '1',
      '--particles': '40',
      '--angpix': '10',
      '--image': '336,240',
      '--volume': '240,336,60',
      '--box': '48',
      '--angles': '-45,-30,-15,0,15,30,45',
    },
  ],
  [
    '8 Å, 60 particles, 13 tilts',
    240,
    {
      '--series': '1',
      '--particles': '60',
      '--angpix': '8',
      '--image': '420,300',
      '--volume': '300,420,80',
      '--box': '64',
      '--defocus': '3',
      '--snr': '0.05',
      '--seed': '5',
    },
  ],
  ['6 Å, 40 particles, 13 tilts', 280, { '--particles': '20', '--snr': '0.05', '--seed': '3' }],
  [
    '5 Å, 60 particles, 13 tilts',
    280,
    {
      '--particles': '30',
      '--angpix': '5',
      '--image': '500,400',
      '--volume': '400,500,120',
      '--box': '112',
      '--defocus': '2.5',
      '--seed': '4',
    },
  ],
  [
    '4 Å, 80 particles, 13 tilts',
    280,
    {
      '--particles': '40',
      '--angpix': '4',
      '--image': '640,480',
      '--volume': '480,640,140',
      '--box': '112',
      '--diameter': '250',
      '--snr': '0.2',
    },
  ],
];
const exports = [
  { options: ['--images=volumes'], asked: ['--3d_rot'] },
  { options: ['--images=series'], asked: [] },
  { options: ['--images=series', '--fade'], asked: [] },
  { options: ['--images=series', '--fade'], asked: ['--skip_gridding'] },
];

console.log('| project | shells | half-maps | volumes | series | faded | faded, gridding skipped |');
for (const [what, diameter, simulate] of projects) {
  const folder = await mkdtemp(join(tmpdir(), 'murmur-bench-'));
  try {
    const project = await makeTinyProject(join(folder, 'p'), {
      simulate: { '--margin': '300', ...sizes, ...good, ...simulate },
      species: { '--diameter': String(diameter) },
    });
    await murmur('refine', '--population', project.population, '--iter=0');
    const pairs: (readonly string[])[] = [['_half1.mrc', '_half2.mrc'].map((end) => project.companion(end))];
    for (const [i, { options, asked }] of exports.entries()) {
      const star = join(folder, String(i), 'p.star');
      await murmur('export_particles', ...choice(project.population), `--output=${star}`, ...options);
      pairs.push(relionHalfMaps(star, asked));
    }
    const { shells, last } = await shellsOf(project, pairs);
    console.log(`| ${[what, last, ...shells.map((shell) => shell.toFixed(1))].join(' | ')} |`);
  } finally {
    await rm(folder, { recursive: true });
  }
}

function choice(population: string): string[] {
  return ['--population', population, '--species=particle'];
}

async function murmur(...args: string[]): Promise<void> {
  const { code, err } = await runMurmur('.', ...args);
  if (code !== 0) throw new Error(err);
}
