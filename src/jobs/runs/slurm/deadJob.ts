/**
 * A job whose computer has died says nothing of its end, and its locks would hold for ever. Slurm knows: what it says becomes the
 * job's exit mark, which every computer sees from then on.
 */
import path from 'node:path';
import { pause } from '../../pause';
import { markNames, readExit, readStart, writeExit } from './jobMarks';
import { plainSlurm } from './queueCommands';
import { run } from './runCommand';
import { askStates, isOver } from './states';
import { endWords } from './stateWords';

/**
 * Writes the mark where the job is over. Slurm's own programs are asked, and believed if they speak for the cluster that the job
 * ran on: a lane's commands are not run, as whoever wrote the lock could have chosen them. Where nobody answers nothing happens.
 *
 * @param exitFile absolute path of the mark that is missing
 */
export async function noteDeadJob(exitFile: string): Promise<void> {
  const [, element] = new RegExp(`^${markNames.exit}_(\\d+)$`).exec(path.basename(exitFile)) ?? [];
  if (element === undefined) return;
  const folder = path.dirname(exitFile);
  const start = await readStart(folder, Number(element));
  if (start?.cluster === undefined || start.cluster === '' || start.cluster !== (await clusterHere())) return;
  if ((await endOf(start.job)) === null) return;
  // A node that was away for a moment brings its job back.
  await pause(1000);
  const words = await endOf(start.job);
  if (words === null || (await readExit(folder, Number(element))) !== null) return;
  const mark = { code: null, signal: '', restarts: start.restarts, words };
  // Where it can't be written the lock holds, and whoever meets it is told by whom.
  await writeExit(folder, mark, Number(element)).catch(() => undefined);
}

/** What ended a job, in words; null where Slurm says that it is not over, or does not answer. */
async function endOf(id: string): Promise<string | null> {
  const job = await askStates(plainSlurm, [id]).then(
    (answer) => answer.get(id),
    () => undefined,
  );
  return job === undefined || (job !== null && !isOver(job)) ? null : endWords(job, null);
}

/** Null where there is no Slurm, or its controller does not answer. */
async function clusterHere(): Promise<string | null> {
  const text = await run(['scontrol', 'show', 'config']).catch(() => '');
  return /^ClusterName\s*=\s*(\S+)/m.exec(text)?.[1] ?? null;
}
