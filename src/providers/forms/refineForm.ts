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
        help: 'Positions and orientations of the particles. With neither ticked, maps are only reconstructed.',
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
    ...(flag(values, 'poses') ? ['--refine_particles'] : []),
  ];
}

export function checkRefinement(values: FormValues): FormFindings {
  const number = (name: string, least: number, most: number, whole: boolean) =>
    numberProblem(text(values, name), { least, most, whole, required: true });
  return {
    errors: problems({
      imageWarpGrid: flag(values, 'imageWarp') ? gridProblem(text(values, 'imageWarpGrid')) : null,
      rounds: number('rounds', 1, 100, true),
      subIterations: number('subIterations', 0, 20, true),
      firstPercent: number('firstPercent', 10, 100, true),
      minParticles: number('minParticles', 1, 10000, true),
      weightThreshold: number('weightThreshold', 0.01, 0.99, false),
    }),
    notes: {},
  };
}

const grid = /^\s*(\d+)\s*[x×X*]\s*(\d+)\s*$/;

function gridText(typed: string): string {
  const found = grid.exec(typed);
  return found === null ? typed : `${Number(found[1])}x${Number(found[2])}`;
}

function gridProblem(typed: string): string | null {
  const found = grid.exec(typed);
  if (found === null) return 'Two numbers with an x between them, like 3x3.';
  const sizes = [Number(found[1]), Number(found[2])];
  return sizes.every((size) => size >= 1 && size <= 20) ? null : 'Each number between 1 and 20.';
}
