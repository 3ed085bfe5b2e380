/** The explorer's rows of tilt series, read when their data source is opened, and of tilts, read when a series is. */
import { rootName } from '../formats/paths';
import { readSeriesHead, readSeriesLists, type SeriesHead } from '../model/seriesSelection';
import { seriesXmlPath, type DataSource } from '../model/source';
import { tiltAveragePath } from '../model/tiltSeriesFile';
import { inBatches, LazyRows } from './lazyRows';
import type { ProjectNode } from './projectNode';

const degrees = 180 / Math.PI;

/** @param id of the source's row */
export function seriesRows(population: string, id: string, source: DataSource): LazyRows<ProjectNode> {
  return new LazyRows(async () =>
    inBatches(source.files, async ({ hash, name }) => {
      const path = seriesXmlPath(source, name);
      const row = { population, path, id: `${id}#${hash}`, label: rootName(name), owner: source.guid };
      try {
        return seriesNode(row, await readSeriesHead(path));
      } catch (error) {
        const problem = error instanceof Error ? error.message : String(error);
        return { ...row, kind: 'broken', description: problem, tooltip: problem, children: [] };
      }
    }),
  );
}

type Row = Pick<ProjectNode, 'population' | 'id' | 'label'> & {
  readonly path: string;
  readonly owner: string;
};

function seriesNode(row: Row, head: SeriesHead): ProjectNode {
  const state = head.selection === 'deselected' ? 'deselected' : isFilteredOut(head) ? 'filtered' : undefined;
  const resolution = head.ctfResolution === null ? '' : `CTF ${Number(head.ctfResolution.toFixed(1))} Å`;
  const words = { deselected: 'deselected', filtered: 'outside filters' };
  return {
    ...row,
    kind: 'series',
    description: [resolution, state === undefined ? '' : words[state]]
      .filter((part) => part !== '')
      .join(' · '),
    tooltip: row.path,
    series: row.label,
    isFiltered: head.filtered,
    children: [],
    lazy: tiltRows(row),
    ...(state === undefined ? {} : { state }),
  };
}

/** What was selected by hand stays in, whatever the filters say. */
function isFilteredOut({ selection, filtered }: SeriesHead): boolean {
  return selection === 'automatic' && filtered;
}

function tiltRows({ population, id, label, path, owner }: Row): LazyRows<ProjectNode> {
  return new LazyRows(async () => {
    try {
      const file = await readSeriesLists(path);
      const { angles, dose, used } = file.series;
      return used.map((isUsed, tilt): ProjectNode => {
        const image = tiltAveragePath(file, tilt);
        return {
          kind: 'tilt',
          id: `${id}#${tilt}`,
          label: `${(angles[tilt] * degrees).toFixed(1)}°`,
          description: `tilt ${tilt + 1} · ${Number(dose[tilt].toFixed(1))} e/Å²`,
          tooltip: image,
          path: image,
          population,
          owner,
          series: label,
          tilt: tilt + 1,
          isUsed,
          children: [],
        };
      });
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error);
      const row = { kind: 'broken', id: `${id}#broken`, label, path, population, children: [] } as const;
      return [{ ...row, description: problem, tooltip: problem }];
    }
  });
}
