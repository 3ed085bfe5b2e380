/** The New Species form: M's four pages, and the commands that they become. */
import path from 'node:path';
import type { FormSection, FormValues } from '../../../shared/protocol/form';
import { safeName } from '../../formats/paths';
import { particleFormat, particleFormats } from '../../model/particleFormats';
import { flag, option, text } from './fieldChecks';
import { file, number } from './fieldKinds';
import { particleFields, tableArguments } from './particleFields';
import { sourceFields, sourcesUsed, usedSources } from './sourceBoxes';

export const speciesPages = ['Parameters', 'Half-Maps', 'Mask', 'Particles'] as const;

const [parameters, halfMaps, mask, particles] = speciesPages;

/** Point groups that take a number, with the largest. */
const orders: Readonly<Record<string, number>> = {
  Cn: 99,
  CnH: 99,
  CnV: 99,
  Sn: 99,
  Dn: 99,
  DnH: 99,
  DnV: 99,
  In: 5,
  InH: 5,
};
const groups = ['Cn', 'CI', 'CS', 'CnH', 'CnV', 'Sn', 'Dn', 'DnH', 'DnV', 'T', 'TD', 'TH', 'O', 'OH'];
const icosahedral = ['I', 'In', 'IH', 'InH'];

/** @param sources names of the population's data sources */
export function speciesSections(sources: readonly string[]): readonly FormSection[] {
  return [
    {
      page: parameters,
      title: 'Species',
      fields: [
        { kind: 'text', name: 'name', label: 'Name', help: 'Anything but “New Species”.' },
        number(
          'diameter',
          'Diameter (Å)',
          { least: 1, most: 99999, whole: true, required: true },
          {
            help: 'Of the particle. The maps get a box of twice this size.',
          },
        ),
        number(
          'weight',
          'Molecular weight (kDa)',
          { least: 0.1, most: 99999, required: true },
          {
            help: 'Suggests a threshold for the mask; M shows it.',
          },
        ),
        {
          kind: 'choice',
          name: 'symmetryGroup',
          label: 'Symmetry',
          help: 'A point group in RELION’s axes.',
          options: [...groups, ...icosahedral].map((value) => ({ value, label: value })),
        },
        number(
          'symmetryOrder',
          'n =',
          { least: 1, most: 99, whole: true, required: true },
          {
            shownWhen: { field: 'symmetryGroup', is: Object.keys(orders) },
          },
        ),
        number(
          'samples',
          'Temporal samples for poses',
          { least: 1, most: 99, whole: true, required: true },
          {
            help: 'How many positions and orientations each particle has over the exposure: 1 for small particles, 2 or 3 for large ones.',
          },
        ),
      ],
    },
    {
      page: parameters,
      title: 'Helix',
      closed: true,
      fields: [
        number(
          'helicalUnits',
          'Asymmetric units',
          { least: 1, most: 9999, whole: true, required: true },
          {
            help: '1 for no helix.',
          },
        ),
        number(
          'helicalTwist',
          'Twist (degrees)',
          { least: -360, most: 360 },
          {
            help: 'Positive for a right-handed helix.',
          },
        ),
        number('helicalRise', 'Rise (Å)', { least: 0, most: 99999 }),
        number('helicalHeight', 'Height of the segment (Å)', { least: 0, most: 99999, whole: true }),
      ],
    },
    {
      page: halfMaps,
      title: 'Half-maps',
      fields: [
        file('half1', 'Half-map 1', 'Unfiltered, cubic.'),
        number(
          'pixelSize',
          'Pixel size of the maps (Å)',
          { least: 0.01, most: 99999 },
          {
            placeholder: 'as the files say',
            help: 'Wanted where a header says 1 Å or another size that does not fit the data.',
          },
        ),
        {
          kind: 'choice',
          name: 'half2Kind',
          label: 'Half-map 2',
          options: [
            { value: 'file', label: 'From a file' },
            { value: 'same', label: 'Same as 1, filter both' },
          ],
        },
        {
          ...file('half2', 'File of half-map 2', 'Of the same size as half-map 1.'),
          shownWhen: { field: 'half2Kind', is: 'file' },
        },
        number(
          'sameLowpass',
          'Filter both to (Å)',
          { least: 1, most: 99999, required: true },
          {
            help: 'Two pixels or more. This is the resolution to start from.',
            shownWhen: { field: 'half2Kind', is: 'same' },
          },
        ),
      ],
    },
    {
      page: halfMaps,
      title: 'Resampling, filter, contrast and place',
      closed: true,
      fields: [
        number(
          'resample',
          'Resample maps to (Å per pixel)',
          { least: 0.01, most: 99999 },
          {
            placeholder: 'keep the pixel size',
          },
        ),
        number(
          'lowpass',
          'Low-pass filter maps to (Å)',
          { least: 0.1, most: 99999 },
          {
            placeholder: 'no filter',
            help: 'Also declares this to be the resolution to start from. Without it, the half-maps are compared.',
            shownWhen: { field: 'half2Kind', is: 'file' },
          },
        ),
        {
          kind: 'check',
          name: 'invertMaps',
          label: 'Invert the contrast of the half-maps',
          help: 'Particles are to be bright.',
        },
        {
          kind: 'text',
          name: 'mirrorMaps',
          label: 'Mirror half-maps and mask along',
          placeholder: 'no axis',
          help: 'x, y, z or several, such as xyz: makes the other hand.',
        },
        {
          kind: 'text',
          name: 'shiftMaps',
          label: 'Shift half-maps and mask by (Å)',
          placeholder: '0, 0, 0',
          help: 'Along x, y and z, where particles have another centre than the maps.',
        },
        {
          kind: 'check',
          name: 'dontVersion',
          label: 'Keep no earlier versions',
          help: 'Saves space, but there is no way back.',
        },
      ],
    },
    {
      page: mask,
      title: 'Mask',
      fields: [
        {
          kind: 'choice',
          name: 'maskKind',
          label: 'Mask',
          options: [
            { value: 'file', label: 'From a file' },
            { value: 'average', label: 'From the average map' },
          ],
        },
        {
          ...file(
            'mask',
            'Mask file',
            'Binary and tight, of the same size as the half-maps; it is softened when it is used.',
          ),
          shownWhen: { field: 'maskKind', is: 'file' },
        },
        number(
          'maskLowpass',
          'Filter average map to (Å)',
          { least: 1, most: 99999 },
          {
            placeholder: 'no filter',
            shownWhen: { field: 'maskKind', is: 'average' },
          },
        ),
        number(
          'maskThreshold',
          'Binarize at',
          { least: -99999, most: 99999, required: true },
          {
            help: 'Density from which on a voxel belongs to the mask. Starts at the mean and three standard deviations.',
            shownWhen: { field: 'maskKind', is: 'average' },
          },
        ),
        number(
          'maskExtend',
          'Extend by (voxels)',
          { least: -100, most: 100, whole: true, required: true },
          {
            help: 'Less than 0 to shrink it.',
            shownWhen: { field: 'maskKind', is: 'average' },
          },
        ),
      ],
    },
    {
      page: particles,
      title: 'Particles',
      fields: particleFields(),
    },
    {
      page: particles,
      title: 'Use these sources for name matching',
      fields: sourceFields(sources),
    },
  ];
}

