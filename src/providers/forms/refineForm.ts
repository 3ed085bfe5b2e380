/** The Refine form: what is refined and how far, with M's controls, and the command that it becomes. */
import type { FormFindings, FormSection, FormValues } from '../../../webview/protocol/form';
import { flag, numberProblem, option, problems, text } from './fieldChecks';

export const refineSections: readonly FormSection[] = [
  {
    title: 'Geometry',
    fields: [
      {
        kind: 'check',
        name: 'imageWarp',
        label: 'Image warp',
        help: 'Shifts within each tilt image, on a grid over the image.',
      },
      {
        kind: 'text',
        name: 'imageWarpGrid',
        short: true,
        label: 'Image warp grid (columns x rows)',
        shownWhen: { field: 'imageWarp', is: true },
      },
      {
        kind: 'check',
        name: 'poses',
        label: 'Particle poses',
        help: 'Positions and orientations of the particles. With nothing ticked, maps are only reconstructed.',
      },
      {
        kind: 'check',
        name: 'volumeWarp',
        label: 'Volume warp',
        help: 'Bending of the sample over the exposure, on a grid over the volume and the dose.',
      },
      {
        kind: 'text',
        name: 'volumeWarpGrid',
        short: true,
        label: 'Volume warp grid (X x Y x Z x time)',
        shownWhen: { field: 'volumeWarp', is: true },
      },
      {
        kind: 'check',
        name: 'stageAngles',
        label: 'Stage angles',
        help: 'Three angles a tilt that turn its particles. For large particles, with an image warp of 2x2 or more.',
      },
      {
        kind: 'check',
        name: 'magnification',
        label: 'Anisotropic magnification',
        help: 'One 2 x 2 matrix a series.',
      },
    ],
  },
  {
    title: 'Course',
    fields: [
      {
        kind: 'number',
        name: 'rounds',
        label: 'Most rounds',
        help: 'Each refines all series, then reconstructs the maps that the next one refines against. Ends earlier when the resolution stops improving.',
      },
      {
        kind: 'number',
        name: 'subIterations',
        label: 'Sub-iterations in a round',
        help: '0 only reconstructs: a check of a new species.',
      },
      {
        kind: 'number',
        name: 'firstPercent',
        label: 'Resolution in the first sub-iteration (%)',
        help: 'Of what the species has; later ones use more, the last all of it.',
      },
    ],
  },
  {
    title: 'Data',
    fields: [
      {
        kind: 'number',
        name: 'minParticles',
        label: 'Only series with at least so many particles',
      },
      {
        kind: 'number',
        name: 'weightThreshold',
        label: 'B-factor weight cut-off',
        help: 'A tilt is used up to the resolution at which its B-factor weight falls to this.',
      },
    ],
  },
];

/** M's own values where it has them (its window, not its command line), and the engine’s otherwise. */
export const refineDefaults: FormValues = {
  imageWarp: true,
  imageWarpGrid: '3x3',
  poses: true,
  volumeWarp: false,
  volumeWarpGrid: '3x3x2x10',
  stageAngles: false,
  magnification: false,
  rounds: '3',
  subIterations: '3',
  firstPercent: '80',
  minParticles: '1',
  weightThreshold: '0.25',
};

export function refineArguments(population: string, values: FormValues): string[] {
  return [
    'refine',
    ...option('--population', population),
    ...option('--rounds', text(values, 'rounds')),
    ...option('--iter', text(values, 'subIterations')),
    ...option('--first_iteration_fraction', String(Number(text(values, 'firstPercent')) / 100)),
    ...option('--min_particles', text(values, 'minParticles')),
    ...option('--weight_threshold', text(values, 'weightThreshold')),
    ...(flag(values, 'imageWarp')
      ? option('--refine_imagewarp', gridText(text(values, 'imageWarpGrid')))
      : []),
    ...(flag(values, 'volumeWarp')
      ? option('--refine_volumewarp', gridText(text(values, 'volumeWarpGrid')))
      : []),
    ...(flag(values, 'stageAngles') ? ['--refine_stageangles'] : []),
    ...(flag(values, 'magnification') ? ['--refine_mag'] : []),
    ...(flag(values, 'poses') ? ['--refine_particles'] : []),
  ];
}

export function checkRefinement(values: FormValues): FormFindings {
  const number = (name: string, least: number, most: number, whole: boolean) =>
    numberProblem(text(values, name), { least, most, whole, required: true });
  return {
    errors: problems({
      imageWarpGrid: flag(values, 'imageWarp') ? gridProblem(text(values, 'imageWarpGrid'), imageGrid) : null,
      volumeWarpGrid: flag(values, 'volumeWarp')
        ? gridProblem(text(values, 'volumeWarpGrid'), volumeGrid)
        : null,
      rounds: number('rounds', 1, 100, true),
      subIterations: number('subIterations', 0, 20, true),
      firstPercent: number('firstPercent', 10, 100, true),
      minParticles: number('minParticles', 1, 10000, true),
      weightThreshold: number('weightThreshold', 0.01, 0.99, false),
    }),
    notes: {},
  };
}

interface Grid {
  readonly example: string;
  /** Least and most nodes along each axis, as M's window allows. */
  readonly range: readonly (readonly [number, number])[];
}

const imageGrid: Grid = {
  example: '3x3',
  range: [
    [1, 20],
    [1, 20],
  ],
};

const volumeGrid: Grid = {
  example: '3x3x2x10',
  range: [
    [1, 20],
    [1, 20],
    [1, 10],
    [2, 100],
  ],
};

function gridText(typed: string): string {
  return gridNumbers(typed).join('x');
}

/** NaN where there is no whole number. */
function gridNumbers(typed: string): readonly number[] {
  return typed.split(/[x×X*]/).map((part) => (/^\s*\d+\s*$/.test(part) ? Number(part) : NaN));
}

function gridProblem(typed: string, { example, range }: Grid): string | null {
  const nodes = gridNumbers(typed);
  if (nodes.length !== range.length || nodes.some(Number.isNaN))
    return `${range.length === 2 ? 'Two' : 'Four'} numbers with an x between them, like ${example}.`;
  const wrong = range.findIndex(([least, most], i) => nodes[i] < least || nodes[i] > most);
  return wrong === -1
    ? null
    : `Number ${wrong + 1} is to lie between ${range[wrong][0]} and ${range[wrong][1]}.`;
}
