/**
 * `node dist/test/bench/taskLayer.entry.mjs [pairs [population]]`: what tasks cost beside the engine alone, as a ratio in one
 * process: keys, files to and fro, events. Without a project it simulates one. Each pair is run in both orders.
 */
import path from 'node:path';
import { openGpu } from '../../src/compute/gpu/adapter';
import type { Gpu } from '../../src/compute/gpu/gpu';
import { loadProject, type Project } from '../../src/jobs/refinement/project';
import { progressOf } from '../../src/jobs/refinement/progress';
import { startRound } from '../../src/jobs/refinement/round';
import { inProcess } from '../../src/jobs/refinement/runners/inProcess';
import { defaultSettings } from '../../src/jobs/refinementSettings/fields';
import { optionsOf } from '../../src/jobs/refinementSettings/options';
import { folderOfProcess } from '../support/temporaryFolder';
import { makeTinyProject } from '../support/tinyProject';
import { engineAlone } from './engineAlone';

const [pairs = '5', given] = process.argv.slice(2);
const simulation = { '--particles': '36', '--image': '300,300', '--volume': '300,300,80', '--angpix': '8' };
const tilts = '-60,-50,-40,-30,-20,-10,0,10,20,30,40,50,60';
const population = given ?? (await simulated());
const options = optionsOf({
  ...defaultSettings,
  ...{ population, subIterations: 3, rounds: 1, imageWarp: true, imageWarpGrid: '3x3', particlePoses: true },
});
const project = await loadProject(population);
const gpu = await openGpu({ adapter: process.env.MURMUR_ADAPTER });
const open = Object.create(gpu, { close: { value: () => undefined } }) as Gpu;

const alone = async (): Promise<void> => engineAlone(gpu, project, options);
const tasks = async (): Promise<void> => taskRound(project);
await alone();
await tasks();
const ratios: { wall: number; cpu: number }[] = [];
for (let pair = 0; pair < Number(pairs); pair++) {
  const isOdd = pair % 2 === 1;
  const first = await taken(isOdd ? tasks : alone);
  const second = await taken(isOdd ? alone : tasks);
  const [engine, layer] = isOdd ? [second, first] : [first, second];
  ratios.push({ wall: layer.wall / engine.wall, cpu: layer.cpu / engine.cpu });
  console.log(
    `| engine alone ${engine.wall.toFixed(2)} s, CPU ${engine.cpu.toFixed(2)} s | with tasks ${layer.wall.toFixed(2)} s, CPU ${layer.cpu.toFixed(2)} s |`,
  );
}
for (const what of ['wall', 'cpu'] as const) {
  const sorted = ratios.map((ratio) => ratio[what]).sort((a, b) => a - b);
  console.log(`| tasks over the engine alone, ${what}, median | ${sorted[sorted.length >> 1].toFixed(3)} |`);
}
process.exit(0);

async function simulated(): Promise<string> {
  const simulate = { ...simulation, '--box': '48', '--angles': tilts };
  return (await makeTinyProject(path.join(folderOfProcess(), 'project'), { simulate })).population;
}

async function taskRound(of: Project): Promise<void> {
  const runner = await inProcess(async () => Promise.resolve(open));
  const emit = (): void => undefined;
  const round = await startRound({ runner, options, emit }, of, progressOf(emit, 1).round(1));
  await round.finish();
  await round.clear();
  await runner.close();
}

async function taken(work: () => Promise<void>): Promise<{ wall: number; cpu: number }> {
  const [started, before] = [performance.now(), process.cpuUsage()];
  await work();
  const { user, system } = process.cpuUsage(before);
  return { wall: (performance.now() - started) / 1000, cpu: (user + system) / 1e6 };
}
