/** murmur prune_versions; Delete Old Versions */
import { Problem } from '../../shared/problem';
import { versionInWords } from '../model/chosenVersion';
import { bytesText } from './bytes';
import { command } from './command';
import { counted } from './counted';
import { onProject } from './palette';

export const pruneVersions = command({
  name: 'prune_versions',
  description:
    'Delete old versions of species, and those of data sources that only they were made with; never one in use or with a label.',
  target: 'population',
  fields: {
    species: {
      kind: 'names',
      option: '-s, --species <species...>',
      help: 'path, GUID or name of some species (default: all)',
    },
    keepLast: {
      kind: 'number',
      whole: true,
      option: '--keep_last <count>',
      help: 'keep so many versions of each species, the newest',
      range: [1, 9999],
    },
    olderThan: {
      kind: 'number',
      option: '--older_than <days>',
      help: 'keep younger versions',
      range: [0, 99999],
    },
    versions: {
      kind: 'names',
      option: '--versions <versions...>',
      help: 'delete these and no others: names or labels, as murmur history shows them',
    },
    alsoLabeled: {
      kind: 'switch',
      option: '--also_labeled',
      help: 'delete versions with a label, too (default: keep them)',
    },
    dryRun: { kind: 'switch', option: '--dry_run', help: 'say what would go, and delete nothing' },
  },
  async run({ population, species, keepLast, olderThan, versions, alsoLabeled, dryRun }) {
    if (versions === undefined && keepLast === undefined && olderThan === undefined)
      throw new Problem('it is not said which versions are to go', {
        remedy: 'give --keep_last, --older_than or both, or --versions',
      });
    if (versions !== undefined && (keepLast ?? olderThan) !== undefined)
      throw new Problem('--versions goes by names, --keep_last and --older_than by number and age', {
        remedy: 'give --versions alone',
      });
    const job = await import('../jobs/project/pruneVersions');
    const rules =
      versions === undefined
        ? { keepLast: keepLast ?? 1, olderThan: olderThan ?? 0, alsoLabeled }
        : { versions, alsoLabeled };
    return job.pruneVersions({ population, species, rules, dryRun });
  },
  jsonUnits: 'sizes in bytes',
  done: ({ removed, spared, bytes, linked, dryRun }) => [
    ...removed.map(
      (one) =>
        `${one.date.slice(0, 16).replace('T', ' ')}  ${one.of} ${one.name}  ${versionInWords(one)}  ${bytesText(one.bytes)}`,
    ),
    ...spared.map((one) => `${versionInWords(one)} of ${one.name} is ${one.why}, so it stays`),
    removed.length === 0
      ? 'There is nothing to delete'
      : `${counted(removed.length, 'version')} ${dryRun ? 'would go, and free' : removed.length === 1 ? 'was deleted, which frees' : 'were deleted, which frees'} ${bytesText(bytes)}` +
        (linked === 0 ? '' : `; files of ${bytesText(linked)} have another name elsewhere and stay`),
  ],
  palette: {
    id: 'deleteOldVersions',
    title: 'Delete Old Versions...',
    menus: onProject('species|versions', '6_versions@5'),
  },
});
