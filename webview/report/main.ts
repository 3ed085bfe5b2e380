/** The report's page: what a refinement did and what the project has come to, in plots that grow while it runs. */
import type { ProjectReport, RunReport } from '../../shared/records/report';
import type { ReportHost, ReportState, ReportView, RunUpdate } from '../../shared/protocol/report';
import { hostPort, savedState, saveState } from '../shared/host';
import { connect, type Remote } from '../../shared/rpc';
import './report.css';
import { createProjectSection } from './projectSection';
import { createRunSection } from './runSection';
import { createSeriesSection } from './seriesSection';

let soFar: RunReport | null = null;
let shown: ProjectReport | null = null;
const host: Remote<ReportHost> = connect<ReportView, ReportHost>(hostPort, {
  updated: (update) => showRun(update),
  projectChanged: () => void loadProject(),
});

const state = (savedState() as ReportState | undefined) ?? (await host.state());
saveState(state);
let chosen = (state.chosen ?? {}) as Readonly<Record<string, unknown>>;
/** What is chosen in a section comes back with the page. */
const remember = (section: string, value: unknown): void => {
  chosen = { ...chosen, [section]: value };
  saveState({ ...state, chosen });
};

const page = document.createElement('main');
const heading = document.createElement('h1');
heading.textContent = 'Report';
const status = document.createElement('p');
status.className = 'status';
status.setAttribute('role', 'status');
const project = createProjectSection(host, chosen.project, (value) => remember('project', value));
const run = createRunSection(host, chosen.run, (value) => remember('run', value));
const series = createSeriesSection(host, chosen.series, (value) => remember('series', value), showProblem);
page.append(heading, status, project.element, run.element, series.element);
document.body.replaceChildren(page);

await Promise.all([loadProject(), loadRun()]);
page.dataset.ready = 'true';

async function loadProject(): Promise<void> {
  try {
    shown = await host.project();
    heading.textContent = `Report: ${shown.population}`;
    await project.draw(shown);
    await series.draw(shown, soFar);
  } catch (error) {
    showProblem(error);
  }
}

async function loadRun(): Promise<void> {
  try {
    const update = await host.run();
    if (update === null) status.textContent = 'Nothing has been refined here yet.';
    else showRun(update);
  } catch (error) {
    showProblem(error);
  }
}

function showRun(update: RunUpdate): void {
  const before = soFar;
  soFar = { ...update.run, series: [...(before?.series ?? []).slice(0, update.known), ...update.series] };
  const { adapter, error } = soFar;
  status.textContent = [update.status, adapter ?? '', error ?? ''].filter((text) => text !== '').join(' · ');
  status.dataset.state = update.state;
  // Most news are that time has passed: a plot that is being read stays as it is.
  const changed =
    before === null ||
    update.series.length > 0 ||
    before.series.length !== soFar.series.length ||
    before.rounds.length !== soFar.rounds.length ||
    before.skipped.length !== soFar.skipped.length ||
    imagesIn(before) !== imagesIn(soFar);
  if (!changed) return;
  run.draw(soFar);
  if (shown !== null) void series.draw(shown, soFar);
}

/** Of all residuals: more with every series. */
function imagesIn({ residuals }: RunReport): number {
  return residuals.reduce((sum, row) => sum + row.residuals.images, 0);
}

function showProblem(error: unknown): void {
  status.textContent = error instanceof Error ? error.message : String(error);
  status.dataset.state = 'failed';
}
