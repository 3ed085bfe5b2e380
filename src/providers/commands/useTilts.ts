/** What a tick in the explorer does: the tilts of each series are switched on and off by one `select_tilts`. */
import { showProblem } from '../notices';
import type { ProjectNode } from '../projectNodes';
import type { TickedTilts } from '../projectTree';
import type { Services } from './command';

/** Only one command at a time may change a population, and people tick faster than that. */
let queue = Promise.resolve();

export function useTilts(services: Services, ticked: TickedTilts): Promise<void> {
  queue = queue.then(async () => {
    for (const tilts of bySeries(ticked)) await change(services, tilts);
  });
  return queue;
}

async function change(services: Services, tilts: TickedTilts): Promise<void> {
  const [[first]] = tilts;
  const numbers = (used: boolean): string =>
    tilts.flatMap(([node, wanted]) => (wanted === used ? [node.tilt ?? 0] : [])).join(',');
  const option = (name: string, list: string): string[] => (list === '' ? [] : [name, list]);
  try {
    await services.engine.run([
      'select_tilts',
      ...['--population', first.population, '--source', first.owner ?? '', '--series', first.series ?? ''],
      ...option('--use', numbers(true)),
      ...option('--leave_out', numbers(false)),
    ]);
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
