/**
 * `node dist/test/bench/manySeries.entry.mjs [count ...]`: whether time and memory for a series grow with the number of series.
 * For each count a project of that many series with three particles each, all of the same images, is refined in a process of
 * its own; then the same round once more with nothing left to do: plan, claims of tasks, and the explorer.
 */
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { openGpu } from '../../src/compute/gpu/adapter';
import type { Gpu } from '../../src/compute/gpu/gpu';
import { loadProject } from '../../src/jobs/refinement/project';
import { progressOf } from '../../src/jobs/refinement/progress';
import { startRound } from '../../src/jobs/refinement/round';
import { inProcess } from '../../src/jobs/refinement/runners/inProcess';
import { RoundInputs } from '../../src/jobs/refinement/tasks/context';
import { runTask } from '../../src/jobs/refinement/tasks/runTask';
import type { TaskRunner } from '../../src/jobs/refinement/tasks/taskRunner';
import { defaultSettings } from '../../src/jobs/refinementSettings/fields';
import { optionsOf } from '../../src/jobs/refinementSettings/options';
import { projectNodes } from '../../src/providers/projectNodes';
import { readProject } from '../../src/providers/readProject';
import { folderOfProcess } from '../support/temporaryFolder';
import { makeTinyProject } from '../support/tinyProject';
import { multiplySeries } from './multiplySeries';

const simulation = { '--particles': '3', '--angles': '-30,0,30', '--image': '70,60', '--volume': '70,60,30' };
const [first = '', population = '', done = ''] = process.argv.slice(2);
if (first === 'measure') await measure(population, done);
else {
  console.log(
    '| series | seconds a series | memory, MB | nothing to do: plan, claims, explorer | memory, MB |',
  );
  console.log('| --- | --- | --- | --- | --- |');
  const counts = process.argv.length > 2 ? process.argv.slice(2).map(Number) : [10, 100, 1000];
  for (const count of counts) {
    const folder = path.join(folderOfProcess(), `of ${count}`);
    const project = await makeTinyProject(folder, { simulate: { ...simulation, '--box': '24' } });
    await multiplySeries(project, count);
    const work = measured(project.population);
    const idle = measured(project.population, work.adapter);
    console.log(
      `| ${count} | ${(work.seconds / count).toFixed(3)} | ${work.megabytes} | ${idle.seconds.toFixed(2)} s | ${idle.megabytes} |`,
    );
  }
  process.exit(0);
}

interface Measured {
  readonly seconds: number;
  readonly megabytes: number;
  readonly adapter: string;
}

/** @param done on which all of it is done already; without it the round is worked on */
function measured(file: string, done = ''): Measured {
  const args = [process.argv[1], 'measure', file, done];
  return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' })) as Measured;
}

/** Leaves the round's work behind, so that the next has nothing to do. */
async function measure(file: string, done: string): Promise<never> {
  const options = optionsOf({
    ...defaultSettings,
    ...{ population: file, subIterations: 1, rounds: 1, particlePoses: true, accept: 'references' },
  });
  const runner = done === '' ? await working() : withoutWork(done);
  const started = performance.now();
  const project = await loadProject(file);
  const emit = (): void => undefined;
  const round = await startRound({ runner, options, emit }, project, progressOf(emit, 1).round(1));
  await round.finish();
  if (done !== '') projectNodes([await readProject(file)]);
  const told: Measured = {
    seconds: (performance.now() - started) / 1000,
    megabytes: Math.round(process.resourceUsage().maxRSS / 1024),
    adapter: runner.adapter,
  };
  console.log(JSON.stringify(told));
  process.exit(0);
}

async function working(): Promise<TaskRunner> {
  return inProcess(async () => openGpu({ adapter: process.env.MURMUR_ADAPTER }));
}

/** Takes every task, and has no GPU for one that is not done. */
function withoutWork(adapter: string): TaskRunner {
  const gpu = null as unknown as Gpu;
  return {
    adapter,
    async run(tasks, work) {
      for (const task of tasks) await runTask(task, { ...work, gpu, inputs: new RoundInputs(gpu, work) });
    },
    close: async () => Promise.resolve(),
  };
}
