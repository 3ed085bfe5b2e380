/** What a tick in the explorer or on the page of a series does: its tilts are switched on and off by one `select_tilts`. */
import { argumentsOf } from '../../commands/arguments';
import { selectTilts } from '../../commands/selectTilts';
import type { Engine } from '../engine';
import { showProblem } from '../notices';
import type { ProjectNode } from '../projectNode';
import type { ProjectTree, TickedTilts } from '../projectTree';
import type { TiltsUse } from '../seriesPanel';
import type { Services } from './command';

/** Only one command at a time may change a population, and people tick faster than that. */
let queue: Promise<unknown> = Promise.resolve();

export function useTilts(services: Services, ticked: TickedTilts): Promise<void> {
  return inTurn(async () => {
    for (const tilts of bySeries(ticked)) await change(services, tilts);
  });
}

/** For the page of a series, which shows a failure itself. */
export function useTiltsOn(engine: Engine, explorer: ProjectTree): TiltsUse {
  return ({ population, owner, series, xml }, tilts, used) =>
    inTurn(async () => {
      const list = tilts.join(',');
      const change = used ? { use: list } : { leaveOut: list };
      await engine.run(argumentsOf(selectTilts, { population, source: owner, series, ...change }));
      explorer.reloadSeries(xml);
    });
}

function inTurn(work: () => Promise<void>): Promise<void> {
  const done = queue.then(work);
  queue = done.catch(() => undefined);
  return done;
}

async function change(services: Services, tilts: TickedTilts): Promise<void> {
  const [[first]] = tilts;
  const numbers = (used: boolean): string =>
    tilts.flatMap(([node, wanted]) => (wanted === used ? [node.tilt ?? 0] : [])).join(',');
  try {
    const { population, owner: source, series } = first;
    const [use, leaveOut] = [numbers(true), numbers(false)];
    await services.engine.run(argumentsOf(selectTilts, { population, source, series, use, leaveOut }));
  } catch (error) {
    void showProblem('Use tilts', error, services.log);
  }
  // Also after a failure: the boxes go back to what the file says.
  const series = services.explorer.above(first, 'series');
  if (series !== undefined) services.explorer.reload(series);
}

function bySeries(ticked: TickedTilts): readonly TickedTilts[] {
  const groups = new Map<string, (readonly [ProjectNode, boolean])[]>();
  for (const entry of ticked) {
    const [{ owner, series }] = entry;
    const key = `${owner} ${series}`;
    groups.set(key, [...(groups.get(key) ?? []), entry]);
  }
  return [...groups.values()];
}
