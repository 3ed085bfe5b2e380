/** The versions of a population's species with their correlation curves; no map is read. */
import { stat } from 'node:fs/promises';
import { rootName } from '../../formats/paths';
import { readFsc } from '../../model/fscFile';
import { readPopulation, readPopulationSources, readPopulationSpecies } from '../../model/population';
import { companion, readSpecies, type Species } from '../../model/species';
import { listVersions } from '../../model/versions';
import type { FscReport, ProjectReport, SpeciesReport, VersionReport } from '../../../shared/records/report';

/** Throws Problem where population, species or sources cannot be read; a broken version or curve is left out. */
export async function readProjectReport(populationPath: string): Promise<ProjectReport> {
  const population = await readPopulation(populationPath);
  const [species, sources] = await Promise.all([
    readPopulationSpecies(population),
    readPopulationSources(population),
  ]);
  return {
    population: population.name,
    species: await Promise.all(species.map(speciesReport)),
    sources: sources.map(({ guid, name, files }) => ({
      guid,
      name,
      series: files.map((file) => rootName(file.name)),
    })),
  };
}

async function speciesReport(species: Species): Promise<SpeciesReport> {
  const { guid, name, symmetry, path, version: current } = species;
  const versions: VersionReport[] = [];
  for (const { path: copy, date, version, label } of await listVersions(path)) {
    const old = await readSpecies(copy).catch(() => null);
    if (old !== null)
      versions.push(await versionReport(old, { version, label, date, current: version === current }));
  }
  // Files that no version was made of are still the ones in use.
  if (!versions.some((one) => one.current))
    versions.push(
      await versionReport(species, { version: '', label: '', date: (await stat(path)).mtime, current: true }),
    );
  return { guid, name, symmetry, versions };
}

async function versionReport(
  species: Species,
  { date, ...version }: Pick<VersionReport, 'version' | 'label' | 'current'> & { readonly date: Date },
): Promise<VersionReport> {
  const { globalResolution } = species;
  return {
    ...version,
    date: date.toISOString(),
    resolution: globalResolution > 0 ? globalResolution : null,
    fsc: await fscReport(companion(species, '_fsc.star')),
  };
}

/** Null where there is no readable file. */
export async function fscReport(path: string): Promise<FscReport | null> {
  try {
    const { resolution, ...curves } = await readFsc(path);
    return {
      frequency: frequenciesOf(resolution),
      masked: [...curves.masked],
      unmasked: [...curves.unmasked],
      randomised: [...curves.randomised],
      corrected: [...curves.corrected],
    };
  } catch {
    return null;
  }
}

/** Files round their Å: shells are multiples of the first, so that those of all versions fall together. */
function frequenciesOf(resolution: Float64Array): readonly number[] {
  const first = resolution[1];
  return Array.from(resolution, (value, shell) => {
    const exact = shell / first;
    return Math.abs(exact * value - 1) < 1e-3 ? exact : 1 / value;
  });
}
