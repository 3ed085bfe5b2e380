/**
 * What was found for a series, kept until its round is saved: a run that is killed or cancelled is taken up where it
 * was. A checkpoint only counts for the very same work: same particles, maps, sources and settings. Version numbers do
 * not tell: files may have been changed by hand, or a process may have died before it could count.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { refinedParameters } from '../../compute/parameters/refinedParameters';
import type { SeriesResult } from '../../compute/refine/refineSeries';
import type { TiltSeries } from '../../model/tiltSeries';
import { replaceOwnFile } from '../../files/atomicFile';
import { makeFolder, removeTree } from '../../files/durableFile';
import { checkNoLinkedFolders } from '../../model/ownFiles';
import { checkpointFolder, checkpointPath } from '../../model/refinementFolder';
import type { DataSource } from '../../model/source';
import { formatSpecies } from '../../model/species';
import type { TiltSeriesChanges } from '../../model/tiltSeriesChanges';
import { formatTiltSeries } from '../../model/tiltSeriesChanges';
import type { ProjectSeries } from './project';
import type { SeriesSettings } from './seriesSettings';
import type { SpeciesState } from './speciesState';

export interface RoundKey {
  readonly species: readonly SpeciesState[];
  readonly sources: readonly Pick<DataSource, 'guid' | 'version'>[];
  readonly settings: SeriesSettings & { readonly adapter: string };
}

export interface Checkpoints {
  /** What was found for this series in the same round before, or null. */
  load(of: ProjectSeries): Promise<SeriesResult | null>;
  save(of: ProjectSeries, result: SeriesResult): Promise<void>;
  /** The round is saved: nothing is left to take up. */
  clear(): Promise<void>;
}

/** Counts up when what is kept changes, or how it is found: older checkpoints are not what would be found now. */
const format = 4;

export async function checkpoints(populationPath: string, round: RoundKey): Promise<Checkpoints> {
  const folder = checkpointFolder(populationPath);
  await checkNoLinkedFolders(path.dirname(populationPath), path.join(folder, 'series'));
  const identity = {
    format,
    species: round.species.map(contentOf),
    sources: round.sources.map(({ guid, version }) => [guid, version]),
    settings: round.settings,
  };
  const common = JSON.stringify(identity);
  // The text of the series' file too: Warp may have changed it meanwhile.
  const keyOf = ({ file }: ProjectSeries): string =>
    createHash('sha256')
      .update(common)
      .update(`${formatTiltSeries(file, {})}${file.beyondLimit}`)
      .digest('hex');
  const fileOf = ({ source, file }: ProjectSeries): string =>
    checkpointPath(populationPath, source, file.series.name);
  return {
    async load(of) {
      try {
        const saved = JSON.parse(await readFile(fileOf(of), 'utf8'), revive) as Saved;
        if (saved.key !== keyOf(of)) return null;
        return { ...saved.result, series: { ...of.file.series, ...saved.series } };
      } catch {
        // None, or one that a dying process left unreadable: the work is done again.
        return null;
      }
    },
    async save(of, result) {
      await makeFolder(folder);
      const { series, ...rest } = result;
      const saved: Saved = { key: keyOf(of), series: partsOf(series), result: rest };
      await replaceOwnFile(fileOf(of), JSON.stringify(saved, pack));
    },
    clear: async () => removeTree(folder),
  };
}

/** Fingerprint of everything that a species brings into a round. */
function contentOf(state: SpeciesState): string {
  const { species, particles, half1, half2, mask, resolution } = state;
  const hash = createHash('sha256').update(formatSpecies(species)).update(String(resolution));
  hash.update(
    JSON.stringify([particles.count, particles.samples, particles.sourceHash, particles.sourceName]),
  );
  for (const { buffer, byteOffset, byteLength } of [
    particles.positions,
    particles.angles,
    particles.halfSet,
    half1.data,
    half2.data,
    mask.data,
  ])
    hash.update(new Uint8Array(buffer, byteOffset, byteLength));
  return hash.digest('hex');
}

interface Saved {
  readonly key: string;
  readonly series: TiltSeriesChanges;
  readonly result: Omit<SeriesResult, 'series'>;
}

/** All that a refinement can change. */
function partsOf(series: TiltSeries): TiltSeriesChanges {
  return Object.fromEntries(
    refinedParameters.flatMap(({ writes }) => writes.map((part) => [part, series[part]])),
  );
}

/** JSON keeps every digit of a double; typed arrays need their kind beside them. */
function pack(_: string, value: unknown): unknown {
  if (value instanceof Float64Array) return { float64: Array.from(value) };
  if (value instanceof Float32Array) return { float32: Array.from(value) };
  if (value instanceof Uint8Array) return { uint8: Array.from(value) };
  return value;
}

function revive(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if ('float64' in value) return Float64Array.from(value.float64 as number[]);
  if ('float32' in value) return Float32Array.from(value.float32 as number[]);
  if ('uint8' in value) return Uint8Array.from(value.uint8 as number[]);
  return value;
}
