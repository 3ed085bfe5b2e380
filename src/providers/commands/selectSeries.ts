/** Deselect and Select Series: takes the rows that are chosen out of refinements, or in again. */
import { Problem } from '../../../shared/problem';
import { argumentsOf } from '../../commands/arguments';
import { selectSeries as selecting } from '../../commands/selectSeries';
import type { ProjectNode } from '../projectNode';
import { isNode, type Command, type Services } from './command';
import { askSeries } from './askSeries';

export const deselectSeries: Command = async (services, target, selected) => {
  await decide(services, await chosen(services, target, selected, false), () => 'deselected');
};

/** A series that Warp's filters exclude is selected explicitly, others go back to being nobody's decision. */
export const selectSeries: Command = async (services, target, selected) => {
  await decide(services, await chosen(services, target, selected, true), ({ isFiltered }) =>
    isFiltered === true ? 'selected' : 'automatic',
  );
};

async function chosen(
  services: Services,
  target: unknown,
  selected: unknown,
  isOut: boolean,
): Promise<readonly ProjectNode[]> {
  const rows = Array.isArray(selected) && selected.includes(target) ? (selected as unknown[]) : [target];
  const series = rows.filter(isNode).filter(({ kind }) => kind === 'series');
  return series.length > 0
    ? series
    : askSeries(services, isOut, isOut ? 'Select which series?' : 'Deselect which series?');
}

async function decide(
  services: Services,
  rows: readonly ProjectNode[],
  as: (row: ProjectNode) => string,
): Promise<void> {
  const groups = new Map<string, ProjectNode[]>();
  for (const row of rows) {
    const key = `${row.population} ${row.owner} ${as(row)}`;
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  for (const group of groups.values()) {
    const [first] = group;
    if (first.owner === undefined) throw new Problem(`${first.label} belongs to no data source`);
    await services.engine.run(
      argumentsOf(selecting, {
        population: first.population,
        source: first.owner,
        as: as(first),
        series: group.map(({ label }) => label),
      }),
    );
    const source = services.explorer.above(first, 'source');
    if (source !== undefined) services.explorer.reload(source);
  }
}
