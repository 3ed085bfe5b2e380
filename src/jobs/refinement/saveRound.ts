/** What a round found, as changes of the project: results, diagnostics, what was asked, and how far the run has come. */
import { ctfWrites, noCtf } from '../../compute/ctf/ctfParameters';
import { refinedOf, type RefinedGroups } from '../../compute/parameters/refinedParameters';
import type { SeriesFit } from '../../compute/refine/seriesFit';
import type { FileContent } from '../../files/durableFile';
import type { ProjectChange } from '../../model/changeProject';
import type { SeriesStatistics } from '../../compute/refine/seriesStatistics';
import { seriesXmlPath, type DataSource } from '../../model/source';
import { withSpecies } from '../../model/species';
import type { SpeciesChange } from '../../model/stageChanges';
import type { TiltSeries } from '../../model/tiltSeries';
import type { TiltSeriesChanges } from '../../model/tiltSeriesChanges';
import { formatTiltSeries } from '../../model/tiltSeriesChanges';
import type { CompanionMaps } from '../species/companionMaps';
import { speciesFiles } from '../species/speciesFiles';
import { diagnosticPath } from '../report/diagnosticFiles';
import type { PhaseResiduals } from '../../../shared/records/aberrations';
import { withLastOptions } from './lastOptions';
import type { ProjectSeries } from './project';
import type { RefinementOptions } from './refinementOptions';
import { residualFiles } from './residualFiles';
import { runRecord, type ProjectFiles, type RunProgress } from './runRecord';
import type { SpeciesState } from './speciesState';
import { statisticsContent, statisticsSuffix } from '../optics/statisticsFile';

export interface RoundResult {
  readonly species: readonly FinishedSpecies[];
  /** Series that were worked on, as they are now, and what was done to them. */
  readonly series: readonly WorkedSeries[];
  /** Groups that were refined; null when there were only new maps made. */
  readonly groups: RefinedGroups | null;
  readonly sources: readonly DataSource[];
  /** What was asked; the population keeps it for the next time. */
  readonly options: RefinementOptions;
  readonly progress: RunProgress;
}

/** A species after a round, with the maps that M keeps beside it. */
export interface FinishedSpecies {
  readonly state: SpeciesState;
  readonly maps: CompanionMaps;
}

export interface WorkedSeries {
  readonly of: ProjectSeries;
  readonly report: SeriesFit;
  /** (species) null without images. */
  readonly residuals: readonly (PhaseResiduals | null)[];
  /** (species) likewise. */
  readonly statistics: readonly (SeriesStatistics | null)[];
}

/** Throws Problem; then the project is as the last round left it. */
export async function saveRound(project: ProjectChange, result: RoundResult): Promise<void> {
  const { path } = project.population;
  const names = result.species.map(({ state }) => state.species.name);
  const diagnostics = new Map<string, FileContent>();
  const refined = new Map<string, FileContent>();
  for (const { of, report, residuals, statistics } of result.series) {
    const diagnostic = (suffix: string): string =>
      diagnosticPath(path, { source: of.source.name, series: of.file.series.name }, suffix);
    for (const [suffix, content] of residualFiles(names, residuals))
      diagnostics.set(diagnostic(suffix), content);
    diagnostics.set(diagnostic(statisticsSuffix), statisticsContent(of.file.series, names, statistics));
    if (result.groups === null) continue;
    refined.set(
      of.file.path,
      formatTiltSeries(of.file, refinedParts(of.file.series, result.groups, result.options)),
    );
    diagnostics.set(diagnostic('_refinement.json'), `${JSON.stringify(report, null, 1)}\n`);
  }
  const sources = result.sources.map((source) => {
    const own = new Set(source.files.map(({ name }) => seriesXmlPath(source, name)));
    return { source, series: new Map([...refined].filter(([xml]) => own.has(xml))) };
  });
  const species = result.species.map(finished);
  diagnostics.set(...(await runRecord(path, result.progress, { sources, species })));
  await project.save({
    population: withLastOptions(project.population, result.options),
    sources,
    species,
    refinedTogether: true,
    diagnostics,
  });
}

/** Nothing is left to do of a run whose last round is not kept: the project stays as it is. */
export async function endRun(
  project: ProjectChange,
  progress: Omit<RunProgress, 'ended'>,
  files: ProjectFiles,
): Promise<void> {
  const record = await runRecord(project.population.path, { ...progress, ended: true }, files);
  await project.save({ diagnostics: new Map([record]) });
}

function finished({ state, maps }: FinishedSpecies): SpeciesChange {
  const species = withSpecies(state.species, {
    globalResolution: roundTo(state.resolution, 1e-4),
    globalBfactor: maps.bfactor,
    // M would look for its network's weights; without them it must not denoise.
    applyDenoising: false,
  });
  return { species, files: speciesFiles(state, maps.files) };
}

/** Only what was refined is written: everything else in the file stays as it was. */
function refinedParts(
  series: TiltSeries,
  groups: RefinedGroups,
  { ctf = noCtf }: RefinementOptions,
): TiltSeriesChanges {
  const parts = [...refinedOf(groups).flatMap(({ parameter }) => parameter.writes), ...ctfWrites(ctf)];
  return Object.fromEntries(parts.map((part) => [part, series[part]]));
}

function roundTo(value: number, step: number): number {
  return Number((Math.round(value / step) * step).toFixed(6));
}
