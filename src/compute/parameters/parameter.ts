/** What a refined parameter is: one file that says all about it, in the list of `index`. */
import type { TiltSeriesChanges } from '../../model/tiltSeriesChanges';
import type { TiltSeries } from '../../model/tiltSeries';
import type { SeriesParticles } from './views';
import type { ParameterGroup } from './group';

/** Its `groups` say what it is refined with: nodes along each axis of its grid, or `true`. */
export interface RefinedParameter<Key extends string = string> {
  /** Of its switch in a settings file; its grid is the `keyGrid`. */
  readonly key: Key;
  /** For people and events. */
  readonly name: string;
  readonly label: string;
  readonly help: string;
  /** Of `murmur refine`, without dashes; takes the grid where there is one. */
  readonly option: string;
  /** What the option does. */
  readonly optionHelp: string;
  /** In which its standard errors are told, and how much of the engine's own unit that is; missing for poses, which are told by particle. */
  readonly unit?: { readonly name: string; readonly size: number };
  /** M's Params of a population's LastRefinementOptions, where M knows it. */
  readonly paramsOfM?: { readonly on: string; readonly grid?: readonly string[] };
  readonly grid?: {
    readonly label: string;
    readonly help: string;
    readonly default: string;
    /** Least and most nodes along each axis. */
    readonly range: readonly (readonly [number, number])[];
  };
  /** Another one that images cannot tell from it, and what to do. */
  readonly excludes?: { readonly key: string; readonly why: string; readonly remedy: string };
  /** Å: species whose references are coarser take no part, and without any it stays as it is. */
  readonly coarsest?: number;
  /** Parts of a series that it changes: written when it was refined, kept in checkpoints. */
  readonly writes: readonly (keyof TiltSeriesChanges)[];
  /** Elements and attributes of the root in a series' XML by which a version shows that it changed. */
  readonly xml: readonly string[];
  /** The series with what it lacks to be refined: grids of that size. */
  readonly sized?: (series: TiltSeries, setting: never) => TiltSeries;
  readonly groups: (
    setting: never,
    series: TiltSeries,
    species: readonly SeriesParticles[],
  ) => readonly ParameterGroup[];
}

/** Checks a parameter, and keeps its own type: that of its key, its grid and its setting. */
export function refinedParameter<const Parameter extends RefinedParameter>(parameter: Parameter): Parameter {
  return parameter;
}
