/** All parameters of one series as one vector of increments: which groups it holds, where, and what is known of them. */
import type { TiltSeries } from '../../model/tiltSeries';
import type { ParameterGroup } from './groups/group';
import { imageWarpGroup, withWarpSize } from './groups/imageWarp';
import type { WarpSize } from './groups/imageWarp';
import { levelAnglesGroup } from './groups/levelAngles';
import { magnificationGroup } from './groups/magnification';
import { posesGroup } from './groups/poses';
import { stageAnglesGroup, withStageAngles } from './groups/stageAngles';
import { volumeWarpGroup, withVolumeWarpSize } from './groups/volumeWarp';
import type { VolumeWarpSize } from './groups/volumeWarp';
import { buildMotionMatrix } from './motion';
import type { MotionMatrix } from './motion';
import type { SeriesParticles, View } from './views';

/** What is refined; null and false leave a group alone. */
export interface RefinedGroups {
  readonly imageWarp: WarpSize | null;
  readonly volumeWarp: VolumeWarpSize | null;
  readonly stageAngles: boolean;
  readonly levelAngles: boolean;
  readonly magnification: boolean;
  readonly particles: boolean;
}

export interface Parameters {
  readonly count: number;
  readonly groups: readonly { readonly group: ParameterGroup; readonly first: number }[];
}

/** The series with grids of the sizes that are refined. */
export function withGridSizes(series: TiltSeries, groups: RefinedGroups): TiltSeries {
  let sized = series;
  if (groups.imageWarp !== null) sized = withWarpSize(sized, groups.imageWarp);
  if (groups.volumeWarp !== null) sized = withVolumeWarpSize(sized, groups.volumeWarp);
  return groups.stageAngles ? withStageAngles(sized) : sized;
}

export function planParameters(
  refined: RefinedGroups,
  series: TiltSeries,
  species: readonly SeriesParticles[],
): Parameters {
  const groups: ParameterGroup[] = [];
  if (refined.imageWarp !== null) groups.push(imageWarpGroup(refined.imageWarp, series.tiltCount));
  if (refined.volumeWarp !== null) groups.push(volumeWarpGroup(refined.volumeWarp, series));
  if (refined.stageAngles) groups.push(stageAnglesGroup(series));
  if (refined.levelAngles) groups.push(levelAnglesGroup(series));
  if (refined.magnification) groups.push(magnificationGroup());
  if (refined.particles) species.forEach((particles, index) => groups.push(posesGroup(index, particles)));
  let count = 0;
  const placed = groups.map((group) => {
    const first = count;
    count += group.count;
    return { group, first };
  });
  return { count, groups: placed };
}

/** How the parameters move the views of one species. */
export function motionMatrix(parameters: Parameters, species: number, views: readonly View[]): MotionMatrix {
  return buildMotionMatrix(views.length, (index, emit) => {
    for (const { group, first } of parameters.groups)
      group.move(views[index], species, (component, parameter, weight) =>
        emit(component, first + parameter, weight),
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
