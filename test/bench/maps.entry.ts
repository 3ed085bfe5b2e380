/**
 * Masks, postprocessing and reconstruction beside RELION's, where that is installed: processor seconds and peak memory of whole
 * commands, files in and files out. `node dist/test/bench/maps.entry.mjs`, after `npm run build`; with `reconstruct`,
 * reconstruction alone.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createMask } from '../../shared/masks/planMask';
import { seededNormal } from '../../shared/math/random';
import { readMrc, writeMrc } from '../../src/formats/mrc';
import { mapOf, randomBlobs } from '../support/blobs';
import { correlationByShell, writeProjections } from './projections';

/** Without what a machine has Node.js load at every start: certificates of its network, 35 ms here. */
const { NODE_EXTRA_CA_CERTS: _, NODE_OPTIONS: __, ...environment } = process.env;

/** Processor seconds of a program after which it is not started again; and the most runs. */
const timeLimit = 10;
const runCount = 15;

const folder = await mkdtemp(join(tmpdir(), 'murmur-bench-'));
try {
  const only = process.argv.at(2);
  if (only !== 'reconstruct') for (const edge of [128, 256]) await measure(edge);
  for (const edge of [64, 128]) await measureReconstruction(edge);
} finally {
  await rm(folder, { recursive: true });
}

async function measure(edge: number): Promise<void> {
  await mkdir(join(folder, 'out'), { recursive: true });
  const size = [edge, edge, edge] as const;
  const pixelSize = 1.6;
  const { data } = mapOf(randomBlobs(40, edge / 12, edge / 50, 1), edge, pixelSize);
  for (const half of [1, 2]) {
    const normal = seededNormal(half);
    const noisy = data.map((value) => value + 0.1 * normal());
    await writeMrc(join(folder, `half${half}.mrc`), { size, pixelSize, data: noisy });
  }
  const options = { lowPass: 15, threshold: 0.3, extend: 3, softEdge: 6, invert: false, combine: null };
  const mask = createMask({ box: size, pixelSize, data }, options);
  await writeMrc(join(folder, 'mask.mrc'), { size, pixelSize, data: mask });
  const angpix = ['--angpix', `${pixelSize}`];
  const masking = '--lowpass 20 --ini_threshold 0.3 --extend_inimask 5 --width_soft_edge 6'.split(' ');
  compare(
    `mask, low-pass, extension, soft edge, ${edge}`,
    ['create_mask', 'mask_create'],
    [...['--i', 'half1.mrc', '--o', 'out/m.mrc'], ...angpix, ...masking],
  );
  const maps = ['--i', 'half1.mrc', '--i2', 'half2.mrc', '--mask', 'mask.mrc', '--o', 'out/p'];
  compare(`postprocess, ${edge}`, ['postprocess', 'postprocess'], [...maps, ...angpix]);
}

async function measureReconstruction(edge: number): Promise<void> {
  const truth = await writeProjections(folder, edge, 2000);
  const args = ['--i', 'projections.star', '--ctf', '--angpix', `${truth.pixelSize}`, '--skip_gridding'];
  const what = `reconstruction of 2000 projections, ${edge}`;
  compare(what, ['reconstruct', 'reconstruct'], args, (program) => ['--o', `${program}.mrc`]);
  for (const program of ['murmur', 'relion']) {
    const path = join(folder, `${program}.mrc`);
    if (!existsSync(path)) continue;
    const fsc = correlationByShell(edge, truth.data, (await readMrc(path)).data);
    const shells = [0.5, 0.75, 0.95].map((share) => Math.round((share * edge) / 2));
    console.log(
      `| its FSC to the truth, ${program} | ${shells.map((shell) => `${fsc[shell].toFixed(5)} in shell ${shell}`).join(', ')} |`,
    );
    await rm(path);
  }
}

function compare(
  what: string,
  [ours, theirs]: readonly [string, string],
  args: readonly string[],
  output: (program: string) => readonly string[] = () => [],
): void {
  const programs = [
    [process.execPath, [resolve('bin/murmur'), ours, ...args, ...output('murmur')]],
    [`relion_${theirs}`, [...args, ...output('relion')]],
  ] as const;
  const runs: Usage[][] = [[], []];
  // In turn, so that a machine that is slower for a while is so for both.
  for (let run = 0; run < runCount; run++)
    for (const [k, [command, given]] of programs.entries()) {
      if (runs[k].reduce((sum, { seconds }) => sum + seconds, 0) >= timeLimit) continue;
      const used = usage(command, given);
      if (used !== null) runs[k].push(used);
    }
  console.log(`| ${what} | ${typical(runs[0]) ?? 'not measured'} |`);
  const relion = typical(runs[1]);
  if (relion !== null) console.log(`| the same by RELION | ${relion} |`);
}

interface Usage {
  /** Of the processors, the system's too. */
  readonly seconds: number;
  readonly megabytes: number;
}

/** Null where the program, or GNU time, is missing. */
function usage(command: string, args: readonly string[]): Usage | null {
  const { status, stderr } = spawnSync('/usr/bin/time', ['-f', 'used %U %S %M', command, ...args], {
    cwd: folder,
    encoding: 'utf8',
    env: environment,
  });
  const match = /used ([\d.]+) ([\d.]+) (\d+)/.exec(stderr ?? '');
  if (status !== 0 || match === null) return null;
  return { seconds: Number(match[1]) + Number(match[2]), megabytes: Number(match[3]) / 1024 };
}

/** Medians of the runs; null without any. */
function typical(runs: readonly Usage[]): string | null {
  if (runs.length === 0) return null;
  const [seconds, megabytes] = [
    median(runs.map((run) => run.seconds)),
    median(runs.map((run) => run.megabytes)),
  ];
  return `${seconds.toFixed(2)} processor s, ${megabytes.toFixed(0)} MB`;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1];
}
