/** How many particles moved how far, a curve a round. */
import { movementBin } from '../../records/events';
import type { RunReport } from '../../records/report';
import type { CurvePlot } from './plot';

export const movement: CurvePlot<RunReport> = {
  kind: 'curves',
  key: 'movement',
  height: 240,
  isShown: ({ series }) => series.some(({ movedCounts }) => movedCounts !== undefined),
  chart: ({ series }) => {
    const rounds = [...new Set(series.map(({ round }) => round))];
    const sums = rounds.map((round) => {
      const sum: number[] = [];
      for (const row of series)
        if (row.round === round) row.movedCounts?.forEach((count, i) => (sum[i] = (sum[i] ?? 0) + count));
      return Array.from(sum, (count) => count ?? 0);
    });
    const longest = Math.max(0, ...sums.map(({ length }) => length));
    // About twenty-five steps, of a round width.
    const join = [1, 2, 5, 10, 20, 50].find((factor) => longest / factor <= 25) ?? 50;
    const steps = Math.ceil(longest / join) + 1;
    return {
      title: 'Particle shifts',
      x: { label: 'Movement in the images, rms over tilts', unit: 'Å' },
      y: { label: 'Particles', unit: '' },
      curves: rounds.map((round, i) => ({
        name: `round ${round}`,
        x: Array.from({ length: steps }, (_, step) => Number((step * join * movementBin).toFixed(3))),
        y: Array.from({ length: steps }, (_, step) =>
          sums[i].slice(step * join, (step + 1) * join).reduce((total, count) => total + count, 0),
        ),
        kind: 'steps',
      })),
    };
  },
};
