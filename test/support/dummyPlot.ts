/** A plot of the report that nobody needs: what adding one takes. */
import type { RunReport } from '../../shared/records/report';
import type { Plot } from '../../shared/report/plots/plot';
import { reportPlots, type ReportPlots } from '../../shared/report/reportPlots';

/** How many particles each series has, or their share. */
const crowds: Plot<RunReport> = {
  kind: 'curves',
  key: 'crowds',
  height: 200,
  choice: { label: 'Crowds by', values: ['count', 'share'], onPaper: ['count', 'share'] },
  isShown: ({ series }) => series.some(({ particles }) => particles > 0),
  chart: ({ series }, measure) => {
    const total = series.reduce((sum, { particles }) => sum + particles, 0);
    return {
      title: `Crowds by ${measure}`,
      x: { label: 'Series', unit: '', whole: true },
      y: { label: 'Particles', unit: '' },
      curves: [
        {
          name: measure,
          x: series.map((_, i) => i + 1),
          y: series.map(({ particles }) => (measure === 'share' ? particles / total : particles)),
        },
      ],
    };
  },
};

export const withDummyPlot: ReportPlots = { ...reportPlots, run: [...reportPlots.run, crowds] };
