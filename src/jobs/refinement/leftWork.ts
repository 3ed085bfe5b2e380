/** What a run that was interrupted has left for the next one with the same settings. */
import type { LeftWork } from '../../../shared/records/leftWork';
import type { RefinementOptions } from './refinementOptions';
import { settingParts } from './seriesSettings';
import { keyOfSeries, readPlan } from './tasks/plan';
import { isDone } from './tasks/results';
import { workFolder } from './tasks/workFolder';
import { engineParts, type WorkKey } from './tasks/workKey';

/** Null where nothing is left, or it is of other settings. Whether files have changed since is seen by the run itself. */
export async function leftWork(options: RefinementOptions): Promise<LeftWork | null> {
  const folder = workFolder(options.population);
  const plan = await readPlan(folder);
  const wanted = Object.entries({ ...engineParts, ...settingParts(options) });
  // A file of somebody else's has none.
  const key: WorkKey | undefined = plan?.key;
  if (plan === null || !wanted.every(([part, value]) => key?.[part] === value)) return null;
  let refined = 0;
  for (const [index, one] of plan.series.entries())
    if (await isDone(folder.series(one), keyOfSeries(plan, index))) refined++;
  return refined === 0 ? null : { round: plan.round, series: plan.series.length, refined };
}
