/** Who runs the tasks of a refinement, as it was asked for: this process, workers of this computer, or jobs of Slurm. */
import type { RefinementEvent } from '../../../../shared/records/events';
import { openTestedGpu } from '../../selfTest/openTestedGpu';
import type { RefinementOptions } from '../refinementOptions';
import type { TaskRunner } from '../tasks/taskRunner';
import { workFolder } from '../tasks/workFolder';
import { inProcess } from './inProcess';
import { localWorkers } from './localWorkers';
import { slurmTasks } from './slurmTasks';

/** Its owner closes it. Throws Problem where no GPU can be used. */
export async function openRunner(
  { adapters, workers, murmur, cluster, selfTest = false }: RefinementOptions,
  population: string,
  emit: (event: RefinementEvent) => void,
): Promise<TaskRunner> {
  const folder = workFolder(population);
  if (cluster !== undefined) return slurmTasks(cluster, folder);
  const say = (message: string): void => emit({ event: 'log', level: 'info', message });
  // One GPU with one process is this process itself: the same tasks, without the others.
  if (adapters.length <= 1 && workers === 1)
    return inProcess(async () =>
      openTestedGpu({ adapter: adapters.at(0), selfTest: selfTest ? 'always' : 'once', say }),
    );
  if (murmur === undefined) throw new Error('workers need to know how murmur is started');
  const places = adapters.length === 0 ? [undefined] : adapters;
  return localWorkers(
    places.flatMap((adapter) =>
      Array.from({ length: workers }, () => ({ murmur, folder, adapter, selfTest })),
    ),
    emit,
  );
}
