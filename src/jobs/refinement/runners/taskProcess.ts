/** `murmur refine_task`: a process that runs one task, or those that whoever started it names. */
import { createInterface } from 'node:readline';
import { readText } from '../../../files/fileProblem';
import { Problem } from '../../../../shared/problem';
import { parseTask, taskName } from '../tasks/task';
import { workOn, type Work, type WorkerSaid } from './worker';

/** Tasks by lines of standard input; what it says goes to standard output. Ends when there are no more, or nobody is there to name them. */
export async function runAsWorker(work: Work): Promise<void> {
  const lines = createInterface({ input: process.stdin });
  const gone = new AbortController();
  // Whoever named the tasks is gone: another may have begun to do them.
  process.stdin.once('end', () => gone.abort(new Problem('whoever started this worker is gone')));
  const end = (): void => void process.exit(1);
  work.signal?.addEventListener('abort', end, { once: true });
  const signal = AbortSignal.any([gone.signal, ...(work.signal === undefined ? [] : [work.signal])]);
  await workOn(lines, { ...work, signal }, (said) => process.stdout.write(`${JSON.stringify(said)}\n`));
}

/** Name of the task that is this process's in an array job of Slurm. Throws Problem. */
export async function taskOfArray(file: string): Promise<string> {
  const names: unknown = JSON.parse(await readText(file));
  const element = Number(process.env['SLURM_ARRAY_TASK_ID'] ?? '');
  const name: unknown = Array.isArray(names) ? names[element] : undefined;
  if (typeof name !== 'string')
    throw new Problem(`it has no task number ${process.env['SLURM_ARRAY_TASK_ID'] ?? ''}`, {
      where: file,
      remedy: 'run it as an element of the array job that it was written for',
    });
  return name;
}

/** Again where a series failed, until it is done or set aside. Throws Problem. */
export async function runNamedTask(name: string, work: Work, say: (message: string) => void): Promise<void> {
  const task = taskName(parseTask(name));
  let failure: string | null = null;
  const hear = (said: WorkerSaid): void => {
    if ('failed' in said) failure = said.message;
    else if ('again' in said) {
      say(`warning: ${said.message}`);
      again.push(task);
    } else if ('event' in said && said.event.event === 'log') say(said.event.message);
  };
  const again = [task];
  await workOn(shifted(again), work, hear);
  if (failure !== null) throw new Problem(failure);
}

async function* shifted(names: string[]): AsyncGenerator<string> {
  for (let name = names.shift(); name !== undefined; name = names.shift()) yield await Promise.resolve(name);
}
