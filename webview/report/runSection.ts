/** What the run did so far: resolution over rounds, gains of sub-iterations, series, and how far particles moved. */
import type { RunReport } from '../../shared/records/report';
import type { ReportHost } from '../../shared/protocol/report';
import { createCurvePlot } from '../plots/curvePlot';
import type { Remote } from '../../shared/rpc';
import { notGoldStandard } from '../../shared/report/caution';
import {
  movementChart,
  roundsChart,
  seriesChart,
  seriesMeasures,
  seriesName,
  stagesChart,
  type SeriesMeasure,
} from '../../shared/report/charts';
import { createChoice } from './controls';
import { createResidualView } from './residualView';

export interface RunSection {
  readonly element: HTMLElement;
  draw(run: RunReport): void;
}

/** Å, of the counts that the engine sends */
const bin = 0.1;

export function createRunSection(
  host: Remote<ReportHost>,
  remembered: unknown,
  remember: (chosen: unknown) => void,
): RunSection {
  const element = document.createElement('section');
  element.hidden = true;
  const title = document.createElement('h2');
  title.textContent = 'This refinement';
  const plots = [0, 1, 2, 3].map(() => createCurvePlot({ host, height: 240 }));
  const [rounds, stages, series, movement] = plots;
  let run: RunReport | undefined;
  const measure = createChoice('Each series by', () => draw());
  measure.offer(
    seriesMeasures.map((value) => ({ value, label: value })),
    typeof remembered === 'string' ? remembered : undefined,
  );
  const seriesPlace = document.createElement('div');
  seriesPlace.append(measure.element, series.element);
  const warning = document.createElement('p');
  warning.className = 'note';
  warning.textContent = notGoldStandard;
  const table = document.createElement('table');
  table.className = 'rounds';
  const skipped = document.createElement('ul');
  const grid = document.createElement('div');
  grid.className = 'pair';
  grid.append(rounds.element, stages.element, seriesPlace, movement.element);
  const residuals = createResidualView(host);
  element.append(title, warning, table, skipped, grid, residuals.element);

  const draw = (): void => {
    if (run === undefined) return;
    remember(measure.get());
    warning.hidden = !run.localReference;
    rounds.draw(roundsChart(run));
    stages.draw(stagesChart(run));
    series.draw(seriesChart(run, measure.get() as SeriesMeasure));
    movement.draw(movementChart(run, bin));
    movement.element.hidden = !run.series.some(({ movedCounts }) => movedCounts !== undefined);
    stages.element.hidden = !run.series.some(({ stages: some }) => some !== undefined);
    residuals.draw(
      run.residuals.map((row) => ({
        name: `${row.species} in ${row.source}`,
        of: `${row.series} series of round ${row.round}`,
        residuals: row.residuals,
      })),
    );
    fillTable(table, run);
    skipped.replaceChildren(
      ...run.skipped.map(({ round, series: name, reason }) => {
        const item = document.createElement('li');
        item.textContent = `Round ${round} left out ${name}: ${reason}`;
        return item;
      }),
    );
    element.dataset.series = String(run.series.length);
  };

  return {
    element,
    draw(next) {
      run = next;
      element.hidden = next.rounds.length === 0;
      draw();
    },
  };
}

function fillTable(table: HTMLTableElement, { rounds, series }: RunReport): void {
  const last = Math.max(rounds.at(-1)?.round ?? 0, ...series.map(({ round }) => round));
  const head = [
    'Round',
    'Resolution',
    'Series',
    'Particles moved (rms, farthest)',
    'turned (rms, farthest)',
    'Parameters',
  ];
  const rows = Array.from({ length: last + 1 }, (_, round) => {
    const rowsOf = series.filter((row) => row.round === round);
    const total = rowsOf.reduce((sum, { particles }) => sum + particles, 0);
    const rms = (value: 'movedPosition' | 'movedAngle'): number =>
      Math.sqrt(rowsOf.reduce((sum, row) => sum + row.particles * row[value] ** 2, 0) / Math.max(1, total));
    const most = (value: 'furthestPosition' | 'furthestAngle'): number =>
      Math.max(...rowsOf.map((row) => row[value]));
    const resolutions = rounds
      .find((one) => one.round === round)
      ?.species.map(
        ({ name, resolution }) => `${name} ${resolution === null ? 'unknown' : `${resolution.toFixed(1)} Å`}`,
      );
    return [
      round === 0 ? 'Start' : String(round),
      resolutions?.join(', ') ?? '',
      rowsOf.length === 0 ? '' : String(new Set(rowsOf.map(seriesName)).size),
      rowsOf.length === 0
        ? ''
        : `${rms('movedPosition').toFixed(1)} Å, ${most('furthestPosition').toFixed(1)} Å`,
      rowsOf.length === 0 ? '' : `${rms('movedAngle').toFixed(2)}°, ${most('furthestAngle').toFixed(2)}°`,
      rowsOf.length === 0 ? '' : parametersOf(rowsOf),
    ];
  });
  table.replaceChildren();
  table.createCaption().textContent = 'Rounds';
  const line = table.createTHead().insertRow();
  for (const text of head) {
    const cell = document.createElement('th');
    cell.scope = 'col';
    cell.textContent = text;
    line.append(cell);
  }
  const body = table.createTBody();
  for (const row of rows) {
    const tr = body.insertRow();
    for (const text of row) tr.insertCell().textContent = text;
  }
}

/** `image warp 540, particle poses 480` over all series of the round. */
function parametersOf(rows: RunReport['series']): string {
  const sums = new Map<string, number>();
  for (const { parameters } of rows)
    for (const [group, count] of Object.entries(parameters)) sums.set(group, (sums.get(group) ?? 0) + count);
  return [...sums].map(([group, count]) => `${group} ${count.toLocaleString('en')}`).join(', ');
}
