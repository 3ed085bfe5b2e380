/** What a run says of the series of a shard that is done. */
import type { RefinementEvent } from '../../../../shared/records/events';
import { readAhead } from '../../../files/readAhead';
import { seriesEvent } from '../seriesEvent';
import type { SeriesStep } from './context';
import { mostFailures } from './failures';
import type { PlannedRound } from './plan';
import { refinedSeries, shardSeries } from './refinedSeries';
import type { SetAside, ShardSeries } from './shardResult';

export interface ToldRound extends PlannedRound {
  readonly emit: (event: RefinementEvent) => void;
  readonly step: (step: SeriesStep) => void;
}

/** @param isTakenUp it was done by an earlier run */
export async function tellShard(shard: number, round: ToldRound, isTakenUp = false): Promise<void> {
  const all = await shardSeries(shard, round);
  const find = async (one: ShardSeries | SetAside): Promise<Found> =>
    'cause' in one ? { setAside: one } : { done: one, kept: await refinedSeries(one.index, round) };
  for await (const found of readAhead(all, find)) {
    if (isTakenUp && 'done' in found) round.emit(takenUp(round.plan.series[found.done.index].stem));
    tell(found, round);
  }
}

export function takenUp(series: string): RefinementEvent {
  return { event: 'log', level: 'info', message: `${series}: taken up from an interrupted run` };
}

type Found =
  | { readonly setAside: SetAside }
  | { readonly done: ShardSeries; readonly kept: Awaited<ReturnType<typeof refinedSeries>> };

function tell(found: Found, { plan, emit, step }: ToldRound): void {
  const one = 'done' in found ? found.done : found.setAside;
  const { sourceName: source, name, stem } = plan.series[one.index];
  step({ series: one.index, phase: 'reconstruct', fraction: 1 });
  if ('done' in found) {
    emit(seriesEvent(plan.round, { source, series: stem }, found.kept, found.done.residuals));
    return;
  }
  const reason = `set aside after ${mostFailures} failures, the last: ${found.setAside.cause}`;
  emit({ event: 'skipped', round: plan.round, source, series: name, reason });
}
