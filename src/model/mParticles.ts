/** Imports a particle table of another species that M wrote: series are known by their hash. */
import {
  checkMatches,
  countMatches,
  countOutside,
  countUnmatched,
  isInCorner,
  type ImportedParticles,
} from './importedParticles';
import { refuseImpossibleTilts } from './eulerRange';
import { resampled } from './particleEdits';
import { hasHalfSets, parseParticles, storedSamples } from './particleFile';
import type { NamedSeries } from './seriesNames';

/** Unmatched particles are an error unless ignored; then they stay in the table, as M keeps them. Throws Problem. */
export function importMParticles(
  content: string,
  where: string,
  series: readonly NamedSeries[],
  options: { readonly samples: number; readonly ignoreUnmatched: boolean },
): ImportedParticles {
  const { positions, angles } = storedSamples(content, where);
  const stored = parseParticles(content, positions, where);
  const byHash = new Map(
    series.filter(({ holdsFrames }) => holdsFrames !== true).map((entry) => [entry.hash, entry]),
  );
  refuseImpossibleTilts(stored, where);
  const matches = stored.sourceHash.map((hash) => byHash.get(hash));
  const unmatched = countUnmatched(stored.sourceName, matches, series);
  const matchedCount = matches.filter((entry) => entry !== undefined).length;
  checkMatches(unmatched, matchedCount, { ...options, where, by: 'the hash of their raw data' });
  return {
    table: {
      ...resampled(stored, options.samples),
      angles: resampled(parseParticles(content, angles, where), options.samples).angles,
    },
    halvesFrom: hasHalfSets(content, where) ? 'table' : 'import',
    lostColumns: [],
    recognized: [],
    matched: countMatches(matches, series),
    unmatched,
    outside: countOutside(stored, matches),
    inCorner: isInCorner(stored, matches),
    imagePixelSizes: [],
    pixelSizes: [
      { of: 'coordinates', pixelSize: 1, from: 'wrpCoordinateX1 is in Å', particles: stored.count },
    ],
  };
}
