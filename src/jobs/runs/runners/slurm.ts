/** Runs a job on a cluster: submitted to Slurm by a lane, followed by what it leaves in its folder and by what the queue says. */
import { Problem } from '../../../../shared/problem';
import { files } from '../../../files/files';
import { defaultLane } from '../../lanes/defaultLane';
import { jobName, writeLaneJob } from '../../lanes/fillLane';
import type { Lane } from '../../lanes/lane';
import { answerProblem } from '../../lanes/laneValues';
import { laneFolders, listLanes, type FoundLane } from '../../lanes/readLane';
import { seriesJobs, sharingOptions, withoutGpu, type Sharing } from '../../lanes/sharing';
import { readOptions, recordRunner } from '../jobFolder';
import type { JobFiles, RunnerRecord } from '../jobRecords';
import type { JobPlace, JobRunner, Program, RunnerState } from '../jobRunner';
import { cancel } from '../slurm/cancel';
import { findByName } from '../slurm/findByName';
import { isJobId, readExit, readStart, writeExit } from '../slurm/jobMarks';
import { queueCommands, type QueueCommands } from '../slurm/queueCommands';
import { QueueWatch } from '../slurm/queueWatch';
import { isOver } from '../slurm/states';
import { endWords, queueWords } from '../slurm/stateWords';
import { submit } from '../slurm/submit';

export interface SlurmRecord extends RunnerRecord {
  readonly kind: 'slurm';
  /** Null while it is being submitted. */
  readonly id: string | null;
  /** In the queue's lists. */
  readonly name: string;
  readonly lane: string;
  /** Of the lane as it was: it may change meanwhile. */
  readonly commands: QueueCommands;
  /** ISO 8601. */
  readonly submitted: string;
}

/** Whoever submits is given so long, ms; then it was interrupted. */
const submitting = 90_000;
/** How long a job has to end after it was cancelled, ms: Slurm ends it after half a minute itself. */
const patience = 90_000;
const pause = 500;

