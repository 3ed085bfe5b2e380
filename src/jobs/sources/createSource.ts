/** Makes a data source from Warp's processing settings and adds it to a population. */
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { resolveFrom, safeName } from '../../formats/paths';
import { readSettings, type Settings } from '../../formats/settings';
import { changeProject } from '../../model/changeProject';
import { checkName } from '../../model/names';
import { newSource, type DataSource } from '../../model/source';
import { Problem } from '../../../shared/problem';
import { stopAtDoubts, type DoubtName } from '../check/doubt';
import { findSeries, type FoundSeries, type SeriesChoice, type SkippedSeries } from './findSeries';

export interface CreateSourceOptions {
  readonly population: string;
  readonly settings: string;
  readonly name: string;
  /** Most tilts to use; undefined or 0 for all. */
  readonly frameLimit?: number | undefined;
  /** Text or STAR file that lists the series to take; undefined for all. */
  readonly files?: string | undefined;
  /** Leave out series outside of the filter ranges in the settings, as M's window does unless it is told otherwise. */
  readonly applyFilter?: boolean | undefined;
  readonly includeDeselected?: boolean | undefined;
  /** Doubts that do not stop it. */
  readonly accept?: readonly DoubtName[] | undefined;
  /** Where the .source goes; must lie beside the series' XML files, where it goes by default. */
  readonly output?: string | undefined;
  readonly dontVersion?: boolean | undefined;
}

export interface CreatedSource {
  readonly source: DataSource;
  readonly skipped: readonly SkippedSeries[];
  /** Series whose raw movies are gone, and where their hashes come from instead. */
  readonly withoutRaw: readonly { readonly name: string; readonly hashFrom: string }[];
}

/** Throws Problem; then nothing has been written. Relative paths are relative to the current folder. */
export async function createSource(
  options: CreateSourceOptions,
  report: (message: string) => void = () => undefined,
): Promise<CreatedSource> {
  const name = options.name.trim();
  checkName(name, 'data source');
  const settings = await readSettings(resolve(options.settings));
  const processing = resolveFrom(settings.path, settings.processingFolder || settings.dataFolder);
  const path = resolve(options.output ?? join(processing, `${safeName(name)}.source`));
  checkPlace(path, processing);
  return changeProject('create_source', options.population, async (project) => {
    const place = await project.ownSourcePlace(path);
    checkPlace(path, processing);
    const { series, skipped } = await findSeries(settings, processing, choiceOf(options), report);
    stopAtDoubts(
      series.flatMap(({ doubt }) => doubt ?? []),
      options.accept ?? [],
      report,
    );
    await checkOverlap(series, await project.readSources());
    const draft = draftSource(place, settings, series, { ...options, name });
    const { population } = project;
    const listed = [...population.sources, { guid: draft.guid, path: place }];
    const saved = await project.save({
      sources: [{ source: draft }],
      population: { ...population, sources: listed },
    });
    const withoutRaw = series.flatMap(({ name: file, hashFrom }) =>
      hashFrom === null ? [] : [{ name: file, hashFrom }],
    );
    return { source: saved.sources[0], skipped, withoutRaw };
  });
}

function choiceOf({ applyFilter, includeDeselected, files }: CreateSourceOptions): SeriesChoice {
  return {
    applyFilter: applyFilter ?? false,
    includeDeselected: includeDeselected ?? false,
    listFile: files,
  };
}

function checkPlace(path: string, processing: string): void {
  if (!path.endsWith('.source'))
    throw new Problem('the file name of a data source must end in .source', { where: path });
  if (dirname(path) !== processing)
    throw new Problem(`a data source must lie beside the XML files of its series, in ${processing}`, {
      where: path,
    });
  if (existsSync(path))
    throw new Problem('there is a data source of that name already', {
      where: path,
      remedy: 'choose another name',
    });
}

async function checkOverlap(series: readonly FoundSeries[], sources: readonly DataSource[]): Promise<void> {
  const owners = new Map(
    sources.flatMap((source) => source.files.map((file) => [file.hash, source.name] as const)),
  );
  const shared = series.filter((entry) => owners.has(entry.hash));
  if (shared.length === 0) return;
  const shown = shared.slice(0, 5).map((entry) => `${entry.name} (in ${owners.get(entry.hash)})`);
  throw new Problem(
    `${shared.length} series are in another data source of the population already: ${shown.join(', ')}`,
    { remedy: 'list the others in a file and give it with --files' },
  );
}

function draftSource(
  path: string,
  settings: Settings,
  series: readonly FoundSeries[],
  options: CreateSourceOptions,
): DataSource {
  const available = Math.max(...series.map((entry) => entry.tilts));
  const wanted = options.frameLimit ?? 0;
  const fromSettings = (file: string): string => (file === '' ? '' : resolveFrom(settings.path, file));
  return newSource({
    path,
    guid: randomUUID(),
    version: '',
    previousVersion: '',
    dontVersion: options.dontVersion ?? false,
    name: options.name,
    pixelSize: settings.pixelSize,
    dimensions: settings.dimensions,
    frameLimit: wanted > 0 ? Math.min(wanted, available) : available,
    gainFlipX: settings.gainFlipX,
    gainFlipY: settings.gainFlipY,
    gainTranspose: settings.gainTranspose,
    gainPath: fromSettings(settings.gainPath),
    defectsPath: fromSettings(settings.defectsPath),
    dosePerFrame: settings.dosePerFrame,
    eerGroupFrames: settings.eerGroupFrames,
    files: series.map(({ hash, name: fileName }) => ({ hash, name: fileName })),
  });
}
