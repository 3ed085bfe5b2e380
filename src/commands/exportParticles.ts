/** murmur export_particles; Export Particles: tables for RELION, or images cut out with M's options for sub-tomograms. */
import { dirname, join, resolve } from 'node:path';
import type { FormValues } from '../../shared/protocol/form';
import { Problem } from '../../shared/problem';
import { command, type CommandWork } from './command';
import type { About, ValuesOf } from './field';
import { pathProblem, text } from './formValues';
import { onProject } from './palette';
import { percent } from './percent';
import { adapter } from './sharedFields';

const images = { shownWhen: { field: 'what', is: ['volumes', 'series'] } } as const;
const volumes = { shownWhen: { field: 'what', is: 'volumes' } } as const;
const series = { shownWhen: { field: 'what', is: 'series' } } as const;

const fields = {
  output: {
    kind: 'file',
    pick: 'save',
    files: 'star',
    option: '-o, --output <file>',
    required: true,
    help: 'STAR file of the particles; further files go beside it',
    label: 'STAR file to write',
    hint: 'Further files go beside it. An existing file is replaced.',
    start: ({ population, species }: About) =>
      join(dirname(population), 'relion', `${species?.name ?? 'particles'}.star`),
  },
  what: {
    kind: 'choice',
    label: 'What to write',
    choices: [
      {
        value: 'relion5',
        label: 'Coordinates and trajectories for RELION 5',
        gives: ['--format', 'relion5'],
      },
      { value: 'relion31', label: 'Coordinates for RELION 3.1 and 4', gives: ['--format', 'relion31'] },
      {
        value: 'volumes',
        label: 'Volumes: sub-tomograms with their 3D CTF',
        gives: ['--images', 'volumes'],
      },
      {
        value: 'series',
        label: 'Image series: a stack of tilt images for each particle, for RELION 3.1 and 5',
        gives: ['--images', 'series'],
      },
    ],
    start: 'relion5',
  },
  format: {
    kind: 'choice',
    option: '--format <format>',
    help: 'relion5 (with tomograms, trajectories and optimisation set) or relion31 (one file); without images',
    choices: [{ value: 'relion5' }, { value: 'relion31' }],
    default: 'relion5',
  },
  images: {
    kind: 'choice',
    option: '--images <kind>',
    help: 'cut images out, for RELION 3.1 and later: volumes (sub-tomograms with 3D CTF) or series (a stack of tilt images per particle)',
    choices: [{ value: 'volumes' }, { value: 'series' }],
  },
  angpix: {
    kind: 'number',
    option: '--angpix <angstrom>',
    help: "pixel size of images, or of RELION 3.1 coordinates, Å (default: the species')",
    range: [0.0001, 1000],
    label: 'Output will be scaled to (Å/px)',
    placeholder: 'the species’ pixel size',
  },
  box: {
    kind: 'number',
    whole: true,
    option: '--box <pixels>',
    help: 'edge of images (default: twice the diameter)',
    range: [8, 10_000],
    label: 'Box size (px)',
    placeholder: 'twice the diameter',
    ...images,
  },
  diameter: {
    kind: 'number',
    option: '--diameter <angstrom>',
    help: "of the particle, Å (default: the species')",
    range: [0.01, 10_000],
    label: 'Particle diameter (Å)',
    placeholder: 'the species’ diameter',
    ...images,
  },
  shift: {
    kind: 'vector',
    option: '--shift <x,y,z>',
    help: 'place in the map that images are centered at, Å (default: 0,0,0)',
    range: [-9999, 9999],
    label: 'Shift by (Å)',
    labels: ['Shift by X (Å)', 'Shift by Y (Å)', 'Shift by Z (Å)'],
    hint: 'Of the place in the map that comes to the middle of the boxes.',
    ...images,
  },
  preRotate: {
    kind: 'switch',
    option: '--pre_rotate',
    help: 'turn volumes to the reference; their angles are 0 (default: as in the tomogram)',
    label: 'Pre-rotate particles',
    hint: 'Turns volumes to the reference; their angles are 0.',
    ...volumes,
  },
  firstTilts: {
    kind: 'number',
    whole: true,
    option: '--first_tilts <count>',
    help: 'only the tilts of the least exposure (default: all)',
    range: [1, 10_000],
    label: 'Limit to first tilts by dose',
    placeholder: 'all',
    ...images,
  },
  fade: {
    kind: 'switch',
    option: '--fade',
    help: 'let images of series fade out beyond the particle, for relion_reconstruct of few particles; refinement needs the noise there (default: only corners)',
    label: 'Fade out beyond the particle',
    hint: 'For relion_reconstruct of few particles; refinement needs the noise there. Corners always fade out.',
    ...series,
  },
  premultiply: {
    kind: 'switch',
    option: '--premultiply',
    help: 'multiply images of series by their CTF and weights, as RELION 5 extracts them (default: not)',
    label: 'Multiply by the CTF',
    hint: 'As RELION 5 extracts stacks. cryoDRGN-ET, tomoDRGN and OPUS-TOMO need images that are not multiplied.',
    ...series,
  },
  dontPremultiply: {
    kind: 'switch',
    option: '--dont_premultiply',
    help: "leave images of series as they are, which is the default; WarpTools' name for it",
  },
  correctCtf: {
    kind: 'switch',
    reverse: true,
    option: '--dont_correct_ctf_3d',
    help: 'put images together to volumes as they are; the 3D CTF says only which frequencies were seen (default: multiplied by their CTF)',
    label: 'Multiply images by their CTF',
    hint: 'Otherwise the 3D CTF says only which frequencies were seen.',
    start: true,
    ...volumes,
  },
  float16: {
    kind: 'switch',
    option: '--float16',
    help: 'write images as 16-bit floats, half as large (MRC mode 12; RELION 3.1 cannot read them)',
    label: '16-bit files',
    hint: 'Half as large. RELION 4 and later read them, RELION 3.1 does not.',
    ...images,
  },
  invert: {
    kind: 'switch',
    reverse: true,
    option: '--dark',
    help: 'leave particles dark, as in the micrographs (default: bright)',
    label: 'Invert contrast',
    hint: 'Makes particles bright.',
    start: true,
    ...images,
  },
  normalizeInput: {
    kind: 'switch',
    label: 'Normalize input images',
    unavailable: 'Always: images are prepared as for a refinement, without slopes and with deviation 1.',
    start: true,
    ...images,
  },
  normalize: {
    kind: 'switch',
    reverse: true,
    option: '--dont_normalize',
    help: 'leave volumes as they are (default: mean 0, deviation 1 around the particle)',
    label: 'Normalize output volumes',
    start: true,
    ...volumes,
  },
  sparse: {
    kind: 'switch',
    label: 'Make 3D CTF sparse',
    unavailable: 'Never: transfer functions are written whole.',
    ...volumes,
  },
  project: {
    kind: 'file',
    pick: 'folder',
    option: '--relion_project <folder>',
    help: 'folder where RELION is started: paths in the files are taken from there (default: the folder of the STAR file)',
    label: 'RELION project',
    hint: 'The folder where RELION is started: paths in the files are taken from there.',
    placeholder: 'the folder of the STAR file',
  },
  includeDeselected: {
    kind: 'switch',
    option: '--include_deselected',
    help: 'take series that are deselected, too (default: leave them out, and say so)',
    label: 'Include series that are deselected',
    hint: 'Their particles were not refined.',
  },
  adapter,
} as const;

