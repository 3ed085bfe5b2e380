/** What a job's state looks like, in words and pictures: for the tree of jobs, the status bar, the explorer and notices. */
import type { RunState } from '../../shared/records/report';
import { commandLine } from '../jobs/refinementSettings/arguments';
import { isActive, type Job } from '../jobs/runs/job';
import { durationText, progressText, resolutionsText } from '../jobs/runs/jobSummary';

export interface Icon {
  /** Of VS Code's icons. */
  readonly id: string;
  readonly color?: string;
}

/** Below a job: how far it has come. */
export interface JobLine {
  readonly label: string;
  readonly description: string;
  readonly icon: string;
}

/** So many warnings have a line each: the report and the log have all. */
const mostWarnings = 5;

export const jobIcons: Readonly<Record<RunState, Icon>> = {
  queued: { id: 'watch' },
  running: { id: 'loading~spin' },
  finished: { id: 'pass', color: 'testing.iconPassed' },
  failed: { id: 'error', color: 'testing.iconFailed' },
  cancelled: { id: 'circle-slash' },
  stopped: { id: 'debug-pause', color: 'list.warningForeground' },
  lost: { id: 'question', color: 'list.warningForeground' },
};

/** `round 2/5 · 3/10 series · 4 min left`, that it waits, or how it ended. */
export function describeJob({ state, summary: { done }, summary, reason, detail }: Job): string {
  if (state === 'queued' && detail !== null) return `queued · ${detail}`;
  if (state === 'running') return progressText(summary);
  if (state === 'finished' && done !== null)
    return `finished in ${durationText(done.seconds)} · ${resolutionsText(done.species)}`;
  return reason === null ? state : `${state}: ${reason}`;
}

export function jobTooltip(job: Job): string {
  return [
    describeJob(job),
    commandLine(job.options.settings),
    `started ${new Date(job.options.created).toLocaleString()}`,
    job.files.directory,
  ].join('\n');
}

export function jobLines({ state, summary, detail }: Job): readonly JobLine[] {
  const { start, rounds, skipped, warnings, progress } = summary;
  const line = (label: string, description: string, icon: string): JobLine => ({ label, description, icon });
  return [
    ...(start === null ? [] : [line('Start', resolutionsText(start.species), 'circle-outline')]),
    ...rounds.map((round) => line(`Round ${round.round}`, resolutionsText(round.species), 'check')),
    ...(detail === null ? [] : [line(state === 'queued' ? 'Queue' : 'Where', detail, 'server')]),
    ...(state === 'running' && progress !== null ? [line('Now', progress.message, 'arrow-right')] : []),
    ...skipped.map((series) =>
      line(`Round ${series.round}: left out ${series.series}`, series.reason, 'warning'),
    ),
    ...warnings
      .slice(0, mostWarnings)
      .map((warning, i) => line(i === 0 ? 'Warning' : `Warning ${i + 1}`, warning, 'warning')),
    ...(warnings.length > mostWarnings
      ? [line('More warnings', `${warnings.length - mostWarnings}, in its report and log`, 'warning')]
      : []),
  ];
}

/** For the status bar: one that runs before those that wait; null while there is none. */
export function statusText(
  jobs: readonly Job[],
): { readonly text: string; readonly tooltip: string; readonly label: string } | null {
  const active = jobs.filter(isActive);
  const job = active.find(({ state }) => state === 'running') ?? active.at(0);
  if (job === undefined) return null;
  const isRunning = job.state === 'running';
  const more = active.length > 1 ? ` (+${active.length - 1})` : '';
  const about = `Refining ${job.options.populationName}`;
  const said = describeJob(job);
  return {
    text: `$(${isRunning ? 'sync~spin' : jobIcons[job.state].id}) ${said}${more}`,
    tooltip: `${about}: ${isRunning ? (job.summary.progress?.message ?? said) : said}`,
    label: `${about}: ${said}`,
  };
}

/** For the row of its population: `refining · 12 %` */
export function populationText({ state, summary }: Job): string {
  return state === 'queued'
    ? 'refinement queued'
    : `refining · ${Math.round(100 * (summary.progress?.fraction ?? 0))} %`;
}

/** What is told of a job that is at work no more. */
export function endNotice({ state, summary, options, reason }: Job): {
  readonly kind: 'information' | 'warning' | 'error';
  readonly message: string;
} {
  const name = options.populationName;
  switch (state) {
    case 'finished':
      return {
        kind: 'information',
        message: `Refined ${name}: ${resolutionsText(summary.done?.species ?? [])}`,
      };
    case 'failed':
      return { kind: 'error', message: `Refining ${name} failed: ${reason ?? ''}` };
    case 'cancelled':
      return {
        kind: 'information',
        message: `Cancelled the refinement of ${name}; its files are those of the last complete round.`,
      };
    default:
      return { kind: 'warning', message: `The refinement of ${name} is ${state}: ${reason ?? ''}` };
  }
}
