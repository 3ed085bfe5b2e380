import assert from 'node:assert/strict';
import { rowsBySeries, takeRows, withRefinedRows } from '../../../src/jobs/refinement/particlesOfSeries';
import type { ParticleTable } from '../../../src/model/particles';

function table(places: readonly number[], hashes: readonly string[]): ParticleTable {
  return {
    count: places.length,
    samples: 1,
    positions: Float64Array.from(places.flatMap((x) => [x, 1, 2])),
    angles: Float64Array.from(places.flatMap((x) => [x / 100, 0, 0])),
    halfSet: Uint8Array.from(places, (_, i) => i % 2),
    sourceName: places.map(() => 'TS_1.tomostar'),
    sourceHash: hashes,
    extra: new Map(),
  };
}

describe('The particles of a series', () => {
  it('are found by data hash, and by name where there is no hash', () => {
    const all = table([1, 2, 3, 4], ['a', 'b', '', 'null']);
    assert.deepEqual(rowsBySeries(all, [{ name: 'TS_1.tomostar', hash: 'a' }]), [[0, 2, 3]]);
    assert.deepEqual(rowsBySeries(all, [{ name: 'TS_2.tomostar', hash: 'b' }]), [[1]]);
  });

  it('come in the same order however the table is ordered', () => {
    const series = { name: 'TS_1', hash: 'a' };
    const one = table([5, 3, 9, 1], ['a', 'a', 'a', 'a']);
    const other = table([9, 1, 5, 3], ['a', 'a', 'a', 'a']);
    const positions = (t: ParticleTable): Float64Array => takeRows(t, rowsBySeries(t, [series])[0]).positions;
    assert.deepEqual(positions(one), positions(other));
  });

  it('go back to the rows that they came from', () => {
    const all = table([5, 3, 9, 1], ['a', 'b', 'a', 'b']);
    const [rows] = rowsBySeries(all, [{ name: 'TS_1', hash: 'a' }]);
    const taken = takeRows(all, rows);
    const moved = { ...taken, positions: taken.positions.map((value) => value + 10) };
    const after = withRefinedRows(all, [{ rows, particles: moved, scores: [], errors: null }]);
    assert.deepEqual(Array.from(after.positions), [15, 11, 12, 3, 1, 2, 19, 11, 12, 1, 1, 2]);
  });
});
