/** Every setting of a refinement: its key in a `*.refine.json`, its range, the option it becomes and M's name for it. */
import { doubtNames } from './doubtNames';

export interface RefinementSettings {
  /** Path of the `.population` file, from the folder of the settings file; empty where it is said elsewhere. */
  readonly population: string;
  readonly rounds: number;
  readonly subIterations: number;
  readonly firstResolutionPercent: number;
  readonly adaptive: boolean;
  readonly localReference: boolean;
  readonly sharedReference: boolean;
  readonly minParticles: number;
  readonly imageWarp: boolean;
  /** `3x3`: nodes along the image's width and height. */
  readonly imageWarpGrid: string;
  readonly particlePoses: boolean;
  readonly magnification: boolean;
  readonly doming: boolean;
  readonly stageAngles: boolean;
  readonly levelAngles: boolean;
  readonly volumeWarp: boolean;
  /** `3x3x2x10`: nodes along X, Y, Z and the exposure. */
  readonly volumeWarpGrid: string;
  readonly tiltMovies: boolean;
  readonly batchSize: number;
  readonly minimumCtfResolution: number;
  readonly defocus: boolean;
  readonly defocusGridSearch: boolean;
  readonly phaseShift: boolean;
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
  /** GiB of particle images on the adapter; 0 leaves it to the engine. */
  readonly memory: number;
  /** Part of the adapter's name; empty for the best there is. */
  readonly adapter: string;
}

export type SettingKey = keyof RefinementSettings;
export type SettingValue = string | number | boolean;

interface FieldBase {
  readonly key: SettingKey;
  readonly section: string;
  readonly label: string;
  readonly help: string;
  /** Of `murmur refine`, without dashes. */
  readonly option?: string;
  /** Why the engine cannot do it yet; its control is there, and disabled. */
  readonly unavailable?: string;
  /** Of no use while this other switch is off. */
  readonly of?: SettingKey;
}

export type SettingField = FieldBase &
  (
    | { readonly kind: 'switch'; readonly default: boolean }
    | {
        readonly kind: 'number';
        readonly default: number;
        readonly least: number;
        readonly most: number;
        readonly whole: boolean;
      }
    | {
        readonly kind: 'grid';
        readonly default: string;
        /** Least and most nodes along each axis. */
        readonly range: readonly (readonly [number, number])[];
      }
    | { readonly kind: 'text'; readonly default: string }
  );

const noCtf = 'The engine takes the CTF as it is; refining it is not built yet.';
const course = 'Course';
const geometry = 'Geometry';
const ctf = 'CTF';
const technical = 'Technical things';

