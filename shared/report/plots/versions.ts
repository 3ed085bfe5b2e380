/** What the versions of each species are resolved to. */
import type { ProjectReport } from '../../records/report';
import type { CurvePlot } from './plot';

export const versions: CurvePlot<ProjectReport> = {
  kind: 'curves',
  key: 'versions',
  height: 240,
  chart: ({ species }) => ({
    title: 'Resolution over versions',
    x: { label: 'Version', unit: '', whole: true },
    y: { label: 'Resolution', unit: 'Å' },
    curves: species.map((one) => ({
      name: one.name,
      x: one.versions.map((_, index) => index + 1),
      y: one.versions.map(({ resolution }) => resolution ?? Number.NaN),
    })),
  }),
};
