/** Imports a particle table of another species that M wrote: series are known by their hash. */
import { sampleTrajectory } from '../compute/math/trajectory';
import { checkMatches, countMatches, countUnmatched, type ImportedParticles } from './importedParticles';
import { parseParticles, storedSamples } from './particleFile';
import type { ParticleTable } from './particles';
import type { NamedSeries } from './seriesNames';

/** Unmatched particles are an error unless ignored; then they stay in the table, as M keeps them. Throws Problem. */
export function importMParticles(
  content: string,
  where: string,
  series: readonly NamedSeries[],
  options: { readonly samples: number; readonly ignoreUnmatched: boolean },
): ImportedParticles {
  const stored = parseParticles(content, storedSamples(content, where), where);
  const byHash = new Map(series.map((entry) => [entry.hash, entry]));
  const matches = stored.sourceHash.map((hash) => byHash.get(hash));
  const unmatched = countUnmatched(stored.sourceName, matches, series);
  const matchedCount = matches.filter((entry) => entry !== undefined).length;
  checkMatches(unmatched, matchedCount, { ...options, where, by: 'the hash of their raw data' });
  return {
    table: resampled(stored, options.samples),
    matched: countMatches(matches, series),
    unmatched,
    pixelSizes: [
      { of: 'coordinates', pixelSize: 1, from: 'wrpCoordinateX1 is in Å', particles: stored.count },
    ],
  };
}

/** The same trajectories through another number of samples over the exposure. */
function resampled(table: ParticleTable, samples: number): ParticleTable {
  if (samples === table.samples) return table;
  const resample = (values: Float64Array): Float64Array => {
    const out = new Float64Array(table.count * samples * 3);
    const row = table.samples * 3;
    for (let particle = 0; particle < table.count; particle++) {
      const trajectory = values.subarray(particle * row, (particle + 1) * row);
      for (let i = 0; i < samples; i++) {
        const u = samples === 1 ? 0.5 : i / (samples - 1);
        out.set(sampleTrajectory(trajectory, table.samples, 3, u), (particle * samples + i) * 3);
      }
    }
    return out;
  };
  return { ...table, samples, positions: resample(table.positions), angles: resample(table.angles) };
}
