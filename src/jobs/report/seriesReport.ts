/** A series' tilts as curves, and its warps as movements of points, from what its file holds now. */
import { tiltBfactor, tiltScale } from '../../compute/geometry/weights';
import { tiltFraction } from '../../compute/geometry/projection';
import { evaluate as evaluateCubic } from '../../../shared/math/cubicGrid';
import { evaluate as evaluateLinear } from '../../../shared/math/linearGrid4';
import { rootName } from '../../formats/paths';
import { readPopulation, readPopulationSources } from '../../model/population';
import { seriesXmlPath } from '../../model/source';
import type { TiltSeries } from '../../model/tiltSeries';
import { readTiltSeries } from '../../model/tiltSeriesFile';
import { Problem } from '../../../shared/problem';
import { readSeriesResiduals } from './diagnosticFiles';
import type { ImageWarp, SeriesReport, VolumeWarp } from '../../../shared/records/report';

/** Arrows across an image, and times of a volume: enough to see, few enough to send. */
const across = 13;
const times = 11;
/** Of the volume, which is flatter than it is wide. */
const volumePoints = [9, 9, 3] as const;

/** @param source name of the data source. Throws Problem where there is no such series, or its files are broken. */
export async function readSeriesReport(
  populationPath: string,
  source: string,
  series: string,
): Promise<SeriesReport> {
  const population = await readPopulation(populationPath);
  const owner = (await readPopulationSources(population)).find(({ name }) => name === source);
  const listed = owner?.files.find((file) => rootName(file.name) === series);
  if (owner === undefined || listed === undefined)
    throw new Problem(`there is no series ${series} in a data source ${source}`, { where: population.path });
  const file = await readTiltSeries(seriesXmlPath(owner, listed.name), owner);
  const residuals = await readSeriesResiduals(populationPath, { source, series });
  return seriesReport(source, file.series, residuals);
}

export function seriesReport(
  source: string,
  series: TiltSeries,
  residuals: SeriesReport['residuals'] = [],
): SeriesReport {
  const imageWarp = imageWarpOf(series);
  return {
    source,
    series: series.name,
    tilts: Array.from(series.angles, (angle, tilt) => ({
      angle: (angle * 180) / Math.PI,
      dose: series.dose[tilt],
      weight: tiltScale(series, tilt),
      bfactor: tiltBfactor(series, tilt),
      defocus: evaluateCubic(series.defocus, 0.5, 0.5, tiltFraction(series, tilt)) / 1e4,
      warp: rmsOf(imageWarp.moves[tilt], 2),
      used: series.used[tilt],
    })),
    imageWarp,
    volumeWarp: volumeWarpOf(series),
    residuals,
  };
}

/** The warp is taken from the projected position (see geometry/projection): points move against it. */
function imageWarpOf(series: TiltSeries): ImageWarp {
  const { imageSize, imageWarp } = series;
  const up = Math.max(2, Math.round((across * imageSize[1]) / imageSize[0]));
  return {
    size: imageSize,
    points: [across, up],
    moves: Array.from({ length: series.tiltCount }, (_, tilt) => {
      const v = tiltFraction(series, tilt);
      const moves: number[] = [];
      for (let row = 0; row < up; row++)
        for (let column = 0; column < across; column++) {
          const [gx, gy] = [column / (across - 1), row / (up - 1)];
          moves.push(
            short(-evaluateCubic(imageWarp.x, gx, gy, v)),
            short(-evaluateCubic(imageWarp.y, gx, gy, v)),
          );
        }
      return moves;
    }),
  };
}

function volumeWarpOf(series: TiltSeries): VolumeWarp {
  const { volumeWarp, dose } = series;
  const [first, last] = [Math.min(...dose), Math.max(...dose)];
  const [nx, ny, nz] = volumePoints;
  const steps = volumeWarp.x.size[3] > 1 ? times : 1;
  return {
    size: series.volumeSize,
    points: volumePoints,
    doses: Array.from({ length: steps }, (_, t) => first + ((last - first) * t) / Math.max(1, steps - 1)),
    moves: Array.from({ length: steps }, (_, t) => {
      const u = t / Math.max(1, steps - 1);
      const moves: number[] = [];
      for (let k = 0; k < nz; k++)
        for (let j = 0; j < ny; j++)
          for (let i = 0; i < nx; i++)
            for (const grid of [volumeWarp.x, volumeWarp.y, volumeWarp.z])
              moves.push(short(evaluateLinear(grid, [i / (nx - 1), j / (ny - 1), k / (nz - 1)], u)));
      return moves;
    }),
  };
}

/** Root mean square length of vectors of so many components. */
export function rmsOf(moves: readonly number[], components: number): number {
  const sum = moves.reduce((total, value) => total + value * value, 0);
  return Math.sqrt((sum * components) / Math.max(moves.length, 1));
}

/** Hundredths of an Å are finer than an arrow. */
function short(value: number): number {
  return Math.round(value * 100) / 100 + 0;
}
