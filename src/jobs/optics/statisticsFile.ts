/** `<series>_statistics.bin` beside M's diagnostics: what the last refinement of a series says of its hand and weights. */
import type { SeriesStatistics } from '../../compute/refine/seriesStatistics';
import { encodeRecord, RecordFile } from '../../formats/record';
import type { TiltSeries } from '../../model/tiltSeries';
import { diagnosticPath } from '../report/diagnosticFiles';

export const statisticsSuffix = '_statistics.bin';

export interface KeptStatistics {
  /** As files had it when images were compared. */
  readonly anglesInverted: boolean;
  readonly species: readonly { readonly name: string; readonly statistics: SeriesStatistics }[];
}

/** @param names of species */
export function statisticsContent(
  { anglesInverted }: Pick<TiltSeries, 'anglesInverted'>,
  names: readonly string[],
  all: readonly (SeriesStatistics | null)[],
): Iterable<Uint8Array> {
  const species = names.flatMap((name, i) => {
    const statistics = all.at(i) ?? null;
    return statistics === null ? [] : [{ name, statistics }];
  });
  const kept: KeptStatistics = { anglesInverted, species };
  return { [Symbol.iterator]: () => encodeRecord(kept) };
}

/** Null for a series that was not refined yet. Throws Problem for a file that cannot be read. */
export async function readStatistics(
  populationPath: string,
  of: { readonly source: string; readonly series: string },
): Promise<KeptStatistics | null> {
  const file = await RecordFile.open<KeptStatistics>(diagnosticPath(populationPath, of, statisticsSuffix));
  if (file === null) return null;
  try {
    return await file.readAll<KeptStatistics>(file.value);
  } finally {
    await file.close();
  }
}