/** M's own, and nothing where a file or the header says it. */
export function speciesDefaults(sources: readonly string[]): FormValues {
  const texts = {
    name: 'New Species',
    diameter: '100',
    weight: '200',
    symmetryGroup: 'Cn',
    symmetryOrder: '1',
    samples: '1',
    helicalUnits: '1',
    helicalTwist: '',
    helicalRise: '',
    helicalHeight: '',
    half1: '',
    pixelSize: '',
    half2Kind: 'file',
    half2: '',
    sameLowpass: '',
    resample: '',
    lowpass: '',
    mirrorMaps: '',
    shiftMaps: '',
    maskKind: 'file',
    mask: '',
    maskLowpass: '',
    maskThreshold: '',
    maskExtend: '0',
    particleKind: particleFormats[0].key,
    particles: '',
    coordinatePixel: '',
    shiftPixel: '',
    classes: '',
    duplicates: 'ask',
    accept: '',
  };
  const flags = { invertMaps: false, dontVersion: false, anySizes: false, ignoreUnmatched: false };
  return { ...texts, ...flags, ...sourcesUsed(sources) };
}

/** `D7`, `T`, `I3H` */
export function symmetryOf(values: FormValues): string {
  return text(values, 'symmetryGroup').replace('n', text(values, 'symmetryOrder'));
}

