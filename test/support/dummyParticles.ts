/** A format of particle tables that no program writes: what adding one takes. */
import { readText } from '../../src/files/fileProblem';
import { column, parseStar } from '../../src/formats/star';
import { checkMatches, countMatches, countUnmatched } from '../../src/model/importedParticles';
import { particleFormats } from '../../src/model/particleFormats';
import type { ParticleFormat } from '../../src/model/particleFormats/particleFormat';
import { seriesLookup } from '../../src/model/seriesNames';

/** A table of series and coordinates in Å, with neither angles nor half-sets. */
const pebbles: ParticleFormat = {
  key: 'pebbles',
  name: 'Pebbles',
  from: 'Pebbles',
  another: 'Pebbles',
  file: 'table',
  filter: { name: 'Pebbles', endings: ['pebbles'] },
  labels: [['pebbleX', 'particles of Pebbles']],
  hasUnits: false,
  hasClasses: true,
  read: async (path, { series, samples, ignoreUnmatched }) => {
    const [table] = parseStar(await readText(path), path);
    const names = column(table, 'pebbleSeries') ?? [];
    const matches = names.map(seriesLookup(series, path).find);
    const homes = matches.filter((home) => home !== undefined);
    const unmatched = countUnmatched(names, matches, series);
    checkMatches(unmatched, homes.length, { ignoreUnmatched, where: path, by: 'name' });
    const kept = names.flatMap((_, row) => (matches[row] === undefined ? [] : [row]));
    const poses = kept.flatMap((row) => Array.from({ length: samples }, () => row));
    const at = ['X', 'Y', 'Z'].map((axis) => (column(table, `pebble${axis}`) ?? []).map(Number));
    return {
      table: {
        ...{ count: kept.length, samples, extra: new Map() },
        positions: Float64Array.from(poses.flatMap((row) => at.map((values) => values[row]))),
        angles: new Float64Array(3 * poses.length),
        halfSet: Uint8Array.from(kept, (_, i) => i % 2),
        sourceName: homes.map(({ name }) => name),
        sourceHash: homes.map(({ hash }) => hash),
      },
      matched: countMatches(matches, series),
      ...{
        unmatched,
        pixelSizes: [],
        halvesFrom: 'import',
        lostColumns: [],
        recognized: [],
        imagePixelSizes: [],
      },
      ...{ outside: 0, inCorner: false },
    };
  },
};

export const withDummyParticles: readonly ParticleFormat[] = [...particleFormats, pebbles];

/** @param rows series, x, y and z */
export function pebbleTable(rows: readonly (readonly [string, number, number, number])[]): string {
  const labels = ['pebbleSeries', 'pebbleX', 'pebbleY', 'pebbleZ'].map((label) => `_${label}\n`);
  return `data_\n\nloop_\n${labels.join('')}${rows.map((row) => `${row.join(' ')}\n`).join('')}`;
}
