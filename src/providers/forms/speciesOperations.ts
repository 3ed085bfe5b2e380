/** What can be done to a species as a whole: for each operation the form that asks, with M's words and ranges, and its command. */
import type { FormFindings, FormSection, FormValues } from '../../../shared/protocol/form';
import type { Species } from '../../model/species';
import { flag, mapProblem, option, text } from './fieldChecks';

type Problems = Readonly<Record<string, string | null>>;

export interface SpeciesOperation {
  readonly title: string;
  readonly intro: string;
  readonly submitLabel: string;
  /** @param sources names of the population's data sources */
  readonly sections: (species: Species, sources: readonly string[]) => readonly FormSection[];
  readonly initial: (species: Species, sources: readonly string[]) => FormValues;
  /** Of the command, after population and species. */
  readonly arguments: (values: FormValues) => string[];
  /** What the fields' own rules cannot say, by field. */
  readonly problems?: (values: FormValues) => Problems | Promise<Problems>;
  /** What would come of it: a command that writes nothing, and what its result says of the fields; null where there is nothing to ask. */
  readonly preview?: (values: FormValues) => {
    readonly arguments: readonly string[];
    readonly findings: (result: unknown) => FormFindings;
    /** Where the command's failure is shown. */
    readonly field: string;
  } | null;
  /** It draws on the graphics adapter that the settings name. */
  readonly onAdapter?: (values: FormValues) => boolean;
  /** May be ended in the middle: then what it wrote is removed. */
  readonly cancellable?: boolean;
  readonly command: string;
  /** Says what was done. */
  /** @param result what the command printed as JSON */
  readonly done: (name: string, values: FormValues, result: unknown) => string;
}

const angle = { least: -9999, most: 9999, required: true };

const kept = 'Maps, mask and particles are changed together; what they are now is kept as a version.';

export const rotate: SpeciesOperation = {
  title: 'Rotate',
  intro: `Turns a species about its centre. ${kept}`,
  submitLabel: 'Rotate',
  command: 'rotate_species',
  sections: () => [
    {
      title: 'Rotate by (°)',
      fields: [
        { kind: 'number', name: 'rot', label: 'Rot (°)', rule: angle, help: 'First, about Z.' },
        { kind: 'number', name: 'tilt', label: 'Tilt (°)', rule: angle, help: 'Second, about Y.' },
        { kind: 'number', name: 'psi', label: 'Psi (°)', rule: angle, help: 'Third, about Z.' },
      ],
    },
  ],
  initial: () => ({ rot: '0', tilt: '0', psi: '0' }),
  arguments: (values) => [
    ...option('--angle_rot', text(values, 'rot')),
    ...option('--angle_tilt', text(values, 'tilt')),
    ...option('--angle_psi', text(values, 'psi')),
  ],
  done: (name) => `Rotated ${name}.`,
};

export const shift: SpeciesOperation = {
  title: 'Shift Center',
  intro: `Moves the centre of a species within its map. ${kept}`,
  submitLabel: 'Shift',
  command: 'shift_species',
  sections: () => [
    {
      title: 'Shift by (Å)',
      fields: (['x', 'y', 'z'] as const).map((name) => ({
        kind: 'number',
        name,
        label: `${name.toUpperCase()} (Å)`,
        rule: angle,
      })),
    },
  ],
  initial: () => ({ x: '0', y: '0', z: '0' }),
  arguments: (values) => ['x', 'y', 'z'].flatMap((axis) => option(`--${axis}`, text(values, axis))),
  done: (name) => `Shifted the centre of ${name}.`,
};

export const expand: SpeciesOperation = {
  title: 'Expand Symmetry',
  intro: 'Replaces every particle by its symmetric copies, to refine or classify them one by one.',
  submitLabel: 'Expand',
  command: 'expand_symmetry',
  sections: () => [
    {
      title: 'Symmetry',
      fields: [
        { kind: 'text', name: 'from', label: 'Use symmetry', short: true, help: 'Point group to expand.' },
        {
          kind: 'text',
          name: 'to',
          label: 'Remaining symmetry',
          short: true,
          help: 'Point group that the species keeps, a part of the other.',
        },
      ],
    },
  ],
  initial: ({ symmetry }) => ({ from: symmetry, to: 'C1' }),
  arguments: (values) => [
    ...option('--expand_from', text(values, 'from')),
    ...option('--expand_to', text(values, 'to')),
  ],
  problems: (values) => ({
    from: symmetryProblem(text(values, 'from')),
    to: symmetryProblem(text(values, 'to')),
  }),
  done: (name) => `Expanded the symmetry of ${name}.`,
};

export const resample: SpeciesOperation = {
  title: 'Resample Trajectories',
  intro: `Gives every particle another number of poses over the exposure, on the paths that they have. ${kept}`,
  submitLabel: 'Resample',
  command: 'resample_trajectories',
  sections: () => [
    {
      title: 'Trajectories',
      fields: [
        {
          kind: 'number',
          name: 'samples',
          label: 'Temporal samples for poses',
          help: '1 for small particles, 2 or 3 for large ones.',
          rule: { least: 1, most: 99, whole: true, required: true },
        },
      ],
    },
  ],
  initial: ({ temporalSamples }) => ({ samples: String(temporalSamples) }),
  arguments: (values) => option('--samples', text(values, 'samples')),
  done: (name) => `Resampled the trajectories of ${name}.`,
};

export const mask: SpeciesOperation = {
  title: 'Update Mask',
  intro: `Replaces the mask by a binary one cut from a map. ${kept}`,
  submitLabel: 'Update Mask',
  command: 'update_mask',
  sections: () => [
    {
      title: 'Mask',
      fields: [
        { kind: 'file', name: 'map', label: 'Map to cut it from', help: 'With the species’ pixel size.' },
        {
          kind: 'number',
          name: 'threshold',
          label: 'Binarize at',
          help: 'Density: open the map to find the level that encloses the molecule.',
          rule: { least: -99999, most: 99999, required: true },
        },
        {
          kind: 'number',
          name: 'dilate',
          label: 'Grow by (voxels)',
          rule: { least: 0, most: 100, whole: true, required: true },
        },
        {
          kind: 'check',
          name: 'center',
          label: 'Center the species on it',
          help: 'Maps and particles move, so that the mask’s centre of mass is the middle of the box.',
        },
      ],
    },
  ],
  initial: () => ({ map: '', threshold: '', dilate: '0', center: false }),
  arguments: (values) => [
    ...option('--map', text(values, 'map')),
    ...option('--threshold', text(values, 'threshold')),
    ...option('--dilate', text(values, 'dilate')),
    ...(flag(values, 'center') ? ['--center'] : []),
  ],
  problems: async (values) => ({ map: await mapProblem(text(values, 'map')) }),
  done: (name) => `Updated the mask of ${name}.`,
};

/** Names of point groups as M and RELION write them. */
function symmetryProblem(typed: string): string | null {
  const known = /^(C[1-9]\d?[HV]?|CI|CS|S[1-9]\d?|D[1-9]\d?[HV]?|T[DH]?|OH?|I[1-5]?H?)$/i;
  return known.test(typed) ? null : 'Not a point group: C1, C6, D7, T, O, I and so on.';
}
