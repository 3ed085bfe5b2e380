/** Puts the results of a round on disk: all of them, or, if the process dies on the way, none or all at the next start. */
import path from 'node:path';
import type { Gpu } from '../../compute/gpu/gpu';
import type { FscCurves } from '../../compute/maps/resolution';
import type { Volume } from '../../compute/maps/volume';
import type { RefinedGroups } from '../../compute/refine/parameters';
import type { SeriesReport } from '../../compute/refine/report';
import type { TiltSeries } from '../../model/tiltSeries';
import { finishInterruptedReplacement, replaceFilesTogether } from '../../formats/atomicFile';
import { encodeMrc } from '../../formats/mrc';
import { formatStar } from '../../formats/star';
import { commitSource, commitSpecies } from '../../model/commit';
import { encodeParticles } from '../../model/particleFile';
import { withRefinedWith } from '../../model/refinedWith';
import type { DataSource } from '../../model/source';
import { companion, formatSpecies, withSpecies } from '../../model/species';
import type { Species } from '../../model/species';
import { formatTiltSeries } from '../../model/tiltSeriesFile';
import type { TiltSeriesChanges } from '../../model/tiltSeriesChanges';
import { formatPopulation, readPopulation } from '../../model/population';
import { withLastOptions } from '../refinementSettings/lastSettings';
import { companionMaps, type CompanionMaps } from '../companionMaps';
import type { PhaseResiduals } from '../report/report';
import { diagnosticPath } from '../report/diagnosticFiles';
import type { ProjectSeries } from './project';
import type { RefinementOptions } from './refinePopulation';
import { residualFiles } from './residualFiles';
import type { SpeciesState } from './speciesState';

export interface RoundResult {
  readonly species: readonly SpeciesState[];
  /** Series that were worked on, as they are now, and what was done to them. */
  readonly series: readonly WorkedSeries[];
  /** Groups that were refined; null when there were only new maps made. */
  readonly groups: RefinedGroups | null;
  readonly sources: readonly DataSource[];
  /** What was asked; the population keeps it for the next time. */
  readonly options: RefinementOptions;
}

export interface WorkedSeries {
  readonly of: ProjectSeries;
  readonly report: SeriesReport;
  /** (species) null without images. */
  readonly residuals: readonly (PhaseResiduals | null)[];
}

export function journalPath(populationPath: string): string {
  return path.join(path.dirname(populationPath), `.${path.basename(populationPath)}.unfinished_save`);
}

/** Completes or discards what a killed process left half-saved; true when it completed a save. */
export async function recoverSave(populationPath: string): Promise<boolean> {
  return finishInterruptedReplacement(journalPath(populationPath));
}

/** @returns sources and species as committed: with new version numbers */
export async function saveRound(
  gpu: Gpu,
  populationPath: string,
  result: RoundResult,
): Promise<{ readonly species: readonly SpeciesState[]; readonly sources: readonly DataSource[] }> {
  const files = new Map<string, Uint8Array | string>();
  const names = result.species.map(({ species: { name } }) => name);
  for (const { of, report, residuals } of result.series) {
    const diagnostic = (suffix: string): string =>
      diagnosticPath(populationPath, { source: of.source.name, series: of.file.series.name }, suffix);
    for (const [suffix, content] of residualFiles(names, residuals)) files.set(diagnostic(suffix), content);
    if (result.groups === null) continue;
    files.set(of.file.path, formatTiltSeries(of.file, refinedParts(of.file.series, result.groups)));
    files.set(diagnostic('_refinement.json'), `${JSON.stringify(report, null, 1)}\n`);
  }
  const named: SpeciesState[] = [];
  for (const state of result.species) {
    const maps = await companionMaps(gpu, state);
    const species = withSpecies(state.species, {
      globalResolution: roundTo(state.resolution, 1e-4),
      globalBfactor: maps.bfactor,
      // M would look for its network's weights; without them it must not denoise.
      applyDenoising: false,
    });
    addSpeciesFiles(files, species, state, maps);
    named.push({ ...state, species });
  }
  const population = await readPopulation(populationPath);
  files.set(population.path, formatPopulation(withLastOptions(population, result.options)));
  await replaceFilesTogether(files, journalPath(populationPath));
  const sources: DataSource[] = [];
  for (const source of result.sources) sources.push(await commitSource(source));
  const species: SpeciesState[] = [];
  for (const state of named)
    species.push({ ...state, species: await commitSpecies(withRefinedWith(state.species, sources)) });
  return { species, sources };
}

/** Only what was refined is written: everything else in the file stays as it was. */
function refinedParts(series: TiltSeries, groups: RefinedGroups): TiltSeriesChanges {
  return {
    ...(groups.imageWarp !== null && { imageWarp: series.imageWarp }),
    ...(groups.volumeWarp !== null && { volumeWarp: series.volumeWarp }),
    ...(groups.stageAngles && { stageAngles: series.stageAngles }),
    ...(groups.levelAngles && { levelAngleX: series.levelAngleX, levelAngleY: series.levelAngleY }),
    ...(groups.magnification && { magnification: series.magnification }),
  };
}

function addSpeciesFiles(
  files: Map<string, Uint8Array | string>,
  species: Species,
  state: SpeciesState,
  maps: CompanionMaps,
): void {
  const encoded = (volume: Volume): Uint8Array =>
    encodeMrc({
      size: [volume.size, volume.size, volume.size],
      pixelSize: species.pixelSize,
      data: volume.data,
    });
  files.set(companion(species, '_half1.mrc'), encoded(state.half1));
  files.set(companion(species, '_half2.mrc'), encoded(state.half2));
  for (const [suffix, content] of maps.files) files.set(companion(species, suffix), content);
  files.set(companion(species, '_fsc.star'), formatFsc(state.curves));
  if (state.particles.count > 0)
    files.set(companion(species, '_particles.star'), encodeParticles(state.particles));
  files.set(species.path, formatSpecies(species));
}

export function formatFsc(curves: FscCurves): string {
  const columns = ['wrpResolution', 'wrpFSCUnmasked', 'wrpFSCRandomized', 'wrpFSCCorrected', 'wrpFSCMasked'];
  const { resolution, unmasked, randomised, corrected, masked } = curves;
  const rows = Array.from(resolution, (value, shell) => [
    Number.isFinite(value) ? value.toFixed(5) : 'Infinity',
    ...[unmasked, randomised, corrected, masked].map((curve) => curve[shell].toFixed(5)),
  ]);
  return formatStar([{ name: '', columns, rows }]);
}

function roundTo(value: number, step: number): number {
  return Number((Math.round(value / step) * step).toFixed(6));
}