export const settingFields: readonly SettingField[] = [
  {
    key: 'population',
    kind: 'text',
    default: '',
    section: course,
    label: 'Population',
    help: 'The .population file that is refined, from the folder of this file.',
    option: 'population',
  },
  {
    key: 'subIterations',
    kind: 'number',
    default: 3,
    least: 0,
    most: 20,
    whole: true,
    section: course,
    label: 'Refine for so many sub-iterations',
    help: 'In each round. 1 when one group alone is refined, otherwise 2 to 4; 0 only makes new maps, a check of a new species.',
    option: 'iter',
  },
  {
    key: 'firstResolutionPercent',
    kind: 'number',
    default: 80,
    least: 10,
    most: 100,
    whole: true,
    section: course,
    label: 'Use so much of the available resolution in the first sub-iteration (%)',
    help: 'Later ones use more, the last all of it. Lower it, to 70 say, for new data or after changing a grid.',
    option: 'first_iteration_fraction',
  },
  {
    key: 'minParticles',
    kind: 'number',
    default: 10,
    least: 1,
    most: 10000,
    whole: true,
    section: course,
    label: 'Only use series with at least so many particles',
    help: 'Of all species together. Series with fewer stay as they are and are left out of the maps.',
    option: 'min_particles',
  },
  {
    key: 'rounds',
    kind: 'number',
    default: 3,
    least: 1,
    most: 100,
    whole: true,
    section: course,
    label: 'Most rounds',
    help: 'Each refines all series and then makes the maps that the next one refines against. Ends earlier when the resolution stops improving. M does one each time.',
    option: 'rounds',
  },
  {
    key: 'adaptive',
    kind: 'switch',
    default: false,
    section: course,
    label: 'Begin each round where the FSC is 0.5',
    help: 'And go on to where it is 0.143, instead of a fixed part of the resolution.',
    option: 'adaptive',
  },
  {
    key: 'localReference',
    kind: 'switch',
    default: false,
    section: course,
    label: 'Filter references by local signal and noise',
    help: 'Instead of the FSC of the whole map: parts that are resolved worse bring in less noise. Both halves decide on the filter, so switch it off where the FSC is to count as gold-standard.',
    option: 'local_reference',
  },
  {
    key: 'sharedReference',
    kind: 'switch',
    default: false,
    section: course,
    label: 'Share all of the references beyond 40 Å between half-maps',
    help: 'As M does, also where the resolution is no finer than that; it is then not gold-standard. Otherwise they share what is coarser than 1.25 times the resolution, too.',
    option: 'shared_reference',
  },
  {
    key: 'imageWarp',
    kind: 'switch',
    default: true,
    section: geometry,
    label: 'Image warp',
    help: 'Shifts within each tilt image, on a grid over it.',
  },
  {
    key: 'imageWarpGrid',
    kind: 'grid',
    default: '3x3',
    range: [
      [1, 20],
      [1, 20],
    ],
    section: geometry,
    label: 'Image warp grid (columns x rows)',
    help: 'In the proportions of the image: 6x4 for a K3, 3x3 for a square one. M allows up to 10x10.',
    option: 'refine_imagewarp',
    of: 'imageWarp',
  },
  {
    key: 'particlePoses',
    kind: 'switch',
    default: true,
    section: geometry,
    label: 'Particle poses',
    help: 'Positions and orientations, at as many times over the exposure as the species has temporal samples.',
    option: 'refine_particles',
  },
  {
    key: 'magnification',
    kind: 'switch',
    default: false,
    section: geometry,
    label: 'Anisotropic magnification',
    help: 'One 2 x 2 matrix a series. Wants a resolution of a few Å.',
    option: 'refine_mag',
  },
  {
    key: 'doming',
    kind: 'switch',
    default: false,
    section: geometry,
    label: 'Doming (frame series)',
    help: 'Bending of the ice over the frames of a movie.',
    unavailable: 'It belongs to frame series, which the engine does not refine.',
  },
  {
    key: 'stageAngles',
    kind: 'switch',
    default: false,
    section: geometry,
    label: 'Stage angles (tilt series)',
    help: 'Three angles a tilt that turn its particles. For large particles, with an image warp of 2x2 or more.',
    option: 'refine_stageangles',
  },
  {
    key: 'levelAngles',
    kind: 'switch',
    default: false,
    section: geometry,
    label: 'Levelling angles (tilt series)',
    help: 'The two angles by which the sample lies askew; M has no such control. In a run of their own, without particle poses.',
    option: 'refine_levelangles',
  },
  {
    key: 'volumeWarp',
    kind: 'switch',
    default: false,
    section: geometry,
    label: 'Volume warp (tilt series)',
    help: 'Bending of the sample over the exposure, on a grid over the volume and the dose.',
  },
  {
    key: 'volumeWarpGrid',
    kind: 'grid',
    default: '3x3x2x10',
    range: [
      [1, 20],
      [1, 20],
      [1, 10],
      [2, 100],
    ],
    section: geometry,
    label: 'Volume warp grid (X x Y x Z x time)',
    help: 'Y lies along the tilt axis. At least 2 along Z, or shear cannot be described.',
    option: 'refine_volumewarp',
    of: 'volumeWarp',
  },
  {
    key: 'tiltMovies',
    kind: 'switch',
    default: false,
    section: geometry,
    label: 'Tilt movies (tilt series)',
    help: 'Motion within each tilt’s movie, which rewrites its average.',
    unavailable: 'The engine reads tilt averages and leaves movies alone.',
  },
  {
    key: 'batchSize',
    kind: 'number',
    default: 16,
    least: 1,
    most: 256,
    whole: true,
    section: ctf,
    label: 'Batch size (speed vs. memory)',
    help: 'Particles whose transfer functions are refined at a time.',
    unavailable: noCtf,
  },
  {
    key: 'minimumCtfResolution',
    kind: 'number',
    default: 7,
    least: 1,
    most: 15,
    whole: false,
    section: ctf,
    label: 'Use species with at least this resolution (Å)',
    help: 'Coarser species say too little about the CTF.',
    unavailable: noCtf,
  },
  ...(
    [
      ['defocus', 'Defocus', 'Defocus and astigmatism of each tilt.'],
      [
        'defocusGridSearch',
        'Grid search in 1st iteration',
        'Tries many defocus values before refining the best.',
      ],
      ['phaseShift', 'Phase shift', 'Of a phase plate, each tilt.'],
      ['cs', 'PixelSize (actually Cs)', 'Spherical aberration, which takes up an error of the pixel size.'],
      ['zernike13', 'Odd Zernike orders (fast): 3', 'Beam tilt and trefoil.'],
      ['zernike5', 'Odd Zernike orders (fast): 5', 'Odd aberrations of fifth order.'],
      ['zernike2', 'Even Zernike orders (slow): 2', 'Even aberrations of second order.'],
      ['zernike4', 'Even Zernike orders (slow): 4', 'Even aberrations of fourth order.'],
    ] as const
  ).map(([key, label, help]): SettingField => ({
    key,
    kind: 'switch',
    default: false,
    section: ctf,
    label,
    help,
    unavailable: noCtf,
  })),
  {
    key: 'cpuMemory',
    kind: 'switch',
    default: false,
    section: technical,
    label: 'Use CPU memory for particles',
    help: 'Keeps particle images in main memory and brings them to the adapter when due: slower, for cards with little memory.',
    option: 'cpu_memory',
  },
  {
    key: 'weightThreshold',
    kind: 'number',
    default: 0.25,
    least: 0.01,
    most: 0.99,
    whole: false,
    section: technical,
    label: 'B-factor weight cut-off',
    help: 'A tilt is used up to the resolution at which its B-factor weight falls to this.',
    option: 'weight_threshold',
  },
  {
    key: 'prior',
    kind: 'switch',
    default: true,
    section: technical,
    label: 'Grid nodes follow their neighbours',
    help: 'Where a node sees no particle. Differences of 3 Å in the image warp and 5 Å in the volume warp are taken as usual.',
    option: 'prior',
  },
  {
    key: 'accept',
    kind: 'text',
    default: '',
    section: technical,
    label: 'Go on in spite of',
    help: `What a refinement stops at, by name, several with commas: ${Object.keys(doubtNames).join(', ')}.`,
    option: 'accept',
  },
  {
    key: 'memory',
    kind: 'number',
    default: 0,
    least: 0,
    most: 1024,
    whole: false,
    section: technical,
    label: 'Memory for particle images on the adapter (GiB)',
    help: 'What does not fit waits in main memory. 0: what the setting murmuration.memory says, otherwise 4.',
    option: 'memory',
  },
  {
    key: 'adapter',
    kind: 'text',
    default: '',
    section: technical,
    label: 'Graphics adapter',
    help: 'Part of its name, or "software". Empty: what the setting murmuration.adapter says, otherwise the best there is.',
    option: 'adapter',
  },
];

export const defaultSettings = Object.fromEntries(
  settingFields.map((field) => [field.key, field.default]),
) as unknown as RefinementSettings;

export function gridNodes(grid: string): number[] {
  return grid.split('x').map(Number);
}
