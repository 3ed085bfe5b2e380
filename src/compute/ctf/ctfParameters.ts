/** What of the transfer function can be refined, in the order of forms; what knows of it walks this list. */
import type { TiltSeriesChanges } from '../../model/tiltSeriesChanges';

export interface CtfParameter<Key extends string = string> {
  /** Of its switch in a settings file. */
  readonly key: Key;
  /** For people. */
  readonly name: string;
  readonly label: string;
  readonly help: string;
  /** Of `murmur refine`, without dashes. */
  readonly option: string;
  readonly optionHelp: string;
  /** M's Params of a population's LastRefinementOptions; the first is read, all are written. */
  readonly paramsOfM: readonly string[];
  /** Another one that it is a part of: it switches it on. */
  readonly of?: string;
  /** Parts of a series that it changes. */
  readonly writes: readonly (keyof TiltSeriesChanges)[];
}

const list = [
  {
    key: 'defocus',
    name: 'defocus',
    label: 'Defocus',
    help: 'Defocus and astigmatism of each tilt, with what the other tilts say where its own images say little. What does not help particles of both half-sets stays as it was.',
    option: 'ctf_defocus',
    optionHelp: 'refine defocus and astigmatism of each tilt',
    paramsOfM: ['DoDefocus', 'DoAstigmatismDelta', 'DoAstigmatismAngle'],
    writes: ['defocus', 'astigmatism', 'astigmatismAngle'],
  },
  {
    key: 'defocusGridSearch',
    name: 'search of the defocus',
    label: 'Grid search in 1st iteration',
    help: 'Looks for the defocus of each tilt up to 0.3 µm away before refining it. Once is enough, and for estimates that may be wrong.',
    option: 'ctf_defocusexhaustive',
    optionHelp: 'look for the defocus of each tilt up to 0.3 µm away before refining it',
    paramsOfM: ['DoDefocusGridSearch'],
    of: 'defocus',
    writes: [],
  },
  {
    key: 'phaseShift',
    name: 'phase shift',
    label: 'Phase shift',
    help: 'Of a phase plate, for each tilt.',
    option: 'ctf_phase',
    optionHelp: 'refine the phase shift of each tilt (phase plates)',
    paramsOfM: ['DoPhaseShift'],
    writes: ['phaseShift'],
  },
] as const satisfies readonly CtfParameter[];

export type CtfKey = (typeof list)[number]['key'];

export const ctfParameters: readonly CtfParameter<CtfKey>[] = list;

/** What is refined of transfer functions, and by what. */
export type CtfSettings = Readonly<Record<CtfKey, boolean>> & {
  /** Å: species whose references are coarser say nothing. */
  readonly minimumResolution: number;
  /** Particle images at once, at most. */
  readonly batch: number;
};

export const noCtf: CtfSettings = {
  defocus: false,
  defocusGridSearch: false,
  phaseShift: false,
  minimumResolution: 7,
  batch: 16,
};

export function asksTilts({ defocus, phaseShift }: CtfSettings): boolean {
  return defocus || phaseShift;
}

/** Parts of a series that are written. */
export function ctfWrites(settings: CtfSettings): readonly (keyof TiltSeriesChanges)[] {
  return ctfParameters.flatMap(({ key, writes }) => (settings[key] ? writes : []));
}
