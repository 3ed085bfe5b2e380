/** murmur lane test; Test Lane */
import path from 'node:path';
import type { LaneReport } from '../jobs/lanes/testLane';
import { command } from './command';
import { laneFolderFields, laneNameField } from './laneFields';

/** A renamed file is seen at once where there and back takes at most so long, ms. */
const atOnce = 1000;

export const laneTest = command({
  name: 'lane_test',
  description:
    'Submit a job of a few seconds: does it start, which GPU answers, is the shared folder the same there?',
  target: 'none',
  fields: {
    name: laneNameField,
    set: {
      kind: 'names',
      option: '--set <name=value...>',
      help: 'values for what the lane asks: --set partition=gpu gpus=1',
    },
    limit: {
      kind: 'number',
      option: '--limit <seconds>',
      range: [1, 604800],
      default: 600,
      help: 'how long the job may wait and run, s',
    },
    ...laneFolderFields,
  },
  async run({ name, set = [], limit, population, lanes }, { say, cancelled }) {
    const [{ testLane }, { laneFolders, readLane }, { parseAssignments }] = await Promise.all([
      import('../jobs/lanes/testLane'),
      import('../jobs/lanes/readLane'),
      import('../jobs/lanes/laneValues'),
    ]);
    const lane = await readLane(laneFolders(population, lanes), name);
    const test = {
      lane,
      answers: parseAssignments(set),
      folder: path.resolve(population === undefined ? '.' : path.dirname(population)),
      limit,
      murmur: [process.execPath, path.resolve(process.argv[1])],
    };
    return testLane(test, { say, signal: cancelled('cancelled; the job too') });
  },
  jsonUnits: 's waited, bytes, ms per rename there and back',
  done: laneTestLines,
  failed: ({ adapter }) => adapter === null,
  palette: { id: 'testLane', title: 'Test Lane...' },
});

/** For people; the extension shows the same. */
export function laneTestLines(report: LaneReport): readonly string[] {
  const { lane, job, host, waited, cores, freeMemory, scratch, renames, node } = report;
  const slowest = Math.max(...renames);
  return [
    `lane       ${lane}: job ${job} ran on ${host} after ${waited.toFixed(0)} s in the queue`,
    `GPU        ${adapterWords(report)}`,
    `memory     ${gigabytes(freeMemory)} free, ${cores} cores, Node.js ${node}`,
    `scratch    ${scratch.path}: ${scratch.free === null ? 'it is not there; set TMPDIR in the script' : `${gigabytes(scratch.free)} free`}`,
    `renames    seen there and back within ${slowest.toFixed(0)} ms${slowest > atOnce ? ': slow, as with cached attributes; rounds will take longer, nothing gets lost' : ''}`,
  ];
}

function adapterWords({ adapter, adapterProblem, isSoftware, gpus }: LaneReport): string {
  const driver =
    "its Vulkan driver is missing: NVIDIA's nvidia_icd.json, in containers NVIDIA_DRIVER_CAPABILITIES with graphics";
  const hint = gpus === null || gpus === '' ? 'no GPU was given: ask for one, as with --gres=gpu:1' : driver;
  if (adapter === null) return `${adapterProblem ?? 'none answers'} (${hint})`;
  return isSoftware ? `${adapter} (${hint})` : adapter;
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}
