/** A deformed series with a few particles, and everything refined. */
import { constantGrid } from '../../shared/math/grids';
import { seededNormal } from '../../shared/math/random';
import type { RefinedGroups } from '../../src/compute/parameters/refinedParameters';
import type { SeriesParticles } from '../../src/compute/parameters/views';
import { withGridSizes } from '../../src/compute/refine/parameterVector';
import { plainSeries } from './tiltSeries';

export const everything: RefinedGroups = {
  imageWarp: [3, 2],
  volumeWarp: [2, 2, 2, 3],
  stageAngles: true,
  levelAngles: true,
  magnification: true,
  particlePoses: true,
  defocusOffset: true,
};

/** Particles well inside. */
export function deformedParticles(samples: number) {
  const normal = seededNormal(5 + samples);
  const series = withGridSizes(
    {
      ...plainSeries(5),
      axisAngles: new Float64Array(5).fill(-1.5),
      levelAngleX: 0.02,
      levelAngleY: -0.03,
      stageAngles: { x: constantGrid(0.01), y: constantGrid(-0.02), z: constantGrid(0.015) },
    },
    everything,
  );
  for (const grid of [series.imageWarp.x, series.imageWarp.y, ...Object.values(series.volumeWarp)])
    grid.values.forEach((_, i) => (grid.values[i] = 4 * normal()));
  const count = 4;
  const position = (): number[] => [1000 + 200 * normal(), 1500 + 300 * normal(), 300 + 60 * normal()];
  const angles = (): number[] => [normal(), 1 + 0.3 * normal(), normal()];
  const repeat = (make: () => number[]): Float64Array =>
    Float64Array.from(
      Array.from({ length: count }, () => {
        const one = make();
        return Array.from({ length: samples }, () => one.map((value) => value + 0.01 * normal())).flat();
      }).flat(),
    );
  const particles: SeriesParticles = {
    count,
    samples,
    positions: repeat(position),
    angles: repeat(angles),
    halfSet: new Uint8Array(count),
  };
  return { series, particles, normal };
}
