/** murmur diff_versions; Compare with Another Version */
import { comparisonLines } from '../../shared/report/comparisonWords';
import { command } from './command';
import { onProject } from './palette';

export const diffVersions = command({
  name: 'diff_versions',
  description:
    'Tell what two versions of a species differ in: FSC, movement of particles, parameters of the series they were made with.',
  target: 'species',
  fields: {
    from: {
      kind: 'text',
      option: '--from <version>',
      help: 'version of the species or its label (default: the one before the other)',
    },
    to: {
      kind: 'text',
      option: '--to <version>',
      help: 'version of the species or its label (default: the one in use)',
    },
    output: {
      kind: 'file',
      pick: 'save',
      option: '-o, --output <file>',
      help: 'write it as one HTML file with the curves, to be opened in any browser',
    },
  },
  async run({ output, ...options }) {
    const { diffVersions: compare } = await import('../jobs/project/diffVersions');
    const found = await compare(options);
    if (output !== undefined) {
      const { writeComparison } = await import('../jobs/report/writeReport');
      await writeComparison(output, found);
    }
    return found;
  },
  jsonUnits: 'lengths in Å, angles in degrees, parameters in the unit beside them',
  done: (found) => comparisonLines(found),
  palette: {
    id: 'diffVersions',
    title: 'Compare with Another Version...',
    icon: '$(diff)',
    menus: onProject('version.*', '6_versions@3'),
  },
});
