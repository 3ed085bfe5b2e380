/** Makes a species from half-maps, a mask and particles, and adds it to a population. */
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { access, constants, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Dip } from '../../compute/maps/resolvedShells';
import type { FileContent } from '../../files/durableFile';
import { fileProblem } from '../../files/fileProblem';
import { safeName } from '../../formats/paths';
import { withParams } from '../../formats/xmlEdit';
import { changeProject, type ProjectChange } from '../../model/changeProject';
import { placeWarnings, recognizedLines, type ImportedParticles } from '../../model/importedParticles';
import { readNameMap } from '../../model/nameMap';
import { particleFormats, readParticleFile } from '../../model/particleFormats';
import type { ParticleReading } from '../../model/particleFormats/particleFormat';
import { readPopulationSources, type Population } from '../../model/population';
import { withRefinedWith } from '../../model/refinedWith';
import type { NamedSeries } from '../../model/seriesNames';
import { holdsTiltSeries, type DataSource } from '../../model/source';
import { companionSuffixes, newSpecies, type CompanionSuffix, type Species } from '../../model/species';
import { Problem } from '../../../shared/problem';
import { stopAtDoubts } from '../check/doubt';
import { mapDoubts } from '../check/mapDoubts';
import { companionMaps, type CompanionMaps } from './companionMaps';
import { checkMapPixelSize } from './mapPixelSize';
import { withMapChanges } from './movedInput';
import { questionedParticles } from './newParticles';
import { shiftsOf } from './importedMotion';
import { encodeMap, speciesFiles } from './speciesFiles';
import { prepareSpeciesMaps, readInputMaps, type InputMaps, type SpeciesMaps } from './speciesMaps';
import { checkSpeciesOptions, type CreateSpeciesOptions } from './speciesOptions';
import { openTestedGpu } from '../selfTest/openTestedGpu';

export interface CreatedSpecies extends Pick<ImportedParticles, 'matched' | 'unmatched' | 'pixelSizes'> {
  readonly species: Species;
  readonly particles: number;
  /** Where the FSC is below 0.143 before it ends. */
  readonly dips: readonly Dip[];
}

/** Throws Problem; then nothing has been written. Relative paths are relative to the current folder. */
export async function createSpecies(
  options: CreateSpeciesOptions,
  report: (message: string) => void = () => undefined,
): Promise<CreatedSpecies> {
  checkSpeciesOptions(options);
  return changeProject('create_species', options.population, async (project) => {
    const { population } = project;
    const guid = randomUUID();
    const wanted = speciesPath(population, guid, options);
    await checkPlace(dirname(wanted));
    const path = await project.ownNewSpecies(wanted);
    checkFree(path, options);
    report('reading particles');
    const read = await importParticles(population, options);
    checkHalves(read, options.particles.path);
    reportOutside(read, report);
    const imported = { ...read, table: questionedParticles(read, options, report) };
    report('reading maps');
    const given = await readInputMaps(options, report);
    await checkScale(given, imported, population, options);
    const input = withMapChanges(given, options.mapChanges ?? {});
    stopAtDoubts(mapDoubts(input, options, options), options.accept ?? [], report);
    report('measuring the resolution');
    const gpu = await openTestedGpu({ adapter: options.adapter, say: report });
    let maps: SpeciesMaps;
    let companions: CompanionMaps;
    try {
      maps = await prepareSpeciesMaps(gpu, input, options);
      report('filtering maps');
      companions = await companionMaps(gpu, { ...maps, particles: imported.table });
    } finally {
      gpu.close();
    }
    const sources = await readPopulationSources(population);
    const measured = { ...maps, bfactor: companions.bfactor };
    const draft = withRefinedWith(draftSpecies(path, guid, measured, options), sources);
    report('writing the species');
    const files = speciesFiles({ ...maps, particles: imported.table }, companions.files);
    files.set('_mask.mrc', encodeMap(maps.mask));
    const species = await saveNewSpecies(project, draft, files);
    return {
      species,
      particles: imported.table.count,
      dips: maps.dips,
      matched: imported.matched,
      unmatched: imported.unmatched,
      pixelSizes: imported.pixelSizes,
    };
  });
}

function speciesPath(population: Population, guid: string, options: CreateSpeciesOptions): string {
  const stem = safeName(options.name);
  const folder = join(dirname(population.path), 'species', `${stem}_${guid.slice(0, 8)}`);
  return resolve(options.output ?? join(folder, `${stem}.species`));
}

function checkFree(path: string, { name }: CreateSpeciesOptions): void {
  const names = companionSuffixes.map((suffix) => join(dirname(path), safeName(name) + suffix));
  const taken = [path, ...names].find((file) => existsSync(file));
  if (taken !== undefined)
    throw new Problem('this file of another species exists already', {
      where: taken,
      remedy: 'choose another name or another --output',
    });
}

/** Before an hour's work rather than after it: the nearest folder that exists must take new files. */
async function checkPlace(folder: string): Promise<void> {
  const info = await stat(folder).catch(() => undefined);
  if (info === undefined && dirname(folder) !== folder) return checkPlace(dirname(folder));
  if (info?.isDirectory() === false)
    throw new Problem('cannot create the folder of the species, a file of that name is in the way', {
      where: folder,
      remedy: 'choose another --output',
    });
  await access(folder, constants.W_OK).catch((error: unknown) => {
    throw fileProblem(error, folder, 'cannot write into the folder');
  });
}

