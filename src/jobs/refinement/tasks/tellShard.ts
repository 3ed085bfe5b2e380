/** What a run says of the series of a shard that is done. */
import type { RefinementEvent } from '../../../../shared/records/events';
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
  for (const one of await shardSeries(shard, round)) {
    if (isTakenUp && !('cause' in one)) round.emit(takenUp(round.plan.series[one.index].stem));
    await tell(one, round);
  }
}

export function takenUp(series: string): RefinementEvent {
  return { event: 'log', level: 'info', message: `${series}: taken up from an interrupted run` };
}

async function tell(one: ShardSeries | SetAside, round: ToldRound): Promise<void> {
  const { plan, emit, step } = round;
  const { sourceName: source, name, stem } = plan.series[one.index];
  step({ series: one.index, phase: 'reconstruct', fraction: 1 });
  if ('cause' in one) {
    const reason = `set aside after ${mostFailures} failures, the last: ${one.cause}`;
    emit({ event: 'skipped', round: plan.round, source, series: name, reason });
    return;
  }
  const kept = await refinedSeries(one.index, round);
  emit(seriesEvent(plan.round, { source, series: stem }, kept, one.residuals));
}
