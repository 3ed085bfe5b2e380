/** What the species are resolved to after each round. */
import type { RunReport } from '../../records/report';
import type { CurvePlot } from './plot';

export const rounds: CurvePlot<RunReport> = {
  kind: 'curves',
  key: 'rounds',
  height: 240,
  chart: ({ rounds: done }) => ({
    title: 'Resolution over rounds',
    x: { label: 'Round', unit: '', whole: true },
    y: { label: 'Resolution', unit: 'Å' },
    curves: (done.at(0)?.species ?? []).map(({ guid, name }) => ({
      name,
      x: done.map(({ round }) => round),
      y: done.map((one) => one.species.find((other) => other.guid === guid)?.resolution ?? Number.NaN),
    })),
  }),
};
