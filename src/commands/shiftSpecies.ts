/** murmur shift_species; Shift Center */
import { command } from './command';
import { editedJson, editedLine, keptAsVersion } from './editedSpecies';
import { onProject } from './palette';

const shift = { kind: 'number', required: true, range: [-9999, 9999], start: '0' } as const;

export const shiftSpecies = command({
  name: 'shift_species',
  description: 'Move the center of a species: maps, mask and particles.',
  target: 'species',
  fields: {
    x: {
      ...shift,
      option: '-x, --x <angstrom>',
      help: 'new center from the present one in the map, Å',
      label: 'X (Å)',
    },
    y: { ...shift, option: '-y, --y <angstrom>', help: 'the same along Y, Å', label: 'Y (Å)' },
    z: { ...shift, option: '-z, --z <angstrom>', help: 'the same along Z, Å', label: 'Z (Å)' },
  },
  async run({ x, y, z, ...choice }) {
    const { shiftSpecies: move } = await import('../jobs/species/moveSpecies');
    return move(choice, [x, y, z]);
  },
  json: (edited) => editedJson(edited),
  done: (edited, { x, y, z }) => [editedLine(edited, `center moved by ${x}, ${y}, ${z} Å`)],
  form: {
    title: 'Shift Center',
    intro: `Moves the center of a species within its map. ${keptAsVersion}`,
    submitLabel: 'Shift',
    sections: [{ title: 'Shift by (Å)', fields: ['x', 'y', 'z'] }],
    done: (_, _values, name) => `Shifted the center of ${name}.`,
  },
  palette: { id: 'shiftSpecies', title: 'Shift Species...', menus: onProject('species', '5_change@2') },
});