export const slurm: JobRunner<SlurmRecord> = {
  kind: 'slurm',
  label: 'Slurm',
  launch: async (job, murmur, args) => launchOn({ lane: defaultLane(), answers: {} }, job, murmur, args),
  places: async (population, userPlaces) =>
    (await listLanes(laneFolders(population, userPlaces))).map((lane) => placeToRefine(lane, userPlaces)),
  byFilesAlone: {
    kind: 'slurm',
    label: 'Slurm',
    launch: notHere,
    cancel: notHere,
    state: async (_, { directory }) =>
      (await readExit(directory)) !== null
        ? 'ended'
        : (await readStart(directory)) !== null
          ? 'running'
          : 'queued',
    place: ({ id }) => placeOf(id),
  },

  async state(record, job) {
    const id = await idOf(record, job);
    const { directory } = job;
    const exit = await readExit(directory);
    // It ended by itself: nothing starts it again.
    if (exit !== null && exit.signal === '') {
      if (id !== null) watchOf(record).forget(id);
      return 'ended';
    }
    if (id === null) return isBeingSubmitted(record) ? 'queued' : 'ended';
    const byItself: RunnerState = (await readStart(directory)) === null ? 'queued' : 'running';
    const watch = watchOf(record);
    const seen = watch.look(id);
    // Nobody can say whether it is to start again.
    if (seen === undefined) return exit !== null && watch.failure !== null ? 'ended' : byItself;
    if (seen.job !== null && !isOver(seen.job))
      return ['PENDING', 'REQUEUED'].includes(seen.job.state) ? 'queued' : 'running';
    // Shared folders may show last words late, and a job that lost its node may come back. One that was cancelled does not.
    if (exit === null && seen.overCount < 2 && seen.job?.state !== 'CANCELLED') return byItself;
    watch.forget(id);
    const { code = null, restarts = 0 } = exit ?? {};
    const mark = { code, signal: '', restarts, words: endWords(seen.job, exit) };
    // Who may only read here finds it out again the next time.
    await writeExit(directory, mark).catch(() => undefined);
    return 'ended';
  },

  async askNow(record, job) {
    const exit = await readExit(job.directory);
    if (exit !== null && exit.signal === '') return;
    const id = await idOf(record, job, true);
    if (id === null) return;
    const watch = watchOf(record);
    const seen = await watch.lookNow(id);
    if (seen === undefined || (seen.job !== null && !isOver(seen.job))) return;
    // An end is believed when it is said twice.
    await new Promise((resolve) => setTimeout(resolve, pause));
    await watch.lookNow(id);
  },

  async detail(record, job) {
    const id = await idOf(record, job);
    const exit = await readExit(job.directory);
    if (exit !== null && exit.signal === '') return exit.words ?? null;
    if (id === null)
      return isBeingSubmitted(record) ? 'being submitted' : 'whoever submitted it was interrupted';
    const watch = watchOf(record);
    const seen = watch.look(id);
    if (exit !== null && seen === undefined && watch.failure !== null) return null;
    const host = (await readStart(job.directory))?.host ?? '';
    return queueWords(placeOf(id), seen?.job ?? null, { host, failure: watch.failure });
  },

  async cancel(record, job) {
    const id = await idOf(record, job, true);
    if (id === null) return;
    const watch = watchOf(record);
    await cancel(commandsOf(record), id);
    for (const end = Date.now() + patience; Date.now() < end;) {
      const seen = await watch.lookNow(id);
      if (seen !== undefined && (seen.job === null || isOver(seen.job))) return;
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
    throw new Problem(`${placeOf(id)} was cancelled, but Slurm says that it goes on`, {
      remedy: `look at it: squeue -j ${id}`,
    });
  },

  place: ({ id }) => placeOf(id),
};

/** A lane as whoever starts a job there is asked. */
export function placeOfLane({ name, lane, problem }: FoundLane): JobPlace {
  return {
    label: `Slurm: ${name}`,
    description: lane?.description ?? '',
    questions: lane?.variables ?? [],
    problem,
    check: answerProblem,
    runner: (answers) => {
      if (lane === null) throw new Problem(problem ?? '');
      return slurmOn(lane, answers);
    },
  };
}

/** The same for a refinement, which may have its series run as jobs of their own. */
function placeToRefine(found: FoundLane, userPlaces: string): JobPlace {
  const place = placeOfLane(found);
  const { lane } = found;
  if (lane === null) return place;
  return {
    ...place,
    questions: [...place.questions, seriesJobs],
    runner: ({ [seriesJobs.name]: atOnce = '0', ...answers }) =>
      slurmOn(lane, answers, Number(atOnce) > 0 ? { atOnce: Number(atOnce), lanes: userPlaces } : null),
  };
}

/**
 * As it launches on a lane.
 * @param answers to what the lane asks, by name
 * @param sharing null for a job that does all by itself
 */
export function slurmOn(
  lane: Lane,
  answers: Readonly<Record<string, string>>,
  sharing: Sharing | null = null,
): JobRunner<SlurmRecord> {
  const own = { lane, answers: sharing === null ? answers : withoutGpu(lane, answers) };
  const more = sharing === null ? [] : sharingOptions(lane, answers, sharing);
  return {
    ...slurm,
    label: `Slurm: ${lane.name}`,
    launch: async (job, murmur, args) => launchOn(own, job, murmur, [...args, ...more]),
  };
}

/**
 * Asks about jobs with a lane's commands alone: others in their folders may be what somebody else wrote. What a job of another
 * lane leaves in its folder is all that is known of it.
 */
export function slurmBy({ commands }: Lane): JobRunner<SlurmRecord> {
  const known = JSON.stringify({ ...commands, pollSeconds: 0 });
  const isKnown = (record: SlurmRecord): boolean =>
    JSON.stringify({ ...commandsOf(record), pollSeconds: 0 }) === known;
  return {
    ...slurm,
    async state(record, job) {
      if (isKnown(record)) return slurm.state(record, job);
      if ((await readExit(job.directory)) !== null) return 'ended';
      return (await readStart(job.directory)) === null ? 'lost' : 'running';
    },
    askNow: async (record, job) => (isKnown(record) ? slurm.askNow?.(record, job) : undefined),
    detail: async (record, job) => (isKnown(record) ? ((await slurm.detail?.(record, job)) ?? null) : null),
    cancel: async (record, job) => (isKnown(record) ? slurm.cancel(record, job) : notHere()),
  };
}

interface Chosen {
  readonly lane: Lane;
  readonly answers: Readonly<Record<string, string>>;
}

async function launchOn(
  { lane, answers }: Chosen,
  job: JobFiles,
  { command, env }: Program,
  args: readonly string[],
): Promise<SlurmRecord> {
  try {
    const project = (await readOptions(job))?.populationName ?? '';
    const { directory: folder, log, events } = job;
    // It can be opened while the job waits.
    await files().append(log, '');
    const script = await writeLaneJob(lane, answers, {
      folder,
      log,
      project,
      command: [...command, ...args],
      output: events,
      errors: log,
    });
    const record: SlurmRecord = {
      kind: 'slurm',
      id: null,
      name: jobName(project, folder),
      lane: lane.name,
      commands: lane.commands,
      submitted: new Date().toISOString(),
    };
    // Before: whoever is interrupted now leaves what the job can be found by.
    await recordRunner(job, record);
    return { ...record, id: await submit(lane.commands, { script, name: record.name, folder, log }, env) };
  } catch (error) {
    await endWith(job, error);
    throw error;
  }
}

/** What was never submitted has ended, and says why. */
async function endWith({ directory, log }: JobFiles, error: unknown): Promise<void> {
  await files().append(log, `murmur: ${error instanceof Error ? error.message : String(error)}\n`);
  await writeExit(directory, { code: 1, signal: '', restarts: 0 });
}

/** One for each way to a cluster. */
const watches = new Map<string, QueueWatch>();

function watchOf(record: SlurmRecord): QueueWatch {
  const commands = commandsOf(record);
  const key = JSON.stringify(commands);
  const watch = watches.get(key) ?? new QueueWatch(commands);
  watches.set(key, watch);
  return watch;
}

/** Folders are what others may have written. Throws Problem. */
function commandsOf({ commands }: SlurmRecord): QueueCommands {
  return queueCommands({ ...commands }, 'runner.json');
}

/** Numbers of jobs whose records have none, by folder. */
const foundIds = new Map<string, string>();

/**
 * Null while nobody knows it. Where its submitter was interrupted, the job itself says its number, or the queue.
 * @param isUrgent the queue is asked although it may still be on its way there
 */
async function idOf(record: SlurmRecord, { directory }: JobFiles, isUrgent = false): Promise<string | null> {
  const known = record.id ?? foundIds.get(directory) ?? (await readStart(directory))?.job;
  if (isJobId(known)) return known;
  if (!isUrgent && isBeingSubmitted(record)) return null;
  const found = await findByName(commandsOf(record), record.name, directory);
  if (found !== null) foundIds.set(directory, found);
  return found;
}

function isBeingSubmitted({ submitted }: SlurmRecord): boolean {
  return Date.now() - Date.parse(submitted) < submitting;
}

function placeOf(id: string | null): string {
  return isJobId(id) ? `Slurm job ${id}` : 'Slurm';
}

async function notHere(): Promise<never> {
  throw new Problem('nothing is submitted to Slurm or cancelled in a folder that you have not trusted');
}
