/** The New Species form: what it asks, what it checks while it is filled in, and the command that it becomes. */
import path from 'node:path';
import type { FormField, FormFindings, FormSection, FormValues } from '../../../webview/protocol/form';
import { readMrcHeader, type MrcHeader } from '../../formats/mrc';
import { flag, numberProblem, option, problems, symmetryProblem, text } from './fieldChecks';

const file = (name: string, label: string, help: string): FormField => ({ kind: 'file', name, label, help });

export const speciesSections: readonly FormSection[] = [
  {
    title: 'Species',
    fields: [
      { kind: 'text', name: 'name', label: 'Name', placeholder: 'ribosome' },
      {
        kind: 'number',
        name: 'diameter',
        rule: { least: 1, most: 99999, whole: true, required: true },
        label: 'Diameter (Å)',
        help: 'Of the particle. The maps get a box of twice this size.',
      },
      {
        kind: 'text',
        name: 'symmetry',
        short: true,
        label: 'Symmetry',
        help: 'A point group in RELION’s axes: C1, C6, D7, T, O, I.',
      },
      {
        kind: 'number',
        name: 'samples',
        rule: { least: 1, most: 99, whole: true, required: true },
        label: 'Temporal samples of poses',
        help: 'How many positions and orientations each particle has over the exposure: 1 for small particles, 2 or 3 for large ones.',
      },
    ],
  },
  {
    title: 'Maps',
    fields: [
      file('half1', 'Half-map 1', 'Unfiltered, cubic.'),
      file('half2', 'Half-map 2', 'Of the same size.'),
      file(
        'mask',
        'Mask',
        'Binary and tight; it is widened and softened when it is used. Of the same size as the half-maps.',
      ),
      {
        kind: 'number',
        name: 'pixelSize',
        rule: { least: 0.01, most: 99999 },
        label: 'Pixel size of the maps (Å)',
        placeholder: 'as the files say',
      },
      {
        kind: 'number',
        name: 'resample',
        rule: { least: 0.01, most: 99999 },
        label: 'Resample maps to (Å per pixel)',
        placeholder: 'keep the pixel size',
      },
      {
        kind: 'number',
        name: 'lowpass',
        rule: { least: 0.1, most: 99999 },
        label: 'Low-pass filter maps to (Å)',
        placeholder: 'no filter',
        help: 'Also declares this to be the resolution to start from. Without it, the half-maps are compared.',
      },
    ],
  },
  {
    title: 'Particles',
    fields: [
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
      {
        kind: 'number',
        name: 'coordinatePixel',
        rule: { least: 0.0001, most: 99999 },
        label: 'Pixel size of coordinates (Å)',
        placeholder: 'as the file says',
        shownWhen: { field: 'particleKind', is: 'relion' },
      },
      {
        kind: 'number',
        name: 'shiftPixel',
        rule: { least: 0.0001, most: 99999 },
        label: 'Pixel size of shifts (Å)',
        placeholder: 'as the file says',
        shownWhen: { field: 'particleKind', is: 'relion' },
      },
      {
        kind: 'check',
        name: 'ignoreUnmatched',
        label: 'Leave out particles of series that are in no data source',
      },
    ],
  },
];

export const speciesDefaults: FormValues = {
  name: '',
  diameter: '',
  symmetry: 'C1',
  samples: '1',
  half1: '',
  half2: '',
  mask: '',
  pixelSize: '',
  resample: '',
  lowpass: '',
  particleKind: 'relion',
  particles: '',
  coordinatePixel: '',
  shiftPixel: '',
  ignoreUnmatched: false,
};

export function speciesArguments(population: string, values: FormValues): string[] {
  const relion = text(values, 'particleKind') !== 'm';
  return [
    'create_species',
    ...option('--population', population),
    ...option('--name', text(values, 'name')),
    ...option('--diameter', text(values, 'diameter')),
    ...option('--sym', text(values, 'symmetry').toUpperCase()),
    ...option('--temporal_samples', text(values, 'samples')),
    ...option('--half1', text(values, 'half1')),
    ...option('--half2', text(values, 'half2')),
    ...option('--mask', text(values, 'mask')),
    ...option('--angpix', text(values, 'pixelSize')),
    ...option('--angpix_resample', text(values, 'resample')),
    ...option('--lowpass', text(values, 'lowpass')),
    ...option(relion ? '--particles_relion' : '--particles_m', text(values, 'particles')),
    ...(relion ? option('--angpix_coords', text(values, 'coordinatePixel')) : []),
    ...(relion ? option('--angpix_shifts', text(values, 'shiftPixel')) : []),
    ...(flag(values, 'ignoreUnmatched') ? ['--ignore_unmatched'] : []),
  ];
}

