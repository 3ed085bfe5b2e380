/** murmur lane import */
import path from 'node:path';
import { command } from './command';
import { forUserField, laneFolderFields } from './laneFields';

export const laneImport = command({
  name: 'lane_import',
  description:
    "Make a lane of cryoSPARC's cluster_info.json or Warp's cluster file, and of the job script beside it.",
  target: 'none',
  fields: {
    file: {
      kind: 'file',
      option: '<file>',
      required: true,
      help: "cryoSPARC's cluster_info.json, or the JSON for Warp's --cluster_config",
    },
    script: {
      kind: 'file',
      option: '--script <file>',
      help: 'the job script (default: cluster_script.sh beside the file, or the only script there)',
    },
    name: {
      kind: 'text',
      option: '--name <name>',
      help: 'name of the lane (default: what the file says, or its own name)',
    },
    ...laneFolderFields,
    user: forUserField,
  },
  async run({ file, script, name, population, lanes, user }) {
    const [{ importLane }, { folderFor, writeLane }, { laneFolders }] = await Promise.all([
      import('../jobs/lanes/importLane'),
      import('../jobs/lanes/createLane'),
      import('../jobs/lanes/readLane'),
    ]);
    const { notes, ...lane } = await importLane(file, script);
    const called = name ?? (lane.name === '' ? path.basename(file, '.json') : lane.name);
    const written = await writeLane(folderFor(laneFolders(population, lanes), user), called, lane);
    return { name: called, ...written, notes };
  },
  done: ({ name, json, script, notes }) => [
    ...notes,
    `Wrote ${json}`,
    `Wrote ${script}; try it: murmur lane test ${name}`,
  ],
});
