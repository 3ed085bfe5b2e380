/** What the run did so far: resolution over rounds, gains of sub-iterations, series, and how far particles moved. */
import type { RunReport } from '../../shared/records/report';
import type { ReportHost } from '../../shared/protocol/report';
import type { Remote } from '../../shared/rpc';
import { notGoldStandard } from '../../shared/report/caution';
import { seriesName } from '../../shared/report/plots/bySeries';
import { reportPlots } from '../../shared/report/reportPlots';
import { createPlotGroup, type Chosen } from './plotGroup';

export interface RunSection {
  readonly element: HTMLElement;
  draw(run: RunReport): void;
}

export function createRunSection(
  host: Remote<ReportHost>,
  remembered: unknown,
  remember: (chosen: unknown) => void,
): RunSection {
  const element = document.createElement('section');
  element.hidden = true;
  const title = document.createElement('h2');
  title.textContent = 'This refinement';
  const plots = createPlotGroup(reportPlots.run, {
    host,
    remembered: (remembered ?? {}) as Chosen,
    changed: () => remember(plots.chosen()),
  });
  const caution = document.createElement('p');
  caution.className = 'note';
  caution.textContent = notGoldStandard;
  const table = document.createElement('table');
  table.className = 'rounds';
  const skipped = document.createElement('ul');
  const warnings = document.createElement('ul');
  warnings.setAttribute('aria-label', 'Warnings');
  const grid = document.createElement('div');
  grid.className = 'pair';
  const figures: HTMLElement[] = [];
  for (const { kind, element: plot, control } of plots.parts)
    if (kind === 'residuals') figures.push(plot);
    else grid.append(control === undefined ? plot : below(control, plot));
  element.append(title, caution, table, skipped, warnings, grid, ...figures);

  return {
    element,
    draw(run) {
      element.hidden = run.rounds.length === 0;
      caution.hidden = !run.localReference;
      plots.draw(run);
      fillTable(table, run);
      fillList(
        skipped,
        run.skipped.map(({ round, series: name, reason }) => `Round ${round} left out ${name}: ${reason}`),
      );
      fillList(
        warnings,
        run.warnings.map((warning) => `Warning: ${warning}`),
      );
      element.dataset.series = String(run.series.length);
    },
  };
}

function below(control: HTMLElement, plot: HTMLElement): HTMLElement {
  const place = document.createElement('div');
  place.append(control, plot);
  return place;
}

function fillList(list: HTMLUListElement, lines: readonly string[]): void {
  list.hidden = lines.length === 0;
  list.replaceChildren(
    ...lines.map((line) => {
      const item = document.createElement('li');
      item.textContent = line;
      return item;
    }),
  );
}

function fillTable(table: HTMLTableElement, { rounds, series }: RunReport): void {
  const last = Math.max(rounds.at(-1)?.round ?? 0, ...series.map(({ round }) => round));
  const head = [
    'Round',
    'Resolution',
    'Series',
    'Particles moved (rms, max)',
    'rotated (rms, max)',
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