/** @param taken names of the population's species */
export async function checkSpecies(values: FormValues, taken: readonly string[]): Promise<FormFindings> {
  const [half1, half2, mask] = await Promise.all(
    ['half1', 'half2', 'mask'].map((name) => readHeader(text(values, name))),
  );
  const pixel = (name: string) => numberProblem(text(values, name), { least: 0.01, most: 99999 });
  const name = text(values, 'name');
  return {
    errors: problems({
      name:
        name === ''
          ? 'A name is needed.'
          : taken.includes(name)
            ? 'The population has a species of this name.'
            : null,
      diameter: numberProblem(text(values, 'diameter'), { least: 1, most: 99999, required: true }),
      symmetry: symmetryProblem(text(values, 'symmetry')),
      samples: numberProblem(text(values, 'samples'), { least: 1, most: 99, whole: true, required: true }),
      half1: half1.problem ?? cubeProblem(half1.header),
      half2: half2.problem ?? likeHalfMapProblem(half2.header, half1.header),
      mask:
        mask.problem ??
        likeHalfMapProblem(mask.header, half1.header) ??
        pixelProblem(mask.header, half1.header),
      pixelSize: pixel('pixelSize'),
      resample: pixel('resample'),
      lowpass: numberProblem(text(values, 'lowpass'), { least: 0.1, most: 99999 }),
      particles: particlesProblem(text(values, 'particles')),
      coordinatePixel: pixel('coordinatePixel'),
      shiftPixel: pixel('shiftPixel'),
    }),
    notes: problems({
      half1: describe(half1.header),
      half2: describe(half2.header),
      mask: describe(mask.header),
    }),
  };
}

interface HeaderOrProblem {
  readonly header: MrcHeader | null;
  readonly problem: string | null;
}

async function readHeader(file: string): Promise<HeaderOrProblem> {
  if (file === '') return { header: null, problem: 'A map file is needed.' };
  if (!path.isAbsolute(file)) return { header: null, problem: 'The whole path is needed, from the root.' };
  try {
    return { header: await readMrcHeader(file), problem: null };
  } catch (error) {
    return { header: null, problem: error instanceof Error ? error.message : String(error) };
  }
}

function cubeProblem(header: MrcHeader | null): string | null {
  if (header === null) return null;
  const [x, y, z] = header.size;
  return x === y && y === z ? null : `A cubic map is needed; this one has ${sizeText(header)}.`;
}

function likeHalfMapProblem(header: MrcHeader | null, half1: MrcHeader | null): string | null {
  if (header === null || half1 === null) return null;
  return header.size.every((edge, axis) => edge === half1.size[axis])
    ? null
    : `Half-map 1 has ${sizeText(half1)}, this one ${sizeText(header)}.`;
}

/** Half a thousandth is what people round pixel sizes to. */
function pixelProblem(header: MrcHeader | null, half1: MrcHeader | null): string | null {
  if (header === null || half1 === null || Math.abs(header.pixelSize[0] - half1.pixelSize[0]) < 5e-4)
    return null;
  return `Half-map 1 has ${half1.pixelSize[0].toFixed(4)} Å/px, this one ${header.pixelSize[0].toFixed(4)} Å/px.`;
}

function particlesProblem(file: string): string | null {
  if (file === '') return 'A particle table is needed.';
  if (!path.isAbsolute(file)) return 'The whole path is needed, from the root.';
  return file.endsWith('.star') ? null : 'A .star file is needed.';
}

function describe(header: MrcHeader | null): string | null {
  if (header === null) return null;
  const pixel = header.pixelSize[0];
  return `${sizeText(header)}, ${pixel > 0 ? `${Number(pixel.toFixed(4))} Å/px` : 'no pixel size in the header'}`;
}

function sizeText(header: MrcHeader): string {
  return `${header.size.join(' × ')} px`;
}
