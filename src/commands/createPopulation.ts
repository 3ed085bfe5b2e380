/** murmur create_population; New Population */
import { command } from './command';
import { onView } from './palette';

export const createPopulation = command({
  name: 'create_population',
  description: 'Create a population, the file that holds a project together.',
  target: 'none',
  fields: {
    directory: {
      kind: 'file',
      pick: 'folder',
      option: '-d, --directory <folder>',
      required: true,
      help: 'folder of the project; made if it is missing',
      label: 'Folder',
      hint: 'The population and the species that you make come here; data stays where it is.',
    },
    name: {
      kind: 'text',
      option: '-n, --name <name>',
      required: true,
      help: 'name of the population and, without blanks, of its file',
      label: 'Name',
      placeholder: 'Enter a name...',
      hint: 'Of the project. File name: the name without blanks, and .population.',
    },
  },
  async run({ directory, name }) {
    const job = await import('../jobs/project/createPopulation');
    return job.createPopulation({ folder: directory, name });
  },
  json: ({ path, name }) => ({ population: path, name }),
  done: ({ path }) => [`Created ${path}`],
  form: {
    title: 'New Population',
    intro: 'The file that holds a project together: data sources, and the species in them that are refined.',
    submitLabel: 'Create',
    busyLabel: 'Creating the population…',
    sections: [{ title: 'Population', fields: ['name', 'directory'] }],
  },
  palette: {
    id: 'newPopulation',
    title: 'New Population...',
    icon: '$(add)',
    enablement: 'workspaceFolderCount > 0',
    menus: [onView('view == murmuration.project', 'navigation@1')],
  },
});
