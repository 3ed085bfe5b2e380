/**
 * A job whose computer has died says nothing of its end, and its locks would hold for ever. Slurm knows: what it says becomes the
 * job's exit mark, which every computer sees from then on.
 */
import path from 'node:path';
import { markNames, readExit, readStart, writeExit } from './jobMarks';
import { plainSlurm } from './queueCommands';
import { run } from './runCommand';
import { askStates, isOver } from './states';
import { endWords } from './stateWords';

/** ms between two questions: a node that was away for a moment brings its job back. */
const pause = 1000;

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
  for (let said = 1; said <= 2; said++) {
    const job = await askStates(plainSlurm, [start.job]).then(
      (answer) => answer.get(start.job),
      () => undefined,
    );
    if (job === undefined || (job !== null && !isOver(job))) return;
    if (said === 1) await new Promise((resolve) => setTimeout(resolve, pause));
    else if ((await readExit(folder, Number(element))) === null)
      await writeExit(
        folder,
        { code: null, signal: '', restarts: start.restarts, words: endWords(job, null) },
        Number(element),
      ).catch(() => undefined);
  }
}

/** Null where there is no Slurm, or its controller does not answer. */
async function clusterHere(): Promise<string | null> {
  const text = await run(['scontrol', 'show', 'config']).catch(() => '');
  return /^ClusterName\s*=\s*(\S+)/m.exec(text)?.[1] ?? null;
}