function reportOutside(imported: ImportedParticles, report: (message: string) => void): void {
  for (const sentence of [...recognizedLines(imported), ...placeWarnings(imported)]) report(sentence);
}

/** A pixel size that somebody gave is right. */
async function checkScale(
  { half1 }: InputMaps,
  { imagePixelSizes }: ImportedParticles,
  population: Population,
  { pixelSize, sources, half1: where }: CreateSpeciesOptions,
): Promise<void> {
  if (pixelSize !== undefined) return;
  const used = chosenSources(await readPopulationSources(population), sources, population);
  const data = used.map((source) => source.pixelSize);
  checkMapPixelSize(half1.pixelSize, { data, images: imagePixelSizes }, where);
}

export type ParticleOptions = Pick<
  CreateSpeciesOptions,
  | 'particles'
  | 'temporalSamples'
  | 'coordinatePixelSize'
  | 'shiftPixelSize'
  | 'anySizes'
  | 'nameMap'
  | 'ignoreUnmatched'
  | 'sources'
  | 'classes'
> &
  Partial<Pick<CreateSpeciesOptions, 'diameter'>>;

/** Particles with the series that they belong to. Throws Problem, also for names of no series unless they are ignored. */
export async function importParticles(
  population: Population,
  options: ParticleOptions,
  formats = particleFormats,
): Promise<ImportedParticles> {
  const sources = chosenSources(await readPopulationSources(population), options.sources, population);
  if (sources.length === 0)
    throw new Problem('the population has no data sources, so particles cannot be matched to tilt series', {
      where: population.path,
      remedy: 'add a data source first',
    });
  const series: NamedSeries[] = sources.flatMap((source) => {
    const [x, y, z] = source.dimensions.map((edge) => edge * source.pixelSize);
    return source.files.map(({ name, hash }) => ({
      name,
      hash,
      volumeSize: [x, y, z],
      pixelSize: source.pixelSize,
      source: source.name,
      holdsFrames: !holdsTiltSeries(source),
    }));
  });
  const { particles, temporalSamples: samples, nameMap: list, ...more } = options;
  const nameMap = list === undefined ? undefined : await readNameMap(resolve(list));
  const shiftsIn: ParticleReading['shiftsOf'] = (motion) => shiftsOf(motion, sources, samples);
  const file = { ...particles, path: resolve(particles.path) };
  return readParticleFile(file, { ...more, nameMap, series, samples, shiftsOf: shiftsIn }, formats);
}

function chosenSources(
  sources: readonly DataSource[],
  names: readonly string[] | undefined,
  { path }: Population,
): readonly DataSource[] {
  const unknown = names?.find((name) => !sources.some((source) => source.name === name));
  if (unknown !== undefined)
    throw new Problem(`the population has no data source named ${unknown}`, {
      where: path,
      remedy: `choose among ${sources.map(({ name }) => name).join(', ')}`,
    });
  return names === undefined ? sources : sources.filter(({ name }) => names.includes(name));
}

function checkHalves({ table }: ImportedParticles, path: string): void {
  const inSecond = table.halfSet.reduce((sum, half) => sum + half, 0);
  if (inSecond === 0 || inSecond === table.count)
    throw new Problem(`all ${table.count} particles are in half-set ${inSecond === 0 ? 1 : 2}`, {
      where: path,
      remedy: 'refinement needs two half-sets, assign them in RELION first',
    });
}

function draftSpecies(
  path: string,
  guid: string,
  maps: SpeciesMaps & Pick<CompanionMaps, 'bfactor'>,
  options: CreateSpeciesOptions,
): Species {
  const species = newSpecies({
    path,
    guid,
    version: '',
    previousVersion: '',
    dontVersion: options.dontVersion,
    name: options.name.trim(),
    pixelSize: maps.half1.pixelSize,
    diameter: options.diameter,
    symmetry: options.symmetry.trim().toUpperCase(),
    helicalUnits: options.helix.units,
    helicalTwist: options.helix.twist,
    helicalRise: options.helix.rise,
    helicalHeight: options.helix.height,
    temporalSamples: options.temporalSamples,
    globalResolution: Number.isFinite(maps.resolution) ? Number(maps.resolution.toPrecision(6)) : -1,
    globalBfactor: options.lowPass === undefined ? Math.trunc(maps.bfactor) : 0,
    // M would look for the weights of a trained denoiser otherwise.
    applyDenoising: false,
    doEwald: false,
    ewaldReverse: true,
  });
  if (options.molecularWeight === undefined) return species;
  const root = withParams(species.xml.root, { MolecularWeightkDa: options.molecularWeight });
  return { ...species, xml: { ...species.xml, root } };
}

/** Puts a new species on disk and into its population, together. */
export async function saveNewSpecies(
  project: ProjectChange,
  draft: Species,
  files: ReadonlyMap<CompanionSuffix, FileContent>,
): Promise<Species> {
  const { population } = project;
  const listed = [...population.species, { guid: draft.guid, path: draft.path }];
  const { species } = await project.save({
    species: [{ species: draft, files }],
    population: { ...population, species: listed },
  });
  return species[0];
}
