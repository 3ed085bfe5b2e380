/** Shows the report of a refinement or a project in an editor tab, and keeps it up to date while the engine works. */
import { stat } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { EventTail } from '../jobs/runs/eventTail';
import type { Job } from '../jobs/runs/job';
import { jobFiles, listJobs } from '../jobs/runs/jobFolder';
import { readAngularDistribution } from '../jobs/report/angularDistribution';
import { readProjectReport } from '../jobs/report/projectReport';
import type { RunReport, RunState } from '../../shared/records/report';
import { emptyRun, withRunEvent } from '../jobs/report/runReport';
import { readSeriesReport } from '../jobs/report/seriesReport';
import { Problem } from '../../shared/problem';
import type { ReportHost, ReportState, ReportView, RunUpdate } from '../../shared/protocol/report';
import { connect, type Remote } from '../../shared/rpc';
import { Disposable } from './disposable';
import type { JobStore } from './jobStore';
import { describeJob } from './jobWords';
import type { ProjectStore } from './projectStore';
import { plotHost } from './savePlot';
import { webviewOptions, webviewPage, webviewPort } from './webviewPage';

export const reportViewType = 'murmuration.report';

/** Larger particle tables would hold up the extension host; bytes. */
const largestTable = 64e6;

/** All open reports; one that was open when the window was closed comes back with it. */
export class Reports extends Disposable implements vscode.WebviewPanelSerializer {
  private readonly open = new Map<string, ReportPanel>();

  constructor(
    private readonly extensionUri: vscode.Uri,
    private readonly projects: ProjectStore,
    private readonly jobs: JobStore,
  ) {
    super();
    this.register(vscode.window.registerWebviewPanelSerializer(reportViewType, this));
    this.register({ dispose: () => this.open.forEach((report) => report.dispose()) });
  }

  /** The report that is open already, or a new one. */
  show(state: ReportState): void {
    const known = this.open.get(keyOf(state));
    if (known !== undefined) {
      known.reveal();
      return;
    }
    const title = `Report: ${path.basename(state.population, '.population')}`;
    const panel = vscode.window.createWebviewPanel(
      reportViewType,
      title,
      vscode.ViewColumn.Active,
      webviewOptions(this.extensionUri),
    );
    this.fill(panel, state);
  }

  async deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    // A page that was closed before it had loaded knows nothing of itself.
    if (isReportState(state)) this.fill(panel, state);
    else panel.dispose();
  }

  private fill(panel: vscode.WebviewPanel, state: ReportState): void {
    const key = keyOf(state);
    const report = new ReportPanel(
      this.extensionUri,
      { projects: this.projects, jobs: this.jobs },
      panel,
      state,
    );
    this.open.set(key, report);
    panel.onDidDispose(() => {
      this.open.delete(key);
      report.dispose();
    });
  }
}

class ReportPanel extends Disposable {
  private readonly view: Remote<ReportView>;
  private directory: string | null;
  private tail: EventTail | undefined;
  private run: RunReport = emptyRun;
  private told = 0;
  private status = '';
  private reading: Promise<void> = Promise.resolve();

  constructor(
    extensionUri: vscode.Uri,
    private readonly stores: { readonly projects: ProjectStore; readonly jobs: JobStore },
    private readonly panel: vscode.WebviewPanel,
    private readonly state: ReportState,
  ) {
    super();
    this.directory = state.job;
    panel.iconPath = vscode.Uri.joinPath(extensionUri, 'resources', 'icon.png');
    panel.webview.options = webviewOptions(extensionUri);
    const listeners: vscode.Disposable[] = [];
    this.view = connect<ReportHost, ReportView>(webviewPort(panel.webview, listeners), this.host());
    for (const listener of listeners) this.register(listener);
    this.register(stores.jobs.onDidChange(() => void this.follow()));
    this.register(stores.projects.onDidChange(() => void this.view.projectChanged()));
    panel.webview.html = webviewPage(panel.webview, extensionUri, 'report', panel.title);
  }

  reveal(): void {
    this.panel.reveal();
  }

  private host(): ReportHost {
    const { population } = this.state;
    return {
      ...plotHost(vscode.Uri.file(path.dirname(population))),
      state: () => this.state,
      project: () => readProjectReport(population),
      run: async () => {
        await this.read();
        this.told = this.run.series.length;
        return this.directory === null ? null : { ...this.update(), known: 0, series: this.run.series };
      },
      series: (source, series) => readSeriesReport(population, source, series),
      angles: (species) => this.angles(species),
    };
  }

  /** Tells the page what is new, if anything is. */
  private async follow(): Promise<void> {
    const before = this.run;
    const { status } = this;
    await this.read();
    const update = this.update();
    if (this.run === before && update.status === status) return;
    this.status = update.status;
    // A run that starts anew takes back what it said.
    const known = Math.min(this.told, this.run === before ? this.told : sharedSeries(before, this.run));
    const series = this.run.series.slice(known);
    this.told = this.run.series.length;
    await this.view.updated({ ...update, known, series });
  }

  /** One reading after the other: two at once would read lines twice. */
  private read(): Promise<void> {
    this.reading = this.reading.then(async () => {
      const directory = this.state.job ?? (await listJobs(this.state.population)).at(-1)?.directory ?? null;
      if (directory === null) return;
      if (directory !== this.directory || this.tail === undefined) {
        this.directory = directory;
        this.tail = new EventTail(jobFiles(directory).events);
        this.run = emptyRun;
        this.told = 0;
      }
      this.run = (await this.tail.read()).reduce(withRunEvent, this.run);
    });
    return this.reading;
  }

  private update(): Omit<RunUpdate, 'series' | 'known'> {
    const job = this.job();
    const { series: _, ...run } = this.run;
    const state: RunState = job?.state ?? (this.run.seconds === null ? 'cancelled' : 'finished');
    return { state, status: job === undefined ? '' : describeJob(job), run };
  }

  private job(): Job | undefined {
    return this.stores.jobs.jobs.find(({ files }) => files.directory === this.directory);
  }

  private async angles(guid: string): ReturnType<typeof readAngularDistribution> {
    const { population } = this.state;
    const project = this.stores.projects.projects.find((one) => one.path === population);
    const table = project?.content?.species
      .map(({ content }) => content?.species)
      .find((species) => species?.guid === guid);
    const particles = table?.path.replace(/\.species$/, '_particles.star');
    const size =
      particles === undefined
        ? 0
        : await stat(particles).then(
            (file) => file.size,
            () => 0,
          );
    if (size > largestTable)
      throw new Problem(`its ${Math.round(size / 1e6)} MB of particles are too many to be counted here`, {
        where: particles ?? '',
        remedy: 'murmur report --json counts their directions',
      });
    return readAngularDistribution(population, guid);
  }
}

/** How many series both have in common from the first on. */
function sharedSeries(a: RunReport, b: RunReport): number {
  const different = a.series.findIndex((row, i) => row !== b.series[i]);
  return different < 0 ? a.series.length : different;
}

function keyOf({ population, job }: ReportState): string {
  return job ?? population;
}

function isReportState(state: unknown): state is ReportState {
  return typeof state === 'object' && state !== null && 'population' in state && 'job' in state;
}
