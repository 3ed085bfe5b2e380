/** Going back to an earlier version, in two steps. */
import { listVersions } from '../../model/versions';
import { chosenVersion } from '../../model/chosenVersion';
import { chosenReference } from '../../jobs/project/speciesReference';
import { restore } from '../../jobs/project/restore';
import { populationOf } from '../project';
import { populationInput, text, textOf, type Tool } from '../tool';

export const restoring: readonly Tool[] = [
  {
    name: 'plan_restore',
    title: 'Plan to restore a version',
    description:
      'Says what going back to a version of a species would replace. Changes nothing. Show the answer to the user, then use restore_version.',
    input: {
      ...populationInput,
      species: text('Name or GUID of the species.'),
      version: text('Version of the species, or its label, as list_versions has it.'),
    },
    required: ['population', 'species', 'version'],
    effect: 'looks',
    async run(given, { folder, plans }) {
      const found = await populationOf(given, folder);
      const species = textOf(given, 'species');
      const reference = await chosenReference(found, species);
      const wanted = chosenVersion(await listVersions(reference.path), textOf(given, 'version'), reference);
      const options = { population: found.path, species: reference.guid, version: wanted.version };
      return {
        plan: await plans.make(found.path, { restore: options }, async () => restore(options)),
        ...{ species: reference.name, version: wanted.version, label: wanted.label, date: wanted.date },
        replaces:
          'maps and particles of the species, and the alignments of the data sources it was refined with; what they are now is kept as a version first',
      };
    },
  },
  {
    name: 'restore_version',
    title: 'Restore a version',
    description:
      'Goes back to what plan_restore planned. What there is now is kept as a version, to which one can return the same way.',
    input: { plan: text('Key of the plan.') },
    required: ['plan'],
    effect: 'replaces',
    run: async (given, { plans }) => plans.start(textOf(given, 'plan')),
  },
];
