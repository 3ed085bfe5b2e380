/** What a report and the extension host say to each other. */
import type {
  AngularDistribution,
  ProjectReport,
  RunReport,
  RunState,
  SeriesReport,
} from '../records/report';
import type { PlotHost } from './plots';

/** What grows while a refinement runs. */
export interface RunUpdate {
  readonly state: RunState;
  /** `round 2/5 · 3/10 series · 4 min left`, or how it ended. */
  readonly status: string;
  readonly run: Omit<RunReport, 'series'>;
  /** How many of the run's series the page has already, and those that come after them. */
  readonly known: number;
  readonly series: RunReport['series'];
}

/** What the extension host answers. */
export interface ReportHost extends PlotHost {
  state(): ReportState;
  /** Versions and their curves, as the files are now. */
  project(): Promise<ProjectReport>;
  /** Everything so far; null where nothing was refined. */
  run(): Promise<RunUpdate | null>;
  series(source: string, series: string): Promise<SeriesReport>;
  /** @param species its GUID */
  angles(species: string): Promise<AngularDistribution>;
}

/** What the webview answers. */
export interface ReportView {
  /** The run said something. */
  updated(update: RunUpdate): void;
  /** The project's files changed. */
  projectChanged(): void;
}

/** What survives the closing of the window. */
export interface ReportState {
  /** Absolute path of the `.population` file. */
  readonly population: string;
  /** Job directory; null for the newest run of the population. */
  readonly job: string | null;
  /** What was chosen in the page; the page's own business. */
  readonly chosen?: unknown;
}
