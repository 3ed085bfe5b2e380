/** Rows of a large table: sorted, filtered, and written to a file of their own. */
import assert from 'node:assert/strict';
import { parseStar } from '../../../src/formats/star';
import { indexStar } from '../../../src/language/star/starIndex';
import { keeps, parseRowFilter } from '../../../src/language/table/rowFilter';
import { TableData } from '../../../src/language/table/tableData';

const text = `# version 50001
data_optics
_rlnVoltage 300

data_particles
loop_
_x #1
_name #2
 3 b
 # between
 1 "a b"
 nan c
-2 TS_10
10 TS_9

# the end
`;
const table = new TableData(indexStar(new TextEncoder().encode(text)), 1);
const select = (filters: Record<number, string>, sorting: Parameters<TableData['select']>[1] = null) => [
  ...table.select(
    new Map(Object.entries(filters).map(([column, typed]) => [Number(column), typed])),
    sorting,
  ),
];

describe('A table that lies in bytes', () => {
  it('gives rows and columns', () => {
    assert.deepEqual(table.row(1), ['1', 'a b']);
    assert.deepEqual([...table.column(0)], [3, 1, NaN, -2, 10]);
  });

  it('sorts numbers before words, and words with numbers in them by those', () => {
    assert.deepEqual(select({}, { column: 0, descending: false }), [3, 1, 0, 4, 2]);
    assert.deepEqual(select({}, { column: 0, descending: true }), [4, 0, 1, 3, 2]);
    assert.deepEqual(select({}, { column: 1, descending: false }), [1, 0, 2, 4, 3]);
  });

  it('filters by several columns', () => {
    assert.deepEqual(select({ 0: '> 0', 1: 'ts' }), [4]);
    assert.deepEqual(select({ 0: '1 .. 3' }), [0, 1]);
    assert.deepEqual(select({ 1: '= a b' }), [1]);
    assert.deepEqual(select({ 0: '' }), [0, 1, 2, 3, 4]);
  });

  it('writes chosen rows and leaves the rest of the file as it is', () => {
    const extract = table.extract(Uint32Array.of(4, 1));
    assert.deepEqual(
      parseStar(extract, 'extract').map(({ rows }) => rows),
      [
        [['300']],
        [
          ['1', 'a b'],
          ['10', 'TS_9'],
        ],
      ],
    );
    assert.ok(extract.startsWith('# version 50001\n') && extract.endsWith('\n# the end\n'));
    assert.ok(extract.includes('# between'));
  });
});

describe('A row filter', () => {
  it('compares numbers where a number is typed, and text otherwise', () => {
    const kept = (typed: string, number: number, word = '') => {
      const filter = parseRowFilter(typed);
      return filter !== undefined && keeps(filter, number, () => word);
    };
    assert.ok(kept('<= 3', 3) && !kept('< 3', 3) && kept('>=-1e2', -100) && !kept('> 3', NaN));
    assert.ok(kept('!= 3', 4) && !kept('!= 3', 3) && kept('!= TS_1', NaN, 'TS_2'));
    assert.ok(kept('TS_', NaN, 'ts_01') && !kept('TS_2', NaN, 'ts_01'));
    assert.equal(parseRowFilter('  '), undefined);
  });
});
