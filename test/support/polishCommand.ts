/** A command that does nothing, described as those of src/commands are. */
import { command } from '../../src/commands/command';
import { onProject } from '../../src/commands/palette';

export const polishSpecies = command({
  name: 'polish_species',
  description: 'Polish a species.',
  target: 'species',
  cancellable: true,
  fields: {
    strength: {
      kind: 'number',
      option: '-g, --strength <percent>',
      help: 'how much, %',
      range: [0, 100],
      default: 50,
      label: 'Strength (%)',
      hint: 'More is shinier.',
    },
    cloth: {
      kind: 'choice',
      option: '--cloth <kind>',
      help: 'what with',
      choices: [{ value: 'any', label: 'Whatever there is', gives: [] }, { value: 'silk' }],
      label: 'Cloth',
      start: 'any',
    },
    wet: { kind: 'switch', option: '--wet', help: 'with water', label: 'Wet' },
    gloss: {
      kind: 'number',
      whole: true,
      option: '--gloss <count>',
      required: true,
      help: 'coats',
      range: [1, 9],
      label: 'Coats',
      shownWhen: { field: 'wet', is: true },
    },
  },
  async run(values) {
    return { ...values, shine: values.strength * values.gloss };
  },
  json: ({ shine }) => ({ shine }),
  done: ({ shine }, { species }) => [`Polished ${species} to ${shine}`],
  failed: ({ shine }) => shine === 0,
  form: {
    title: 'Polish',
    intro: 'Polishes a species.',
    submitLabel: 'Polish',
    sections: [{ title: 'Polish', fields: ['strength', 'cloth', 'wet', 'gloss'] }],
    done: (_, _values, name) => `Polished ${name}.`,
  },
  palette: { id: 'polishSpecies', title: 'Polish...', menus: onProject('species', '5_change@9') },
});
