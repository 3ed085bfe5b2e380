/** murmur lane create; New Lane */
import { command } from './command';
import { text } from './formValues';
import { forUserField, laneFolderFields, laneNameField, laneNameProblem } from './laneFields';

export const laneCreate = command({
  name: 'lane_create',
  description: 'Write a lane for plain Slurm, to be edited: what it asks, and its job script.',
  target: 'none',
  fields: {
    name: {
      ...laneNameField,
      label: 'Name',
      placeholder: 'gpu',
      hint: 'Of the lane and its two files, by which it is chosen where a refinement starts.',
    },
    ...laneFolderFields,
    user: forUserField,
  },
  async run({ name, population, lanes, user }) {
    const [{ createLane, folderFor }, { laneFolders }] = await Promise.all([
      import('../jobs/lanes/createLane'),
      import('../jobs/lanes/readLane'),
    ]);
    return { name, ...(await createLane(folderFor(laneFolders(population, lanes), user), name)) };
  },
  done: ({ json, script }, { name }) => [
    `Wrote ${json}`,
    `Wrote ${script}; try it: murmur lane test ${name}`,
  ],
  form: {
    title: 'New Lane',
    intro:
      'A way to a cluster with Slurm: what is asked before a job goes there, and its job script. Both are yours to edit.',
    submitLabel: 'Create',
    sections: [{ title: 'Lane', fields: ['name', 'user'] }],
    problems: (values) => {
      const name = text(values, 'name');
      return { name: name === '' ? 'A name is needed.' : laneNameProblem(name) };
    },
  },
  palette: { id: 'newLane', title: 'New Lane...' },
});
