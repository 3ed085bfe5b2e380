/** murmur lane import; Import Lane */
import path from 'node:path';
import { command } from './command';
import { pathProblem, text } from './formValues';
import { forUserField, laneFolderFields, laneNameProblem } from './laneFields';

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
      label: 'Cluster file',
      hint: "cryoSPARC's cluster_info.json, or the JSON for Warp's --cluster_config.",
    },
    script: {
      kind: 'file',
      option: '--script <file>',
      help: 'the job script (default: cluster_script.sh beside the file, or the only script there)',
      label: 'Job script',
      placeholder: 'cluster_script.sh beside the file, or the only script there',
    },
    name: {
      kind: 'text',
      option: '--name <name>',
      help: 'name of the lane (default: what the file says, or its own name)',
      label: 'Name',
      placeholder: 'what the file says, or its own name',
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
  form: {
    title: 'Import Lane',
    intro: 'Makes a lane of the files that cryoSPARC or Warp have for your cluster. These stay as they are.',
    submitLabel: 'Import',
    sections: [{ title: 'Lane', fields: ['file', 'script', 'name', 'user'] }],
    problems: (values) => {
      const [file, script, name] = ['file', 'script', 'name'].map((key) => text(values, key));
      return {
        file: pathProblem(file, 'A file'),
        script: script === '' ? null : pathProblem(script, 'A file'),
        name: name === '' ? null : laneNameProblem(name),
      };
    },
  },
  palette: { id: 'importLane', title: 'Import Lane...' },
});
