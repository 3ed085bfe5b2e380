/** murmur update_mask; Update Mask */
import { longestReach } from '../../shared/masks/planMask';
import { companion } from '../model/species';
import { command } from './command';
import { keptAsVersion } from './editedSpecies';
import type { About } from './field';
import { onProject } from './palette';

export const updateMask = command({
  name: 'update_mask',
  description: "Replace a species' mask by a binary one cut from a map.",
  target: 'species',
  fields: {
    map: {
      kind: 'file',
      files: 'map',
      option: '-m, --map <file>',
      required: true,
      help: "the map, with the species' pixel size",
      label: 'Map to cut it from',
      hint: 'With the species’ pixel size.',
      start: ({ species }: About) => (species === null ? '' : companion(species, '_filt.mrc')),
    },
    threshold: {
      kind: 'number',
      option: '-t, --threshold <density>',
      required: true,
      help: 'density at and above which a voxel belongs to the mask',
      range: [-99999, 99999],
      label: 'Binarize at',
      hint: 'Density: open the map to find the level that encloses the molecule.',
    },
    dilate: {
      kind: 'number',
      whole: true,
      option: '-d, --dilate <voxels>',
      help: 'extend the mask by this much',
      range: [0, longestReach],
      default: 0,
      label: 'Extend by (voxels)',
    },
    center: {
      kind: 'switch',
      option: '-c, --center',
      help: "move the species, so that the mask's center of mass is the middle of the box",
      label: 'Center the species on it',
      hint: 'Maps and particles move, so that the mask’s center of mass is the middle of the box.',
    },
  },
  async run(options) {
    const job = await import('../jobs/species/updateMask');
    return job.updateMask(options);
  },
  done: ({ species, voxels, shift }) => {
    const moved = shift === null ? '' : `, center moved by ${shift.map((by) => by.toFixed(2)).join(', ')} Å`;
    return [`New mask of ${species.name}: ${voxels} voxels${moved} (version ${species.version})`];
  },
  form: {
    title: 'Update Mask',
    intro: `Replaces the mask by a binary one cut from a map. ${keptAsVersion}`,
    submitLabel: 'Update Mask',
    sections: [{ title: 'Mask', fields: ['map', 'threshold', 'dilate', 'center'] }],
    done: (_, _values, name) => `Updated the mask of ${name}.`,
  },
  palette: { id: 'updateMask', title: 'Update Mask...', menus: onProject('species', '5_change@5') },
});
