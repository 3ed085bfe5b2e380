/** All parameters of one series as one vector of increments: which groups it holds, where, and what is known of them. */
import type { TiltSeries } from '../../model/tiltSeries';
import { layoutOf, type ChannelLayout } from '../channels/viewChannels';
import { buildViewJacobian } from '../parameters/viewJacobian';
import type { ViewJacobian } from '../parameters/viewJacobian';
import { refinedOf, type RefinedGroups } from '../parameters/refinedParameters';
import type { ParameterGroup } from '../parameters/group';
import type { SeriesParticles, View } from '../parameters/views';

export interface Parameters {
  /** The channels through which they move views. */
  readonly layout: ChannelLayout;
  readonly count: number;
  readonly groups: readonly { readonly group: ParameterGroup; readonly first: number }[];
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
  const groups = refinedOf(refined).flatMap(({ parameter, setting }) =>
    parameter.groups(setting, series, species),
  );
  let count = 0;
  const placed = groups.map((group) => {
    const first = count;
    count += group.count;
    return { group, first };
  });
  return { layout: layoutOf(groups.flatMap(({ channels }) => channels)), count, groups: placed };
}

/** How the parameters move the views of one species. */
export function viewJacobian(parameters: Parameters, species: number, views: readonly View[]): ViewJacobian {
  return buildViewJacobian(parameters.layout, views.length, (index, emit) => {
    for (const { group, first } of parameters.groups)
      group.move(views[index], species, (channel, component, parameter, weight) =>
        emit(channel, component, first + parameter, weight),
      );
  });
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
