/** Each thing that can be wrong in a STAR file: the smallest file that shows it, and one that does not. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { mustBeNumber, starFindings, type StarCode } from '../../../src/language/star/findings';
import { halfSetOffer } from '../../../src/language/star/halfSets';
import { rewritten } from '../../../src/language/star/rewrite';
import { indexStar } from '../../../src/language/star/starIndex';
import type { Fix } from '../../../src/language/finding';
import { applyFix } from '../../support/edits';
import { filesUnder } from '../../support/imports';

const findingsOf = (bytes: Uint8Array) => starFindings(indexStar(bytes, mustBeNumber));
const check = (text: string) => findingsOf(new TextEncoder().encode(text));
const loop = (...lines: readonly string[]): string => ['data_', 'loop_', ...lines, ''].join('\n');

/** With the edits that the worker would find. */
const worked = (text: string, fix: Fix): Fix =>
  fix.rewrite === undefined
    ? fix
    : { ...fix, edits: [rewritten(indexStar(new TextEncoder().encode(text)), fix.rewrite)] };

interface Case {
  readonly code: StarCode;
  readonly wrong: string;
  /** Line, first and last column of what is underlined, from 0. */
  readonly at: readonly [number, number, number];
  readonly right: string;
  /** `wrong` after its first quick fix. */
  readonly fixed?: string;
}

const cases: readonly Case[] = [
  {
    code: 'ragged-row',
    wrong: loop('_a', '_b', '1 2', '3'),
    at: [5, 0, 1],
    right: loop('_a', '_b', '1 2', '3 4'),
    fixed: loop('_a', '_b', '1 2'),
  },
  {
    code: 'open-quote',
    wrong: loop('_a', '_b', `1 'my file.mrc`),
    at: [4, 2, 14],
    right: loop('_a', '_b', `1 'my file.mrc'`),
    fixed: loop('_a', '_b', `1 'my file.mrc'`),
  },
  {
    code: 'not-a-number',
    wrong: loop('_rlnCoordinateX', '3,5'),
    at: [3, 0, 3],
    right: loop('_rlnCoordinateX', '3.5', 'nan', '<NA>', 'null'),
    fixed: loop('_rlnCoordinateX', '3.5'),
  },
  {
    code: 'stray-line',
    wrong: 'data_\nhello\n',
    at: [1, 0, 5],
    right: 'data_\n# hello\n',
    fixed: 'data_\n',
  },
  {
    code: 'no-block',
    wrong: 'loop_\n_a\n1\n',
    at: [0, 0, 5],
    right: loop('_a', '1'),
    fixed: 'data_\n\nloop_\n_a\n1\n',
  },
  { code: 'missing-value', wrong: 'data_\n_a\n', at: [1, 0, 2], right: `data_\n_a ''\n` },
  { code: 'extra-value', wrong: 'data_\n_a 1 2\n', at: [1, 5, 6], right: 'data_\n_a "1 2"\n' },
  {
    code: 'duplicate-label',
    wrong: loop('_a #1', '_b #2', '_a #3', '_c #4', ' 1  2 3  4 # first', `5 'x y' 6 7`),
    at: [4, 0, 2],
    right: loop('_a #1', '_b #2', '_c #3', '1 2 3'),
    fixed: loop('_a #1', '_b #2', '_c #3', ' 1  2 4 # first', `5 'x y' 7`),
  },
  {
    code: 'duplicate-label',
    wrong: 'data_\n_a 1\n_a 2\n',
    at: [2, 0, 2],
    right: 'data_\n_a 1\n_b 2\n',
    fixed: 'data_\n_a 1\n',
  },
  {
    code: 'wrong-number',
    wrong: loop('_a #1', '_b #3', '1 2'),
    at: [3, 3, 5],
    right: loop('_a #0', '_b #1', '1 2'),
    fixed: loop('_a #1', '_b #2', '1 2'),
  },
  {
    code: 'unknown-label',
    wrong: loop('_rlnCordinateX #1', '1'),
    at: [2, 0, 14],
    right: loop('_myOwn #1', '1'),
    fixed: loop('_rlnCoordinateX #1', '1'),
  },
  { code: 'no-labels', wrong: 'data_\nloop_\n', at: [1, 0, 5], right: loop('_a') },
  {
    code: 'half-set',
    wrong: loop('_rlnRandomSubset', '1', '1'),
    at: [2, 0, 16],
    right: loop('_rlnRandomSubset', '1', '2'),
  },
  {
    code: 'half-set',
    wrong: loop('_rlnRandomSubset', '0', '1'),
    at: [2, 0, 16],
    right: loop('_rlnRandomSubset', '1'),
  },
  {
    code: 'half-set',
    wrong: loop('_wrpCoordinateX1 #1', '_wrpSourceHash #2', '1 a', '', '2 b  # last', '3 c'),
    at: [1, 0, 5],
    right: loop('_wrpCoordinateX1', '_wrpSourceHash', '_wrpRandomSubset', '1 a 1'),
    fixed: loop(
      ...['_wrpCoordinateX1 #1', '_wrpSourceHash #2', '_wrpRandomSubset #3'],
      ...['1 a 1', '', '2 b 2  # last', '3 c 1'],
    ),
  },
];

