/** Every setting of a refinement: its key in a `*.refine.json`, its range, the option it becomes and M's name for it. */
import {
  refinedParameters,
  type GridKey,
  type ParameterKey,
} from '../../compute/parameters/refinedParameters';
import { ctfParameters, type CtfKey } from '../../compute/ctf/ctfParameters';
import { parameterFields } from '../../compute/parameters/fields';
import type { SettingField } from '../../compute/parameters/settingField';
import { acceptHelp, doubtNames } from './doubtNames';

/** All but the parameters. */
interface GeneralSettings {
  /** Path of the `.population` file, from the folder of the settings file; empty where it is said elsewhere. */
  readonly population: string;
  readonly rounds: number;
  readonly subIterations: number;
  readonly firstResolutionPercent: number;
  readonly adaptive: boolean;
  readonly localReference: boolean;
  readonly sharedReference: boolean;
  readonly minParticles: number;
  readonly doming: boolean;
  readonly tiltMovies: boolean;
  readonly batchSize: number;
  readonly minimumCtfResolution: number;
  readonly cs: boolean;
  readonly zernike13: boolean;
  readonly zernike5: boolean;
  readonly zernike2: boolean;
  readonly zernike4: boolean;
  readonly cpuMemory: boolean;
  readonly weightThreshold: number;
  readonly prior: boolean;
  /** Names of doubts that do not stop it, with commas; empty for none. */
  readonly accept: string;
  /** GiB of particle images on the GPU; 0 leaves it to the engine. */
  readonly memory: number;
  /** Parts of the names of GPUs, with commas; empty for the best available. */
  readonly adapter: string;
  /** Processes per GPU. */
  readonly workers: number;
}

/** A switch for each parameter, and nodes along each axis (`3x3`) for those with a grid. */
export type RefinementSettings = GeneralSettings &
  Readonly<Record<CtfKey, boolean>> &
  Readonly<Record<ParameterKey, boolean>> &
  Readonly<Record<GridKey, string>>;

export type SettingKey = keyof RefinementSettings;
export type { SettingField, SettingValue } from '../../compute/parameters/settingField';

const noAberrations =
  'The engine refines the CTF of tilts. Aberrations of the microscope that files have are used, and what is left of them is shown; they are not refined.';
const schedule = 'Schedule';
const geometry = 'Geometry';
const ctf = 'CTF';
const advanced = 'Advanced';

