/** Open Series: a page with the tilts of the series that is clicked or picked. */
import { openSeries as openPage } from '../seriesPanel';
import { askSeries } from './askSeries';
import { isNode, type Command, type Services } from './command';

export const openSeries: Command = async (services, target) => {
  const row =
    isNode(target) && target.kind === 'series'
      ? target
      : (await askSeries(services, null, 'Open which series?')).at(0);
  if (row?.path === undefined || row.owner === undefined) return;
  const { population, owner, label, path } = row;
  const source = sourceName(services, population, owner);
  openPage(
    services.extensionUri,
    services.volumes,
    { population, source, series: label, xml: path },
    async (tilts, used) => {
      await services.engine.run([
        'select_tilts',
        ...['--population', population, '--source', owner, '--series', label],
        ...[used ? '--use' : '--leave_out', tilts.join(',')],
      ]);
      const shown = services.explorer.above(row, 'source');
      const current = (await shown?.lazy?.get())?.find(({ id }) => id === row.id);
      if (current !== undefined) services.explorer.reload(current);
    },
  );
};

function sourceName(services: Services, population: string, guid: string): string {
  const project = services.projects.projects.find((one) => one.path === population);
  const source = project?.content?.sources.find(({ content }) => content?.guid === guid);
  return source?.content?.name ?? '';
}