export const exportParticles = command({
  name: 'export_particles',
  description: "Write a species' particles for RELION, with their movement through the tilts.",
  target: 'species',
  cancellable: true,
  usesGpu: withImages,
  fields,
  async run({ images: kind, ...options }, work) {
    return kind === undefined ? writeTables(options) : writeImages({ ...options, kind }, work);
  },
  done: (result, { output, format, project }) => [
    `Exported ${result.particles} particles in ${result.series} tilt series${'images' in result ? `, ${result.images} tilt images: ${result.output}` : ''}`,
    ...('files' in result ? result.files.map((file) => `  ${file}`) : []),
    ...('images' in result || format === 'relion5' ? [relionPlace(output, project)] : []),
    ...result.left,
  ],
  form: {
    title: 'Export Particles',
    intro: 'Writes particles for RELION, with everything that was refined applied.',
    submitLabel: 'Export',
    sections: [
      { title: 'Output', fields: ['output', 'what', 'project', 'angpix', 'includeDeselected'] },
      {
        title: 'Images',
        fields: [
          ...([
            'box',
            'diameter',
            'shift',
            'firstTilts',
            'invert',
            'float16',
            'fade',
            'premultiply',
          ] as const),
          ...(['preRotate', 'correctCtf', 'normalizeInput', 'normalize', 'sparse'] as const),
        ],
      },
    ],
    problems: (values) => ({
      output:
        pathProblem(text(values, 'output'), 'A file name') ??
        (text(values, 'output').endsWith('.star') ? null : 'A .star file is needed.'),
      project: text(values, 'project') === '' ? null : pathProblem(text(values, 'project'), 'A folder'),
      ...(withImages(values) && Number(text(values, 'box')) % 2 === 1
        ? { box: 'An even number is needed.' }
        : {}),
    }),
    done: (result, values, name) =>
      [
        `Exported the particles of ${name}`,
        ...(result as { readonly left: readonly string[] }).left,
        ...(text(values, 'what') === 'relion31'
          ? []
          : [
              `start RELION in the folder of the ${text(values, 'project') === '' ? 'STAR file' : 'project'}: paths in it hold from there alone`,
            ]),
      ].join('; ') + '.',
  },
  palette: {
    id: 'exportParticles',
    title: 'Export Particles...',
    menus: [...onProject('species', '5_change@7'), ...onProject('particles', '5_change@2')],
  },
});

