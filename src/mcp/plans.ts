/** Changes in two steps: a plan is shown with a key, and only that key starts it, once, while what it was made for is the same. */
import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { Problem } from '../../shared/problem';
import { readPopulation, readPopulationSources } from '../model/population';
import { seriesXmlPath } from '../model/source';

interface Plan {
  readonly population: string;
  /** Of the project when it was planned. */
  readonly state: string;
  readonly start: () => Promise<object>;
  /** What starting it came to; a second start gets the same. */
  started?: Promise<object>;
}

export class Plans {
  private readonly plans = new Map<string, Plan>();

  /** @param what of the change; the same change of the same project has the same key. @returns the key */
  async make(population: string, what: object, start: () => Promise<object>): Promise<string> {
    const state = await stateOf(population);
    const key = createHash('sha256')
      .update(`${state}\n${JSON.stringify(what)}`)
      .digest('hex')
      .slice(0, 12);
    if (!this.plans.has(key)) this.plans.set(key, { population, state, start });
    return key;
  }

  /** Throws Problem for a key of no plan, and where the project has changed since. */
  async start(key: string): Promise<object> {
    const plan = this.plans.get(key);
    if (plan === undefined)
      throw new Problem(`there is no plan ${key}`, { remedy: 'make one first, and start it by its key' });
    if (plan.started !== undefined) return plan.started;
    if ((await stateOf(plan.population)) !== plan.state) {
      this.plans.delete(key);
      throw new Problem('the project has changed since this was planned', {
        where: plan.population,
        remedy: 'plan it again',
      });
    }
    // One that was started meanwhile counts; one that could not be started may be tried again.
    plan.started ??= plan.start().catch((error: unknown) => {
      delete plan.started;
      throw error;
    });
    return plan.started;
  }
}

/** A hash of population, species and sources by content, and of series by size and time. */
async function stateOf(path: string): Promise<string> {
  const population = await readPopulation(path);
  const sources = await readPopulationSources(population);
  const members = [population.path, ...[...population.species, ...population.sources].map((one) => one.path)];
  const series = sources.flatMap((source) => source.files.map(({ name }) => seriesXmlPath(source, name)));
  const hash = createHash('sha256');
  for (const member of members) hash.update(await readFile(member));
  for (const file of series) {
    const { size, mtimeMs } = await stat(file);
    hash.update(`${file} ${size} ${mtimeMs}\n`);
  }
  return hash.digest('hex');
}
