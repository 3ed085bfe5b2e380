/** Adds sources to a population under its lock, trying again while another process holds it: `node ... FILE NAME COUNT`. */
import { setTimeout as wait } from 'node:timers/promises';
import { changeProject } from '../../../src/model/changeProject';
import { Problem } from '../../../src/problem';

const [path, name, count] = process.argv.slice(2);
let refused = 0;
for (let i = 0; i < Number(count);) {
  try {
    await changeProject('add_source', path, async (project) => {
      const { population } = project;
      await wait(3);
      const sources = [...population.sources, { guid: `${name}${i}`, path: `${path}.${name}${i}.source` }];
      await project.save({ population: { ...population, sources } });
    });
    i++;
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    refused++;
    await wait(2);
  }
}
process.stdout.write(String(refused));
