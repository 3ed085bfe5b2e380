/** murmur lane probe: what `lane test` has its job run. */
import { command } from './command';

export const laneProbe = command({
  name: 'lane_probe',
  description: 'Report what a job finds where it runs; `lane test` submits this.',
  target: 'none',
  fields: {
    folder: {
      kind: 'file',
      pick: 'folder',
      option: '--folder <folder>',
      help: 'where whoever submitted it waits for the report, and takes turns at renaming a file',
    },
  },
  async run({ folder }) {
    if (folder === undefined) return (await import('../jobs/lanes/probe')).probe();
    return (await import('../jobs/lanes/testLane')).probeLane(folder);
  },
  done: ({ host, adapter, adapterProblem, cores }) => [
    `${host}: ${adapter ?? adapterProblem ?? ''}, ${cores} cores`,
  ],
});
