/**
 * Adds sources to a population under its lock, trying again while another process holds it:
 * `node ... FILE NAME COUNT`. Tells its parent when it is inside for the first time, and waits there until it may go on;
 * tells it whenever it was refused.
 */
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { changeProject } from '../../src/model/changeProject';
import { Problem } from '../../shared/problem';

const [path, name, count] = process.argv.slice(2);
for (let i = 0; i < Number(count);) {
  try {
    await changeProject('add_source', path, async (project) => {
      const { population } = project;
      if (i === 0) {
        const goOn = once(process, 'message');
        process.send?.('inside');
        await goOn;
      }
      const sources = [...population.sources, { guid: `${name}${i}`, path: `${path}.${name}${i}.source` }];
      await project.save({ population: { ...population, sources } });
    });
    i++;
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    process.send?.('refused');
    await pause(2);
  }
}
process.disconnect?.();
