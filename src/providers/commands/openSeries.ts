/** Open Series: a page with the tilts of the series that is clicked or picked. */
import { askSeries } from './askSeries';
import { isNode, type Command, type Services } from './command';

export const openSeries: Command = async (services, target) => {
  const row =
    isNode(target) && target.kind === 'series'
      ? target
      : (await askSeries(services, null, 'Open which series?')).at(0);
  if (row?.path === undefined || row.owner === undefined) return;
  const { population, owner, label: series, path: xml } = row;
  services.series.show({ population, source: sourceName(services, population, owner), owner, series, xml });
};

function sourceName(services: Services, population: string, guid: string): string {
  const project = services.projects.projects.find((one) => one.path === population);
  const source = project?.content?.sources.find(({ content }) => content?.guid === guid);
  return source?.content?.name ?? '';
}