describe('A finding in a STAR file', () => {
  for (const { code, wrong, at, right, fixed } of cases)
    it(`${code}: ${JSON.stringify(wrong)}`, () => {
      const found = check(wrong);
      assert.deepEqual(
        found.map((finding) => [finding.code, finding.line, finding.start, finding.end]),
        [[code, ...at]],
      );
      assert.deepEqual(check(right), []);
      if (fixed !== undefined) assert.equal(applyFix(wrong, worked(wrong, found[0].fixes[0])), fixed);
    });

  it('that a column stands twice says whether the two agree', () => {
    const title = (row: string) => check(loop('_a', '_a', row))[0].fixes[0].title;
    assert.equal(title('1 1'), 'Remove column 2, the same as column 1');
    assert.equal(title('1 2'), 'Remove column 2, though it differs from column 1');
  });

  it('that halves are missing is none in tables of RELION, where they are offered', () => {
    const offer = (...lines: readonly string[]) => {
      const text = loop(...lines);
      assert.deepEqual(check(text), []);
      const fix = halfSetOffer(indexStar(new TextEncoder().encode(text)).index, 3);
      return fix === undefined ? undefined : applyFix(text, worked(text, fix));
    };
    assert.equal(
      offer('_rlnAngleRot', '_rlnClassNumber', '5 1', '6 1'),
      loop('_rlnAngleRot', '_rlnClassNumber', '_rlnRandomSubset', '5 1 1', '6 1 2'),
    );
    assert.equal(offer('_rlnAngleRot', '_rlnRandomSubset', '5 1', '6 2'), undefined);
    assert.equal(offer('_rlnTomoName', 'TS_1'), undefined);
  });

  it('is listed a hundred times, then counted', () => {
    const found = check(loop('_a', '_b', ...Array.from({ length: 250 }, () => '1')));
    assert.equal(found.length, 101);
    assert.match(found.at(-1)?.message ?? '', /150 more lines/);
  });

  it('stands at the right columns behind letters of several bytes', () => {
    assert.deepEqual(
      check(loop('_micrograph', '_rlnCoordinateX', 'Ångström😀 x')).map(({ start, end }) => [start, end]),
      [[11, 12]],
    );
  });

  it('comes up in real files only where they are wrong', () => {
    const found = filesUnder('test/fixtures/star', /\.star$/).flatMap((file) =>
      findingsOf(readFileSync(file)).map(({ code }) => `${file.replace('test/fixtures/star/', '')}: ${code}`),
    );
    assert.deepEqual(
      [...new Set(found)],
      [
        // Its first rows alone, all of one half-set.
        'm_particles.star: half-set',
        // Labels 3, 4, 5, 9 and 10 for five columns.
        'test_data5.star: wrong-number',
      ],
    );
  });
});
