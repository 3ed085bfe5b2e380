/** murmur resample_species; Resample: another pixel size or box for a species. */
import { command } from './command';
import { editedJson, editedLine, keptAsVersion } from './editedSpecies';
import { onProject } from './palette';

export const resampleSpecies = command({
  name: 'resample_species',
  description:
    'Give the maps and mask of a species another pixel size or box; its particles stay as they are.',
  target: 'species',
  fields: {
    pixelSize: {
      kind: 'number',
      option: '--angpix <angstrom>',
      range: [0.05, 100],
      help: "new pixel size, Å (default: the species')",
      label: 'Pixel size (Å)',
      placeholder: 'as it is',
    },
    box: {
      kind: 'number',
      whole: true,
      option: '--box <voxels>',
      range: [8, 1024],
      help: 'new box, even; the diameter becomes half of it (default: twice the diameter)',
      label: 'Box (voxels)',
      placeholder: 'twice the diameter',
      hint: 'The diameter becomes half of the box.',
    },
  },
  async run({ pixelSize, box, ...choice }) {
    const job = await import('../jobs/species/resampleSpecies');
    return job.resampleSpecies(choice, { pixelSize, box });
  },
  json: (edited) =>
    editedJson(edited, { pixel_size: edited.species.pixelSize, diameter: edited.species.diameter }),
  done: (edited) => [
    editedLine(
      edited,
      `maps of ${edited.species.pixelSize} Å per voxel, diameter ${edited.species.diameter} Å`,
    ),
  ],
  form: {
    title: 'Resample',
    intro: `Gives maps and mask another pixel size or box. The FSC stays as it was measured until the next refinement. ${keptAsVersion}`,
    submitLabel: 'Resample',
    sections: [{ title: 'New sampling', fields: ['pixelSize', 'box'] }],
    done: (_, _values, name) => `Resampled ${name}.`,
  },
  palette: { id: 'resampleSpecies', title: 'Resample Species...', menus: onProject('species', '5_change@8') },
});
