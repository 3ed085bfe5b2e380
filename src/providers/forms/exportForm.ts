/** Export Particles: tables for RELION, or images cut out with M's options for sub-tomograms. */
import type { FormField, FormValues } from '../../../shared/protocol/form';
import { flag, option, pathProblem, text } from './fieldChecks';
import type { SpeciesOperation } from './speciesOperations';

const images = { shownWhen: { field: 'what', is: ['volumes', 'series'] } };
const volumes = { shownWhen: { field: 'what', is: 'volumes' } };
const series = { shownWhen: { field: 'what', is: 'series' } };
const axes = ['x', 'y', 'z'] as const;

const imageFields: readonly FormField[] = [
  {
    kind: 'number',
    name: 'box',
    label: 'Box size (px)',
    placeholder: 'twice the diameter',
    rule: { least: 8, most: 10_000, whole: true },
    ...images,
  },
  {
    kind: 'number',
    name: 'diameter',
    label: 'Particle diameter (Å)',
    placeholder: 'the species’ diameter',
    rule: { least: 2, most: 10_000 },
    ...images,
  },
  ...axes.map((axis): FormField => ({
    kind: 'number',
    name: `shift${axis.toUpperCase()}`,
    label: `Shift by ${axis.toUpperCase()} (Å)`,
    rule: { least: -9999, most: 9999, required: true },
    ...(axis === 'x' ? { help: 'Of the place in the map that comes to the middle of the boxes.' } : {}),
    ...images,
  })),
  {
    kind: 'number',
    name: 'firstTilts',
    label: 'Limit to first tilts by dose',
    placeholder: 'all',
    rule: { least: 1, most: 10_000, whole: true },
    ...images,
  },
  { kind: 'check', name: 'invert', label: 'Invert contrast', help: 'Makes particles bright.', ...images },
  {
    kind: 'check',
    name: 'fade',
    label: 'Fade out beyond the particle',
    help: 'For relion_reconstruct of few particles; refinement needs the noise there. Corners always fade out.',
    ...series,
  },
  {
    kind: 'check',
    name: 'preRotate',
    label: 'Pre-rotate particles',
    help: 'Turns volumes to the reference; their angles are 0.',
    ...volumes,
  },
  {
    kind: 'check',
    name: 'normalizeInput',
    label: 'Normalize input images',
    unavailable: 'Always: images are prepared as for a refinement, without slopes and with deviation 1.',
    fixed: true,
    ...images,
  },
  { kind: 'check', name: 'normalize', label: 'Normalize output volumes', ...volumes },
  {
    kind: 'check',
    name: 'sparse',
    label: 'Make 3D CTF sparse',
    unavailable: 'Never: transfer functions are written whole.',
    ...volumes,
  },
];

export const exportParticles: SpeciesOperation = {
  title: 'Export Particles',
  intro: 'Writes particles for RELION, with everything that was refined applied.',
  submitLabel: 'Export',
  command: 'export_particles',
  cancellable: true,
  onAdapter: withImages,
  sections: () => [
    {
      title: 'Output',
      fields: [
        {
          kind: 'file',
          pick: 'save',
          name: 'output',
          label: 'STAR file to write',
          help: 'Further files go beside it. An existing file is replaced.',
        },
        {
          kind: 'choice',
          name: 'what',
          label: 'What to write',
          options: [
            { value: 'relion5', label: 'Coordinates and trajectories for RELION 5' },
            { value: 'relion31', label: 'Coordinates for RELION 3.1 and 4' },
            { value: 'volumes', label: 'Volumes: sub-tomograms with their 3D CTF' },
            {
              value: 'series',
              label: 'Image series: a stack of tilt images for each particle, for RELION 3.1 and 5',
            },
          ],
        },
        {
          kind: 'number',
          name: 'angpix',
          label: 'Output will be scaled to (Å/px)',
          placeholder: 'the species’ pixel size',
          rule: { least: 0.01, most: 1000 },
        },
        {
          kind: 'check',
          name: 'includeDeselected',
          label: 'Include series that are deselected',
          help: 'Their particles were not refined.',
        },
      ],
    },
    { title: 'Images', fields: imageFields },
  ],
  initial: () => ({
    output: '',
    what: 'relion5',
    angpix: '',
    includeDeselected: false,
    ...{ box: '', diameter: '', shiftX: '0', shiftY: '0', shiftZ: '0', firstTilts: '' },
    ...{ invert: true, fade: false, preRotate: false, normalizeInput: true, normalize: true, sparse: false },
  }),
  arguments: (values) => [
    ...option('--output', text(values, 'output')),
    ...(withImages(values) ? imageArguments(values) : option('--format', text(values, 'what'))),
    ...option('--angpix', text(values, 'angpix')),
    ...(flag(values, 'includeDeselected') ? ['--include_deselected'] : []),
  ],
  problems: (values) => ({
    output:
      pathProblem(text(values, 'output'), 'A file name') ??
      (text(values, 'output').endsWith('.star') ? null : 'A .star file is needed.'),
    ...(withImages(values) && Number(text(values, 'box')) % 2 === 1
      ? { box: 'An even number is needed.' }
      : {}),
  }),
  done: (name, values, result) =>
    [
      `Exported the particles of ${name}`,
      ...(result as { readonly left: readonly string[] }).left,
      ...(text(values, 'what') === 'relion31'
        ? []
        : ['start RELION in the folder of the STAR file: paths in it hold from there alone']),
    ].join('; ') + '.',
};

function withImages(values: FormValues): boolean {
  return ['volumes', 'series'].includes(text(values, 'what'));
}

function imageArguments(values: FormValues): string[] {
  const shift = axes.map((axis) => text(values, `shift${axis.toUpperCase()}`));
  const isVolume = text(values, 'what') === 'volumes';
  return [
    ...option('--images', text(values, 'what')),
    ...option('--box', text(values, 'box')),
    ...option('--diameter', text(values, 'diameter')),
    ...(shift.some((one) => Number(one) !== 0) ? [`--shift=${shift.join(',')}`] : []),
    ...option('--first_tilts', text(values, 'firstTilts')),
    ...(flag(values, 'invert') ? [] : ['--dark']),
    ...(!isVolume && flag(values, 'fade') ? ['--fade'] : []),
    ...(isVolume && flag(values, 'preRotate') ? ['--pre_rotate'] : []),
    ...(isVolume && !flag(values, 'normalize') ? ['--dont_normalize'] : []),
  ];
}
