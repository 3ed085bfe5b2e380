/** Adds sources to a population under its lock, trying again while another process holds it: `node ... FILE NAME COUNT`. */
import { setTimeout as wait } from 'node:timers/promises';
import { writeFileAtomically } from '../../../src/formats/atomicFile';
import { withPopulationLock } from '../../../src/model/lock';
import { formatPopulation, readPopulation } from '../../../src/model/population';
import { Problem } from '../../../src/problem';

const [path, name, count] = process.argv.slice(2);
let refused = 0;
for (let i = 0; i < Number(count);) {
  try {
    await withPopulationLock(path, async () => {
      const population = await readPopulation(path);
      await wait(3);
      const sources = [...population.sources, { guid: `${name}${i}`, path: `${path}.${name}${i}.source` }];
      await writeFileAtomically(path, formatPopulation({ ...population, sources }));
    });
    i++;
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    refused++;
    await wait(2);
  }
}
process.stdout.write(String(refused));
