/** Fields of forms about particles from a table. */
import type { FormField, FormValues } from '../../../shared/protocol/form';
import { doubtNames } from '../../jobs/refinementSettings/doubtNames';
import { particleFormat, particleFormats, tableOption } from '../../model/particleFormats';
import type { ParticleFormat } from '../../model/particleFormats/particleFormat';
import { flag, option, text } from './fieldChecks';
import { file, number } from './fieldKinds';

export function particleFields(formats = particleFormats): readonly FormField[] {
  return [
    {
      kind: 'choice',
      name: 'particleKind',
      label: 'Particle table from',
      options: formats.map(({ key, name }) => ({ value: key, label: name })),
    },
    file('particles', 'Particle STAR file', 'Names in it are matched to the series of the data sources.'),
    ...unitFields('particleKind', formats),
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
      shownWhen: { field: 'particleKind', is: keys(formats, ({ hasClasses }) => hasClasses) },
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
}

/** In which pixels a table has its coordinates and shifts, where it may not say so. @param kind field with its format */
export function unitFields(kind: string, formats = particleFormats): readonly FormField[] {
  const shownWhen = { field: kind, is: keys(formats, ({ hasUnits }) => hasUnits) };
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

/** Options of a command for the table that is chosen. @param kind field with its format */
export function tableArguments(values: FormValues, kind: string): string[] {
  const format = particleFormat(text(values, kind));
  return [
    ...option(`--${tableOption(format)}`, text(values, 'particles')),
    ...(format.hasUnits ? option('--angpix_coords', text(values, 'coordinatePixel')) : []),
    ...(format.hasUnits ? option('--angpix_shifts', text(values, 'shiftPixel')) : []),
    ...(format.hasUnits && flag(values, 'anySizes') ? ['--any_sizes'] : []),
  ];
}

function keys(
  formats: readonly ParticleFormat[],
  fits: (format: ParticleFormat) => boolean,
): readonly string[] {
  return formats.filter(fits).map(({ key }) => key);
}
