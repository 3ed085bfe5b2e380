/** Blocks, tables, labels, rows and statistics of STAR files, real ones among them. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { parseStar } from '../../../src/formats/star';
import { starHover } from '../../../src/language/star/hover';
import { locate, shifted } from '../../../src/language/star/locate';
import { folds, outline } from '../../../src/language/star/outline';
import { indexStar, tablesOf } from '../../../src/language/star/starIndex';
import { filesUnder } from '../../support/imports';

const indexOf = (text: string) => indexStar(new TextEncoder().encode(text)).index;

const particles = `# made by hand
data_optics

loop_
_rlnOpticsGroup #1
_rlnVoltage #2
1 300

data_particles

loop_
_rlnCoordinateX #1
_rlnMicrographName #2
_my'Ångström #3
 1.5 "a b.mrc" x
-2e1 'é' x
 nan  c x

_rlnFinalResolution 7.5
`;

describe('The index of a STAR file', () => {
  const index = indexOf(particles);

  it('knows where blocks, tables and rows are', () => {
    assert.deepEqual(
      index.blocks.map(({ name, line, endLine }) => [name, line, endLine]),
      [
        ['optics', 1, 6],
        ['particles', 8, 18],
      ],
    );
    const [, loop, values] = tablesOf(index);
    assert.deepEqual(
      [loop.kind, loop.line, loop.firstRow, loop.endLine, loop.rowCount],
      ['loop', 10, 14, 16, 3],
    );
    assert.deepEqual([values.kind, values.line, values.rowCount], ['values', 18, 1]);
    assert.equal(locate(index, 15)?.isRow, true);
    assert.equal(locate(index, 12)?.label?.name, 'rlnMicrographName');
    assert.equal(locate(index, 0), undefined);
  });

  it('counts what the columns hold', () => {
    const [x, name] = tablesOf(index)[1].labels.map(({ statistics }) => statistics);
    assert.deepEqual([x.count, x.numbers, x.distinct], [3, 2, 3]);
    assert.deepEqual(x.range, { min: -20, max: 1.5, mean: -9.25 });
    assert.deepEqual([name.count, name.numbers, name.distinct, name.distinctIsExact], [3, 0, 3, true]);
    assert.equal(name.range, null);
  });

  it('estimates how many values differ when they are too many to remember', () => {
    const rows = Array.from({ length: 60_000 }, (_, i) => `${i % 30_000} ${i % 3}`);
    const [many, few] = tablesOf(indexOf(`data_\nloop_\n_a\n_b\n${rows.join('\n')}\n`))[0].labels;
    // The estimate of 4,096 registers is off by 1.6 % on average.
    assert.ok(Math.abs(many.statistics.distinct / 30_000 - 1) < 0.05, String(many.statistics.distinct));
    assert.equal(many.statistics.distinctIsExact, false);
    assert.equal(few.statistics.distinct, 3);
  });

  it('agrees with the reader on every fixture', () => {
    for (const file of filesUnder('test/fixtures/star', /\.star$/)) {
      const bytes = readFileSync(file);
      const tables = tablesOf(indexStar(bytes).index);
      const read = parseStar(bytes.toString(), file);
      assert.deepEqual(
        tables.map((table) => [table.labels.map(({ name }) => name), table.rowCount]),
        read.map((table) => [table.columns, table.rows.length]),
        file,
      );
    }
  });

  it('follows lines that are put in or taken out until it is made anew', () => {
    const edited = particles.replace('1 300\n', '1 300\n2 200\n3 200\n');
    const moved = shifted(index, 6, 0, 2);
    const fresh = indexOf(edited);
    const places = ({ blocks }: typeof index) =>
      blocks.map(({ line, tables }) => [line, ...tables.map((table) => [table.line, table.rowCount])]);
    assert.deepEqual(places(moved), places(fresh));
    assert.deepEqual(places(shifted(moved, 6, 2, 0)), places(index));
  });

  it('makes an outline with row counts, and folds', () => {
    assert.deepEqual(
      outline(index).map(({ name, detail }) => [name, detail]),
      [
        ['data_optics', '1 row, 2 columns'],
        ['data_particles', '3 rows, 3 columns; 1 value'],
      ],
    );
    assert.deepEqual(folds(index)[0], [1, 6]);
  });
});

describe('A hover', () => {
  const lines = particles.split('\n');
  const index = indexOf(particles);
  const over = (line: number, text: string) =>
    starHover(index, line, lines[line], lines[line].indexOf(text))?.markdown ?? '';

  it('over a value names its column, unit and meaning', () => {
    assert.match(over(15, '-2e1'), /^\*\*rlnCoordinateX\*\* · px · RELION\n\nX of the particle/);
    assert.match(over(15, '-2e1'), /Column 1 of 3, row 2 of 3/);
    assert.match(over(14, 'b.mrc'), /\*\*rlnMicrographName\*\*/);
  });

  it('over a label tells what its column holds', () => {
    const markdown = over(11, 'rln');
    assert.match(markdown, /Values \| 3/);
    assert.match(markdown, /Smallest \| -20 px/);
    assert.match(markdown, /Not numbers \| 1/);
  });

  it('over the value beside a label explains the label', () => {
    assert.match(over(18, '7.5'), /Resolution at FSC 0\.143/);
  });

  it('says which sample of a trajectory a column of M is', () => {
    const text = 'data_\nloop_\n_wrpAngleRot2 #1\n5\n';
    assert.match(starHover(indexOf(text), 3, '5', 0)?.markdown ?? '', /degrees · M[^]*sample 2/);
  });

  it('says nothing about blanks, comments and ragged rows', () => {
    assert.equal(over(0, 'made'), '');
    assert.equal(starHover(indexOf('data_\nloop_\n_a\n1 2\n'), 3, '1 2', 0), undefined);
  });
});
