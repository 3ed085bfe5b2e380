/** One series: what its tilts are like, and the warps that were found in it. */
import type { ProjectReport, RunReport, SeriesReport } from '../../shared/records/report';
import type { ReportHost } from '../../shared/protocol/report';
import type { Remote } from '../../shared/rpc';
import { seriesName } from '../../shared/report/plots/bySeries';
import { reportPlots } from '../../shared/report/reportPlots';
import { createChoice } from './controls';
import { createPicker } from './picker';
import { createPlotGroup, type Chosen as ChosenCurves } from './plotGroup';
import { orderMeasures, rankedSeries, type OrderMeasure } from './seriesOrder';
import { createImageWarpView, createVolumeWarpView } from './warpView';

export interface SeriesSection {
  readonly element: HTMLElement;
  draw(project: ProjectReport, run: RunReport | null): Promise<void>;
}

interface Chosen {
  readonly series?: string;
  readonly order?: string;
  readonly plots?: ChosenCurves;
}

export function createSeriesSection(
  host: Remote<ReportHost>,
  remembered: unknown,
  remember: (chosen: unknown) => void,
  showProblem: (error: unknown) => void,
): SeriesSection {
  const chosen = (remembered ?? {}) as Chosen;
  const element = document.createElement('section');
  const title = document.createElement('h2');
  title.textContent = 'Series and tilts';
  const series = createPicker('Series', () => void load());
  const order = createChoice('Worst first by', () => offerSeries());
  order.offer(
    orderMeasures.map((value) => ({ value, label: value })),
    chosen.order,
  );
  const plots = createPlotGroup(reportPlots.series, {
    host,
    remembered: chosen.plots,
    changed: () => rememberAll(),
    onChoose: (angle) => showTilt(angle),
  });
  const controls = document.createElement('div');
  controls.className = 'controls';
  controls.append(series.element, order.element, ...plots.parts.flatMap(({ control }) => control ?? []));
  const image = createImageWarpView(host);
  const volume = createVolumeWarpView(host);
  const pair = document.createElement('div');
  pair.className = 'pair warps';
  pair.append(image.element, volume.element);
  const ofKind = (wanted: string): readonly HTMLElement[] =>
    plots.parts.flatMap((part) => (part.kind === wanted ? [part.element] : []));
  element.append(title, controls, ...ofKind('curves'), pair, ...ofKind('residuals'));
  let project: ProjectReport | undefined;
  let run: RunReport | null = null;
  let detail: SeriesReport | undefined;
  /** Of which the details are shown: versions and what was done to it. */
  let loaded = '';

  const rowsOf = (name: string): RunReport['series'] =>
    run?.series.filter((row) => seriesName(row) === name) ?? [];

  const rememberAll = (): void => {
    if (detail === undefined) return;
    remember({
      ...{ series: seriesName(detail), order: order.get(), plots: plots.chosen() },
    } satisfies Chosen);
  };

  const drawPlots = (): void => {
    if (detail === undefined) return;
    rememberAll();
    const speciesNames = run?.rounds.at(0)?.species.map(({ name }) => name) ?? [];
    plots.draw({ detail, rows: rowsOf(seriesName(detail)), speciesNames });
  };

  const showTilt = (angle: number): void => {
    const tilt = detail?.tilts.findIndex((one) => one.angle === angle) ?? -1;
    if (tilt >= 0) image.show(tilt);
  };

  const offerSeries = (wanted?: string): void => {
    if (project === undefined) return;
    series.offer(rankedSeries(project, run, order.get() as OrderMeasure), wanted);
    // There is no worst among series that were not refined.
    order.element.hidden = series.element.hidden || run === null || run.series.length === 0;
    if (detail !== undefined) drawPlots();
  };

  const load = async (): Promise<void> => {
    const [source, name] = series.get().split('\n');
    if (name === undefined) return;
    try {
      detail = await host.series(source, name);
      image.draw(detail);
      volume.draw(detail);
      drawPlots();
    } catch (error) {
      showProblem(error);
    }
  };

  return {
    element,
    async draw(next, newRun) {
      const first = project === undefined;
      const files = JSON.stringify(next.species.map(({ versions }) => versions.length));
      project = next;
      run = newRun;
      const names = rankedSeries(next, run, 'name');
      offerSeries(first ? names.find(({ label }) => label === chosen.series)?.value : undefined);
      element.hidden = names.length === 0;
      // The file of a series changes when a round is saved, not with every event.
      if (loaded === files) drawPlots();
      else {
        loaded = files;
        await load();
      }
    },
  };
}
