/** The explorer's rows of earlier versions of a species, read when they are asked for. */
import { readSpecies, type Species } from '../model/species';
import { listVersions, type Version } from '../model/versions';
import { inBatches, LazyRows } from './lazyRows';
import type { ProjectNode } from './projectNode';
import { mapFiles } from './speciesMaps';
import { sparkline } from '../jobs/report/sparkline';

interface VersionOfSpecies extends Version {
  /** Null for a version that cannot be read. */
  readonly species: Species | null;
}

/** Oldest first. */
async function readVersions(species: Species): Promise<readonly VersionOfSpecies[]> {
  return inBatches(await listVersions(species.path), async (version) => ({
    ...version,
    species: await readSpecies(version.path).catch(() => null),
  }));
}

/** Newest first, numbered as in the report. @param id of the species' row */
export function versionRows(population: string, id: string, species: Species): LazyRows<ProjectNode> {
  return new LazyRows(async () => {
    const versions = await readVersions(species).catch(() => []);
    const readable = versions.filter((one) => one.species !== null);
    return versions.toReversed().map((one): ProjectNode => {
      const number = readable.indexOf(one) + 1;
      const current = one.version === species.version;
      const row = { population, owner: species.guid, path: one.path };
      return {
        ...row,
        kind: 'version',
        id: `${id}#${one.version}`,
        label: number === 0 ? one.version : `Version ${number}`,
        version: one.version,
        description: [
          ...(one.label === '' ? [] : [one.label]),
          resolutionOf(one),
          ...(current ? ['in use'] : []),
          dateText(one.date),
        ].join(' · '),
        tooltip: [
          ...[one.label, one.note].filter((text) => text !== ''),
          `${one.version}, ${dateText(one.date)}`,
          one.path,
        ].join('\n'),
        children: [],
        ...(current ? { state: 'current' as const } : {}),
        lazy: new LazyRows(async () => {
          const maps = one.species === null ? [] : await mapFiles(one.species);
          return maps.map((map) => ({
            ...row,
            kind: 'map',
            id: `${id}#${one.version}#${map.label}`,
            label: map.label,
            tooltip: map.path,
            path: map.path,
            version: one.version,
            children: [],
          }));
        }),
      };
    });
  });
}

/** `29.2 Å ▇▅▃▂ 12.0 Å`, or nothing where there are fewer than two versions with a resolution. */
export async function resolutionHistory(species: Species): Promise<string | undefined> {
  const resolutions = (await readVersions(species))
    .map((one) => one.species?.globalResolution ?? 0)
    .filter((resolution) => resolution > 0);
  if (resolutions.length < 2) return undefined;
  const [first, last] = [resolutions[0], resolutions[resolutions.length - 1]];
  return `${first.toFixed(1)} Å ${sparkline(resolutions)} ${last.toFixed(1)} Å`;
}

function resolutionOf({ species }: VersionOfSpecies): string {
  if (species === null) return 'cannot be read';
  return species.globalResolution > 0 ? `${species.globalResolution.toFixed(1)} Å` : 'resolution unknown';
}

function dateText(date: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}`;
}
