/** murmur expand_symmetry; Expand Symmetry */
import type { FormValues } from '../../shared/protocol/form';
import { Problem } from '../../shared/problem';
import type { Expansion } from '../jobs/species/expandSymmetry';
import { command } from './command';
import { editedJson, editedLine } from './editedSpecies';
import type { About } from './field';
import { text } from './formValues';
import { onProject } from './palette';

export const expandSymmetry = command({
  name: 'expand_symmetry',
  description: 'Replace every particle by its symmetric copies.',
  target: 'species',
  fields: {
    from: {
      kind: 'text',
      short: true,
      option: '--expand_from <group>',
      help: "point group to expand (default: the species')",
      label: 'Use symmetry',
      hint: 'Point group to expand.',
      start: ({ species }: About) => species?.symmetry ?? '',
    },
    to: {
      kind: 'text',
      short: true,
      option: '--expand_to <group>',
      help: 'point group that remains, a subgroup of the other: C1, C5, ...',
      label: 'Remaining symmetry',
      hint: 'The subgroup that the species keeps: C1, C3, ...',
      start: 'C1',
    },
    units: {
      kind: 'number',
      whole: true,
      option: '--helical_units <count>',
      help: 'units of a helix to expand instead',
      range: [1, 1000],
      default: 1,
    },
    twist: {
      kind: 'number',
      option: '--helical_twist <degrees>',
      help: 'helical twist, degrees, positive is right-handed',
    },
    rise: { kind: 'number', option: '--helical_rise <angstrom>', help: 'helical rise, Å' },
  },
  async run({ population, species, ...options }) {
    const job = await import('../jobs/species/expandSymmetry');
    return job.expandSymmetry({ population, species }, toExpansion(options));
  },
  json: (edited) => {
    const { copies, turnedBy, species } = edited;
    return editedJson(edited, { copies, turnedBy, symmetry: species.symmetry });
  },
  done: (edited) => {
    const { copies, turnedBy, particles } = edited;
    const turned =
      turnedBy === null
        ? ''
        : `, turned by ${turnedBy.map((angle) => `${Number(angle.toFixed(4))}°`).join(', ')} to bring its axes there`;
    return [editedLine(edited, `${copies} copies of each particle, ${particles.count} in all${turned}`)];
  },
  form: {
    title: 'Expand Symmetry',
    intro: 'Replaces every particle by its symmetric copies, to refine or classify them one by one.',
    submitLabel: 'Expand',
    sections: [{ title: 'Symmetry', fields: ['from', 'to'] }],
    problems: (values) => ({ from: symmetryProblem(values, 'from'), to: symmetryProblem(values, 'to') }),
    done: (_, _values, name) => `Expanded the symmetry of ${name}.`,
  },
  palette: { id: 'expandSymmetry', title: 'Expand Symmetry...', menus: onProject('species', '5_change@3') },
});

function toExpansion({
  from,
  to,
  units,
  twist = 0,
  rise = 0,
}: {
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly units: number;
  readonly twist: number | undefined;
  readonly rise: number | undefined;
}): Expansion {
  const isHelix = units !== 1;
  if ((to !== undefined) === isHelix)
    throw new Problem('a point group or a helix is expanded, one at a time', {
      remedy: 'give either --expand_to, or --helical_units of 2 or more',
    });
  if (to !== undefined) return { from, to };
  if (from !== undefined)
    throw new Problem('--expand_from belongs to --expand_to, a helix has no point group', {
      remedy: 'leave it out',
    });
  return { units, twist, rise };
}

/** Names of point groups as M and RELION write them. */
function symmetryProblem(values: FormValues, field: string): string | null {
  const known = /^(C[1-9]\d?[HV]?|CI|CS|S[1-9]\d?|D[1-9]\d?[HV]?|T[DH]?|OH?|I[1-5]?H?)$/i;
  return known.test(text(values, field)) ? null : 'Not a point group: C1, C6, D7, T, O, I and so on.';
}
