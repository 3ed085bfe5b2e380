/** A process that runs tasks one after the other, as whoever started it names them: its half of `localWorkers`. */
import type { RefinementEvent } from '../../../../shared/records/events';
import { deviceTrouble } from '../../../compute/gpu/deviceTrouble';
import { openTestedGpu } from '../../selfTest/openTestedGpu';
import { RoundInputs, type SeriesStep } from '../tasks/context';
import { TaskFailed } from '../tasks/failures';
import { needPlan, type PlannedRound } from '../tasks/plan';
import { runTask } from '../tasks/runTask';
import { parseTask } from '../tasks/task';
import { folderAt } from '../tasks/workFolder';

/** What it says, one JSON object per line. */
export type WorkerSaid =
  /** It is ready for tasks. */
  | { readonly ready: string }
  | { readonly event: RefinementEvent }
  | { readonly step: SeriesStep }
  | { readonly done: string }
  /** The task is to be run again, by anybody. */
  | { readonly again: string; readonly message: string }
  | { readonly failed: string; readonly message: string };

export interface Work {
  /** Of the round: `refinement_temp/<population>.checkpoint`. */
  readonly folder: string;
  readonly adapter?: string | undefined;
  /** Also where the GPU has passed before. */
  readonly selfTest?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Runs tasks until there are no more. Throws Problem where the GPU does not answer. */
export async function workOn(
  tasks: AsyncIterable<string>,
  { folder: path, adapter, selfTest = false, signal }: Work,
  say: (said: WorkerSaid) => void,
): Promise<void> {
  const note = (message: string): void => say({ event: { event: 'log', level: 'info', message } });
  const gpu = await openTestedGpu({ adapter, selfTest: selfTest ? 'always' : 'once', say: note });
  const folder = folderAt(path);
  let round: (PlannedRound & { readonly inputs: RoundInputs }) | null = null;
  try {
    say({ ready: gpu.description });
    for await (const name of tasks) {
      const plan = await needPlan(folder);
      // What was read belongs to a round.
      if (round === null || JSON.stringify(round.plan.key) !== JSON.stringify(plan.key)) {
        await round?.inputs.destroy();
        round = { plan, folder, inputs: new RoundInputs(gpu, { plan, folder }) };
      }
      const emit = (event: RefinementEvent): void => say({ event });
      const step = (of: SeriesStep): void => say({ step: of });
      try {
        await runTask(parseTask(name), { ...round, gpu, signal, emit, step });
        say({ done: name });
      } catch (error) {
        // A GPU that is lost does not come back to this process: another does the task again.
        if (deviceTrouble(error) === 'lost') throw error;
        const message = error instanceof Error ? error.message : String(error);
        say(error instanceof TaskFailed ? { again: name, message } : { failed: name, message });
      }
    }
  } finally {
    await round?.inputs.destroy();
    gpu.close();
  }
}