export function largestOrder(group: string): number {
  return orders[group] ?? 99;
}

/** The command that makes the mask, null where there is one already. @param folder where it goes */
export function maskArguments(folder: string, values: FormValues): string[] | null {
  if (text(values, 'maskKind') !== 'average') return null;
  return [
    'create_mask',
    ...option('--i', text(values, 'half1')),
    ...option('--i2', text(values, 'half2Kind') === 'file' ? text(values, 'half2') : ''),
    ...option('--o', maskPath(folder, values)),
    ...option('--angpix', text(values, 'pixelSize')),
    ...option('--lowpass', text(values, 'maskLowpass')),
    // With an equals sign: a negative number would be taken for an option.
    `--ini_threshold=${text(values, 'maskThreshold')}`,
    `--extend_inimask=${text(values, 'maskExtend')}`,
  ];
}

export function speciesArguments(population: string, values: FormValues): string[] {
  const same = text(values, 'half2Kind') === 'same';
  const helix = Number(text(values, 'helicalUnits')) > 1;
  const average = text(values, 'maskKind') === 'average';
  return [
    'create_species',
    ...option('--population', population),
    ...option('--name', text(values, 'name')),
    ...option('--diameter', text(values, 'diameter')),
    ...option('--molweight', text(values, 'weight')),
    ...option('--sym', symmetryOf(values)),
    ...option('--temporal_samples', text(values, 'samples')),
    ...(helix ? option('--helical_units', text(values, 'helicalUnits')) : []),
    ...(helix ? [`--helical_twist=${text(values, 'helicalTwist')}`] : []),
    ...(helix ? option('--helical_rise', text(values, 'helicalRise')) : []),
    ...(helix ? option('--helical_height', text(values, 'helicalHeight')) : []),
    ...option('--half1', text(values, 'half1')),
    ...option('--half2', text(values, same ? 'half1' : 'half2')),
    ...option('--mask', average ? maskPath(path.dirname(population), values) : text(values, 'mask')),
    ...option('--angpix', text(values, 'pixelSize')),
    ...option('--angpix_resample', text(values, 'resample')),
    ...option('--lowpass', text(values, same ? 'sameLowpass' : 'lowpass')),
    ...(flag(values, 'invertMaps') ? ['--invert_maps'] : []),
    ...option('--mirror_maps', text(values, 'mirrorMaps')),
    ...(text(values, 'shiftMaps') === ''
      ? []
      : [`--shift_maps=${text(values, 'shiftMaps').replaceAll(/\s/g, '')}`]),
    ...particleArguments(values),
    ...(particleFormat(text(values, 'particleKind')).hasClasses
      ? option('--classes', text(values, 'classes'))
      : []),
    ...(text(values, 'duplicates') === 'ask' ? [] : option('--duplicates', text(values, 'duplicates'))),
    ...option('--accept', text(values, 'accept')),
    ...(flag(values, 'ignoreUnmatched') ? ['--ignore_unmatched'] : []),
    ...(flag(values, 'dontVersion') ? ['--dont_version'] : []),
  ];
}

/** The command that matches particles to series. */
export function matchArguments(population: string, values: FormValues): string[] {
  return ['match_particles', ...option('--population', population), ...particleArguments(values)];
}

function particleArguments(values: FormValues): string[] {
  return [...tableArguments(values, 'particleKind'), ...usedSources(values)];
}

function maskPath(folder: string, values: FormValues): string {
  return path.join(folder, `${safeName(text(values, 'name'))}_mask.mrc`);
}
