/** murmur lane create */
import { command } from './command';
import { forUserField, laneFolderFields, laneNameField } from './laneFields';

export const laneCreate = command({
  name: 'lane_create',
  description: 'Write a lane for plain Slurm, to be edited: what it asks, and its job script.',
  target: 'none',
  fields: { name: laneNameField, ...laneFolderFields, user: forUserField },
  async run({ name, population, lanes, user }) {
    const [{ createLane, folderFor }, { laneFolders }] = await Promise.all([
      import('../jobs/lanes/createLane'),
      import('../jobs/lanes/readLane'),
    ]);
    return createLane(folderFor(laneFolders(population, lanes), user), name);
  },
  done: ({ json, script }, { name }) => [
    `Wrote ${json}`,
    `Wrote ${script}; try it: murmur lane test ${name}`,
  ],
});
