/** murmur rotate_species; Rotate */
import { command } from './command';
import { editedJson, editedLine, keptAsVersion } from './editedSpecies';
import { onProject } from './palette';

const angle = { kind: 'number', required: true, range: [-9999, 9999], start: '0' } as const;

export const rotateSpecies = command({
  name: 'rotate_species',
  description: "Turn a species about its center: maps, mask and particles; RELION's Euler angles.",
  target: 'species',
  fields: {
    rot: {
      ...angle,
      option: '--angle_rot <degrees>',
      help: 'first angle, about Z',
      label: 'Rot (°)',
      hint: 'First, about Z.',
    },
    tilt: {
      ...angle,
      option: '--angle_tilt <degrees>',
      help: 'second angle, about Y',
      label: 'Tilt (°)',
      hint: 'Second, about Y.',
    },
    psi: {
      ...angle,
      option: '--angle_psi <degrees>',
      help: 'third angle, about Z',
      label: 'Psi (°)',
      hint: 'Third, about Z.',
    },
  },
  async run({ rot, tilt, psi, ...choice }) {
    const { rotateSpecies: rotate } = await import('../jobs/species/moveSpecies');
    return rotate(choice, [rot, tilt, psi]);
  },
  json: (edited) => editedJson(edited),
  done: (edited, { rot, tilt, psi }) => [editedLine(edited, `turned by ${rot}°, ${tilt}°, ${psi}°`)],
  form: {
    title: 'Rotate',
    intro: `Turns a species about its center. ${keptAsVersion}`,
    submitLabel: 'Rotate',
    sections: [{ title: 'Rotate by (°)', fields: ['rot', 'tilt', 'psi'] }],
    done: (_, _values, name) => `Rotated ${name}.`,
  },
  palette: { id: 'rotateSpecies', title: 'Rotate Species...', menus: onProject('species', '5_change@1') },
});
