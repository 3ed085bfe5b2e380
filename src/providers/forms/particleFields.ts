/** Fields of forms about particles from a table. */
import type { FormField } from '../../../shared/protocol/form';
import { doubtNames } from '../../jobs/refinementSettings/doubtNames';
import { file, number } from './fieldKinds';

export const particleFields: readonly FormField[] = [
  {
    kind: 'choice',
    name: 'particleKind',
    label: 'Particle table from',
    options: [
      { value: 'relion', label: 'RELION' },
      { value: 'm', label: 'M' },
    ],
  },
  file('particles', 'Particle STAR file', 'Names in it are matched to the series of the data sources.'),
  ...unitFields({ field: 'particleKind', is: 'relion' }),
  {
    kind: 'check',
    name: 'ignoreUnmatched',
    label: 'Leave out particles of series that are in no data source',
  },
  {
    kind: 'text',
    name: 'classes',
    label: 'Classes to take',
    placeholder: 'asked about where there are several',
    help: 'Numbers of RELION’s classes with commas between them, or all to take them together.',
    shownWhen: { field: 'particleKind', is: 'relion' },
  },
  {
    kind: 'choice',
    name: 'duplicates',
    label: 'Particles that lie where others do',
    options: [
      { value: 'ask', label: 'Stop and say so' },
      { value: 'remove', label: 'Keep the first of each' },
      { value: 'one_half', label: 'Put them into one half-set' },
    ],
    help: 'Within an eighth of the diameter. In opposite half-sets they make the resolution look better than it is.',
  },
  {
    kind: 'text',
    name: 'accept',
    label: 'Go on in spite of',
    placeholder: 'stop where something is doubtful',
    help: `By name, several with commas: ${Object.keys(doubtNames).join(', ')}.`,
  },
];

/** In which pixels a table of RELION has its coordinates and shifts. @param shownWhen the table is one of RELION's */
export function unitFields(shownWhen: NonNullable<FormField['shownWhen']>): readonly FormField[] {
  const more = { placeholder: 'as the file says', shownWhen };
  const rule = { least: 0.0001, most: 99999 };
  return [
    number('coordinatePixel', 'Coordinates use (Å/px)', rule, more),
    number('shiftPixel', 'Shifts use (Å/px)', rule, more),
    {
      kind: 'check',
      name: 'anySizes',
      label: 'Take pixel and volume sizes that are not those of the data source',
      shownWhen,
    },
  ];
}
