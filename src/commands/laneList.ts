/** murmur lane list; Show Lanes */
import { command } from './command';
import { laneFolderFields } from './laneFields';

export const laneList = command({
  name: 'lane_list',
  description: 'List the lanes of clusters that refinements can be submitted to, and what each asks.',
  target: 'none',
  fields: laneFolderFields,
  async run({ population, lanes }) {
    const { laneFolders, listLanes } = await import('../jobs/lanes/readLane');
    const folders = laneFolders(population, lanes);
    return { folders, lanes: await listLanes(folders) };
  },
  json: ({ folders, lanes }) => ({
    folders,
    lanes: lanes.map(({ name, file, lane, problem }) => ({
      name,
      file,
      problem,
      description: lane?.description ?? '',
      variables: lane?.variables ?? [],
    })),
  }),
  done: ({ folders, lanes }) =>
    lanes.length === 0
      ? [`no lanes in ${folders.join(' or ')}; make one: murmur lane create slurm`]
      : lanes.flatMap(({ name, file, lane, problem }) => [
          `${name}  ${problem ?? lane?.description ?? ''}  ${file}`,
          ...(lane?.variables ?? []).map(
            (asked) => `    --set ${asked.name}=${asked.default}  ${asked.label}`,
          ),
        ]),
  palette: { id: 'showLanes', title: 'Show Lanes...' },
});