export const settingFields: readonly SettingField[] = [
  {
    key: 'population',
    kind: 'text',
    default: '',
    section: schedule,
    label: 'Population',
    help: 'The .population file that is refined, from the folder of this file.',
    option: 'population',
  },
  {
    key: 'subIterations',
    paramsOfM: ['NIterations'],
    kind: 'number',
    default: 3,
    least: 0,
    most: 100,
    whole: true,
    section: schedule,
    label: 'Sub-iterations per round',
    help: '1 when one group alone is refined, otherwise 2 to 4; 0 only makes new maps, a check of a new species.',
    option: 'iter',
    optionHelp: 'sub-iterations per series and round; 0 makes new maps without refining',
  },
  {
    key: 'firstResolutionPercent',
    paramsOfM: ['InitialResolutionPercent'],
    kind: 'number',
    default: 100,
    least: 5,
    most: 100,
    whole: false,
    section: schedule,
    label: 'Starting resolution (%)',
    help: 'Of the available resolution, in the first sub-iteration. Later ones use more, the last all of it. Lower it, to 70 say, for new data or after changing a grid.',
    option: 'first_iteration_fraction',
    optionHelp: 'part of the available resolution used in the first sub-iteration, rising to 1',
    optionFactor: 0.01,
  },
  {
    key: 'minParticles',
    paramsOfM: ['MinParticlesPerItem'],
    kind: 'number',
    default: 1,
    least: 1,
    most: 1e9,
    whole: true,
    section: schedule,
    label: 'Minimum particles per series',
    help: 'Of all species together. Series with fewer stay as they are and are left out of the maps.',
    option: 'min_particles',
    optionHelp: 'leave out series with fewer particles, all species together',
  },
  {
    key: 'rounds',
    kind: 'number',
    default: 3,
    least: 1,
    most: 100,
    whole: true,
    section: schedule,
    label: 'Maximum rounds',
    help: 'Each refines all series and then makes the maps that the next one refines against. Ends earlier when the resolution stops improving. One round is one run of M.',
    option: 'rounds',
    optionHelp:
      'most rounds of refining all series and making new maps; ends earlier when the resolution stops improving',
  },
  {
    key: 'adaptive',
    kind: 'switch',
    default: false,
    section: schedule,
    label: 'Start each round at the FSC = 0.5 resolution',
    help: 'And go on to where it is 0.143, instead of a fixed part of the resolution.',
    option: 'adaptive',
    optionHelp:
      'start each round at the resolution where the FSC is 0.5 and go on to where it is 0.143 (instead of --first_iteration_fraction)',
  },
  {
    key: 'localReference',
    kind: 'switch',
    default: false,
    section: schedule,
    label: 'Locally filtered references',
    help: 'Instead of the FSC of the whole map: parts that are resolved worse bring in less noise. Both halves decide on the filter, so leave it off for a gold-standard FSC.',
    option: 'local_reference',
    optionHelp:
      'filter the references by their local signal and noise instead of the FSC of the whole map; both halves decide on the filter, so leave it off for gold-standard claims',
  },
  {
    key: 'sharedReference',
    kind: 'switch',
    default: false,
    section: schedule,
    label: 'Share all of the references beyond 40 Å between half-maps',
    help: 'As M does, also where the resolution is no finer than that; it is then not gold-standard. Otherwise they share what is coarser than 1.25 times the resolution, too.',
    option: 'shared_reference',
    optionHelp:
      'give the references of both half-maps everything beyond 40 Å in common, as M does, not only what is also coarser than 1.25 times the resolution',
  },
  ...refinedParameters.flatMap((parameter) => parameterFields(parameter, geometry)),
  {
    key: 'doming',
    paramsOfM: ['DoDoming'],
    kind: 'switch',
    default: false,
    section: geometry,
    label: 'Doming (frame series)',
    help: 'Bending of the ice over the frames of a movie.',
    unavailable: 'It belongs to frame series, which the engine does not refine.',
  },
  {
    key: 'tiltMovies',
    paramsOfM: ['DoTiltMovies'],
    kind: 'switch',
    default: false,
    section: geometry,
    label: 'Tilt movies (tilt series)',
    help: 'Motion within each tilt’s movie, which rewrites its average.',
    unavailable: 'The engine reads tilt averages and leaves movies alone.',
  },
  ...ctfParameters.map(({ key, label, help, option, optionHelp, paramsOfM, of }): SettingField => ({
    ...{ key, label, help, option, optionHelp, paramsOfM },
    kind: 'switch',
    default: false,
    section: ctf,
    ...(of !== undefined && { of }),
  })),
  {
    key: 'minimumCtfResolution',
    paramsOfM: ['MinimumCTFRefinementResolution'],
    kind: 'number',
    default: 7,
    least: 1,
    most: 15,
    whole: false,
    section: ctf,
    label: 'Use species with at least this resolution (Å)',
    help: 'Coarser species say too little about the CTF: rounds in which none is better leave it alone.',
    option: 'ctf_minresolution',
    optionHelp: 'refine the CTF by species with at least this resolution alone, Å',
  },
  {
    key: 'batchSize',
    paramsOfM: ['BatchSize'],
    kind: 'number',
    default: 16,
    least: 1,
    most: 256,
    whole: true,
    section: ctf,
    label: 'Batch size (speed vs. memory)',
    help: 'Particle images that the CTF is refined with at a time.',
    option: 'ctf_batch',
    optionHelp: 'particle images that the CTF is refined with at a time, at most',
  },
  ...(
    [
      [
        'cs',
        'DoCs',
        'PixelSize (actually Cs)',
        'Spherical aberration, which takes up an error of the pixel size.',
      ],
      ['zernike13', 'DoZernike13', 'Odd Zernike orders (fast): 3', 'Beam tilt and trefoil.'],
      ['zernike5', 'DoZernike5', 'Odd Zernike orders (fast): 5', 'Odd aberrations of fifth order.'],
      ['zernike2', 'DoZernike2', 'Even Zernike orders (slow): 2', 'Even aberrations of second order.'],
      ['zernike4', 'DoZernike4', 'Even Zernike orders (slow): 4', 'Even aberrations of fourth order.'],
    ] as const
  ).map(([key, paramOfM, label, help]): SettingField => ({
    key,
    kind: 'switch',
    default: false,
    section: ctf,
    label,
    help,
    paramsOfM: [paramOfM],
    unavailable: noAberrations,
  })),
  {
    key: 'cpuMemory',
    paramsOfM: ['UseHostMemory'],
    kind: 'switch',
    default: false,
    section: advanced,
    label: 'Use CPU memory for particles',
    help: 'Keeps particle images in main memory and brings them to the adapter when due: slower, for cards with little memory.',
    option: 'cpu_memory',
    optionHelp: 'keep particle images in main memory, bring them to the adapter when due',
  },
  {
    key: 'weightThreshold',
    paramsOfM: ['BFactorWeightingThreshold'],
    kind: 'number',
    default: 0.05,
    least: 0,
    most: 0.99,
    whole: false,
    section: advanced,
    label: 'B-factor weight cut-off',
    help: 'A tilt is used up to the resolution at which its B-factor weight falls to this.',
    option: 'weight_threshold',
    optionHelp:
      'use a tilt up to the frequency where its B-factor weight, relative to the best tilt, falls to this',
  },
  {
    key: 'prior',
    kind: 'switch',
    default: true,
    section: advanced,
    label: 'Regularize warp grids',
    help: 'Nodes that see no particle follow their neighbors. Expected amplitude: 3 Å between nodes of the image warp, 5 Å in the volume warp.',
    option: 'prior',
    optionHelp:
      'do not draw grid nodes to their neighbors; by default nodes that see no particle follow them (standard deviation of differences 3 Å in the image warp, 5 Å in the volume warp)',
  },
  {
    key: 'accept',
    kind: 'text',
    default: '',
    section: advanced,
    label: 'Go on in spite of',
    help: `What a refinement stops at, by name, several with commas: ${Object.keys(doubtNames).join(', ')}.`,
    option: 'accept',
    optionHelp: acceptHelp,
  },
  {
    key: 'memory',
    kind: 'number',
    default: 0,
    least: 0,
    most: 1024,
    whole: false,
    section: advanced,
    label: 'Memory for particle images on the GPU (GiB)',
    help: 'What does not fit waits in main memory. 0: what the setting murmuration.memory says, otherwise three fifths of what the GPU has free, or 4 where the system does not say.',
    option: 'memory',
    optionHelp: 'particle images that may stay on the GPU, GiB (default: three fifths of what it has free)',
  },
  {
    key: 'adapter',
    kind: 'text',
    default: '',
    section: advanced,
    label: 'GPUs',
    help: 'Parts of their names, with commas; "software", "llvmpipe" or "lavapipe" for Mesa’s. Series are shared out among them. Empty: what the setting murmuration.adapter says, otherwise the best available.',
    option: 'adapter',
    optionHelp: 'parts of the names of GPUs, with commas; "software", "llvmpipe" or "lavapipe" for Mesa’s',
  },
  {
    key: 'workers',
    kind: 'number',
    default: 1,
    least: 1,
    most: 64,
    whole: true,
    section: advanced,
    label: 'Processes per GPU',
    help: 'Several work on different series at the same time, each with its share of the memory. Worthwhile where a GPU waits for the processor.',
    option: 'workers',
    optionHelp: 'processes per GPU, which work on different series at the same time',
  },
];

export const defaultSettings = Object.fromEntries(
  settingFields.map((field) => [field.key, field.default]),
) as unknown as RefinementSettings;

export function gridNodes(grid: string): number[] {
  return grid.split('x').map(Number);
}
