/** The tilt angles that the microscope recorded: a tomostar keeps them when a series' XML holds refined ones. */
import { fileName } from '../../formats/paths';
import type { TomostarTilt } from '../../formats/tomostar';
import type { TiltSeriesFile } from '../../model/tiltSeriesFile';

/** Degrees, one per tilt of the XML; undefined where the tomostar does not have all its movies. */
export function recordedAngles(
  { moviePaths, series }: TiltSeriesFile,
  tomostar: readonly TomostarTilt[],
): readonly number[] | undefined {
  const byMovie = new Map(tomostar.map(({ movie, angle }) => [fileName(movie), angle]));
  const angles = moviePaths.map((movie) => byMovie.get(fileName(movie)));
  const isComplete = angles.length === series.tiltCount && byMovie.size === tomostar.length;
  if (isComplete && angles.every((angle) => angle !== undefined)) return angles;
  return tomostar.length === series.tiltCount && moviePaths.length === 0
    ? tomostar.map(({ angle }) => angle)
    : undefined;
}
