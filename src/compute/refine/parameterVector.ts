/** All parameters of one series as one vector of increments: which groups it holds, where, and what is known of them. */
import type { TiltSeries } from '../../model/tiltSeries';
import { layoutOf } from '../channels/viewChannels';
import { nodesOf } from '../parameters/viewJacobian';
import type { ViewJacobian } from '../parameters/viewJacobian';
import { refinedOf, type RefinedGroups } from '../parameters/refinedParameters';
import type { ParameterGroup } from '../parameters/group';
import type { SeriesParticles, Views } from '../parameters/views';

export interface PlacedGroup {
  readonly group: ParameterGroup;
  /** Its first parameter among all. */
  readonly first: number;
  /** Å: coarser species take no part. */
  readonly coarsest: number;
}

export interface Parameters {
  readonly count: number;
  readonly groups: readonly PlacedGroup[];
}

/** The series with grids of the sizes that are refined. */
export function withGridSizes(series: TiltSeries, refined: RefinedGroups): TiltSeries {
  return refinedOf(refined).reduce(
    (sized, { parameter, setting }) => parameter.sized?.(sized, setting) ?? sized,
    series,
  );
}

export function planParameters(
  refined: RefinedGroups,
  series: TiltSeries,
  species: readonly SeriesParticles[],
): Parameters {
  let count = 0;
  const groups = refinedOf(refined).flatMap(({ parameter, setting }) =>
    parameter.groups(setting, series, species).map((group): PlacedGroup => {
      const first = count;
      count += group.count;
      return { group, first, coarsest: parameter.coarsest ?? Infinity };
    }),
  );
  return { count, groups };
}

/**
 * How the parameters move the views of one species, through the channels of those that it takes part in.
 * @param resolution Å, of its references
 */
export function viewJacobian(
  parameters: Parameters,
  species: number,
  views: Views,
  resolution: number,
): ViewJacobian {
  const groups = parameters.groups.filter(({ coarsest }) => resolution <= coarsest);
  const layout = layoutOf(groups.flatMap(({ group }) => group.channels));
  return {
    layout,
    views: views.count,
    groups: groups.flatMap(({ group, first }) => {
      const motion = group.motion(views, species);
      return motion === null ? [] : [{ motion, group, first, nodes: nodesOf(motion) }];
    }),
  };
}

/** Series and particles with the increments added. */
export function withIncrements(
  parameters: Parameters,
  increments: Float64Array,
  series: TiltSeries,
  particles: readonly SeriesParticles[],
): { series: TiltSeries; particles: readonly SeriesParticles[] } {
  let moved = { series, particles };
  for (const { group, first } of parameters.groups) {
    const own = increments.subarray(first, first + group.count);
    moved = {
      series: group.withSeries(moved.series, own),
      particles: moved.particles.map((one, species) => group.withParticles(one, species, own)),
    };
  }
  return moved;
}