type Given = Omit<ValuesOf<typeof fields>, 'images'> & {
  readonly population: string;
  readonly species: string;
};

async function writeTables(given: Given) {
  const { population, species, output, format, angpix: pixelSize, includeDeselected, project } = given;
  const ofImages = {
    box: given.box !== undefined,
    diameter: given.diameter !== undefined,
    shift: given.shift !== undefined,
    pre_rotate: given.preRotate,
    first_tilts: given.firstTilts !== undefined,
    fade: given.fade,
    premultiply: given.premultiply,
    dont_premultiply: given.dontPremultiply,
    dont_correct_ctf_3d: !given.correctCtf,
    float16: given.float16,
    dark: !given.invert,
    dont_normalize: !given.normalize,
  };
  const [wrong] = Object.entries(ofImages).find(([, isGiven]) => isGiven) ?? [];
  if (wrong !== undefined)
    throw new Problem(`--${wrong} belongs to --images, which was not given`, {
      remedy: 'give --images volumes or series, or leave it out',
    });
  const job = await import('../jobs/export/exportParticles');
  return job.exportParticles({
    ...{ population, species, output, format, pixelSize, includeDeselected, project },
  });
}

async function writeImages(
  given: Given & { readonly kind: 'volumes' | 'series' },
  { say, cancelled }: CommandWork,
) {
  const { kind, angpix: pixelSize, box: size, invert, dontPremultiply, ...options } = given;
  if (kind === 'series' && options.preRotate)
    throw new Problem('--pre_rotate belongs to --images volumes, images of tilts cannot be turned', {
      remedy: 'leave it out',
    });
  if (kind === 'volumes' && options.fade)
    throw new Problem('--fade belongs to --images series', { remedy: 'leave it out' });
  if (kind === 'volumes' && (options.premultiply || dontPremultiply))
    throw new Problem('--premultiply and --dont_premultiply belong to --images series', {
      remedy: 'leave it out; --dont_correct_ctf_3d is for volumes',
    });
  if (kind === 'series' && !options.correctCtf)
    throw new Problem('--dont_correct_ctf_3d belongs to --images volumes', {
      remedy: 'leave it out; images of series are multiplied by their CTF only with --premultiply',
    });
  if (options.premultiply && dontPremultiply)
    throw new Problem('--premultiply and --dont_premultiply were both given', { remedy: 'leave one out' });
  const signal = cancelled('cancelled, what was written is removed');
  const { exportImages } = await import('../jobs/export/exportImages');
  let told = -1;
  return exportImages({ ...options, kind, pixelSize, size, dark: !invert, signal }, (fraction, message) => {
    const hundredths = Math.floor(100 * fraction);
    if (hundredths > told) say(percent(fraction, message));
    told = hundredths;
  });
}

/** Paths of a RELION project are taken from the folder where RELION is started. */
function relionPlace(output: string, project = dirname(output)): string {
  return `start RELION in ${resolve(project)}: the files name each other from there, and from no other folder`;
}

function withImages(values: FormValues): boolean {
  return ['volumes', 'series'].includes(text(values, 'what'));
}
