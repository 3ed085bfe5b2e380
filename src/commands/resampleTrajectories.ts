/** murmur resample_trajectories; Resample Trajectories */
import { command } from './command';
import { editedJson, editedLine, keptAsVersion } from './editedSpecies';
import type { About } from './field';
import { onProject } from './palette';

export const resampleTrajectories = command({
  name: 'resample_trajectories',
  description: 'Give particles another number of poses over the exposure.',
  target: 'species',
  fields: {
    samples: {
      kind: 'number',
      whole: true,
      option: '--samples <count>',
      required: true,
      help: 'poses a particle has: 1 for small ones, 3 for the largest',
      range: [1, 99],
      label: 'Temporal samples for poses',
      hint: '1 for small particles, 2 or 3 for large ones.',
      start: ({ species }: About) => String(species?.temporalSamples ?? 1),
    },
  },
  async run({ samples, ...choice }) {
    const { resampleTrajectories: resample } = await import('../jobs/species/resampleTrajectories');
    return resample(choice, samples);
  },
  json: (edited, { samples }) => editedJson(edited, { samples }),
  done: (edited, { samples }) => [
    editedLine(edited, `${samples} ${samples === 1 ? 'pose' : 'poses'} a particle`),
  ],
  form: {
    title: 'Resample Trajectories',
    intro: `Gives every particle another number of poses over the exposure, interpolated along the current trajectories. ${keptAsVersion}`,
    submitLabel: 'Resample',
    sections: [{ title: 'Trajectories', fields: ['samples'] }],
    done: (_, _values, name) => `Resampled the trajectories of ${name}.`,
  },
  palette: {
    id: 'resampleTrajectories',
    title: 'Resample Trajectories...',
    menus: onProject('species', '5_change@4'),
  },
});
