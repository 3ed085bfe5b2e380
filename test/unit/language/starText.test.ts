/** Layout, completion, colors, header line and paths of STAR files. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { parseStar } from '../../../src/formats/star';
import { candidatePaths } from '../../../src/language/references';
import { coloredParts } from '../../../src/language/star/columnColors';
import { starSuggestions } from '../../../src/language/star/complete';
import { formatStarText } from '../../../src/language/star/format';
import { headerLine } from '../../../src/language/star/headerLine';
import { pathsOnLine } from '../../../src/language/star/paths';
import { indexStar, tablesOf } from '../../../src/language/star/starIndex';
import { filesUnder } from '../../support/imports';

const indexOf = (text: string) => indexStar(new TextEncoder().encode(text)).index;

describe('The layout of a STAR file', () => {
  const untidy = `data_particles
loop_
_name   #1
_x    #2
a  1.5 # first
  'long name'   -20

b   3
data_general
_short 1
_muchLonger   'two words'
`;

  it('puts columns under each other', () => {
    assert.equal(
      formatStarText(untidy, 'align'),
      `data_particles
loop_
_name #1
_x #2
a            1.5 # first
'long name'  -20

b              3
data_general
_short       1
_muchLonger  'two words'
`,
    );
  });

  it('takes as few blanks as there can be', () => {
    assert.match(formatStarText(untidy, 'compact'), /\na 1\.5 # first\n'long name' -20\n\nb 3\n/);
  });

  it('changes no value of any fixture, and nothing the second time', () => {
    for (const file of filesUnder('test/fixtures/star', /\.star$/)) {
      const text = readFileSync(file, 'utf8');
      const content = (from: string) =>
        parseStar(from, file).map(({ name, columns, rows }) => ({ name, columns, rows }));
      for (const layout of ['align', 'compact'] as const) {
        const formatted = formatStarText(text, layout);
        assert.deepEqual(content(formatted), content(text), file);
        assert.equal(formatStarText(formatted, layout), formatted, file);
      }
    }
  });

  it('keeps the line ends of Windows', () => {
    assert.equal(formatStarText('data_\r\nloop_\r\n_a\r\n  1\r\n', 'align'), 'data_\r\nloop_\r\n_a\r\n1\r\n');
  });
});

describe('Completion in a STAR file', () => {
  const text = 'data_\nloop_\n_rlnCoordinateX #1\n_rln\n1\n';

  it('offers labels that are not there yet, with number, unit and meaning', () => {
    const offered = starSuggestions(indexOf(text), 3, '_rln');
    assert.ok(offered.length > 300);
    assert.ok(!offered.some(({ label }) => label === '_rlnCoordinateX'));
    const y = offered.find(({ label }) => label === '_rlnCoordinateY');
    assert.deepEqual([y?.insert, y?.detail, y?.start, y?.end], ['_rlnCoordinateY #2', 'px · RELION', 0, 4]);
  });

  it('offers loop_ and data_, and nothing among values', () => {
    assert.deepEqual(
      starSuggestions(indexOf(text), 3, 'lo').map(({ insert }) => insert),
      ['loop_'],
    );
    assert.deepEqual(starSuggestions(indexOf(text), 4, '1 '), []);
  });
});

describe('The colors of columns', () => {
  it('are those of their labels, and start again after the eighth', () => {
    const labels = Array.from({ length: 10 }, (_, i) => `_c${i}`);
    const lines = ['data_', 'loop_', ...labels, Array.from({ length: 10 }, (_, i) => i).join(' '), 'ragged'];
    const parts = coloredParts(indexOf(lines.join('\n')), 0, lines.length - 1, (line) => lines[line]);
    const ofLabels = parts.slice(0, 10).map(({ color }) => color);
    assert.deepEqual(ofLabels, [0, 1, 2, 3, 4, 5, 6, 7, 0, 1]);
    assert.deepEqual(
      parts.slice(10).map(({ color }) => color),
      ofLabels,
    );
    assert.equal(parts.length, 20);
  });
});

describe('The header line', () => {
  it('stands above the columns, as far as they have room', () => {
    const row = 'TS_01   300.000000     2.7000   optics1';
    const text = `data_\nloop_\n_rlnTomoName\n_rlnVoltage\n_rlnSphericalAberration\n_rlnOpticsGroupName\n${row}\n`;
    const [table] = tablesOf(indexOf(text));
    assert.equal(`loop_${headerLine(table, row, 5)}`, 'loop_ Voltage      SphericalAb… OpticsGroupName');
  });

  it('is left away where values are narrower than their labels', () => {
    const [table] = tablesOf(indexOf('data_\nloop_\n_rlnCoordinateX\n_rlnCoordinateY\n1 2\n'));
    assert.equal(headerLine(table, '1 2', 5), '');
  });
});

describe('Paths in a STAR file', () => {
  it('are found in the columns that hold them', () => {
    const text =
      'data_\nloop_\n_rlnImageName\n_rlnTomoName\n_mine\n000012@Extract/a.mrcs TS_01 some/where.mrc\n';
    assert.deepEqual(
      pathsOnLine(indexOf(text), 5, text.split('\n')[5]).map(({ path, start }) => [path, start]),
      [
        ['Extract/a.mrcs', 7],
        ['some/where.mrc', 28],
      ],
    );
    const single = 'data_\n_rlnMaskName None\n_rlnModelStarFile Refine3D/model.star\n';
    assert.deepEqual(pathsOnLine(indexOf(single), 1, '_rlnMaskName None'), []);
    assert.equal(pathsOnLine(indexOf(single), 2, '_rlnModelStarFile Refine3D/model.star').length, 1);
  });

  it('are sought beside the file, then in every folder above it', () => {
    assert.deepEqual(candidatePaths('/data/project/Refine3D/job1/run_data.star', 'Extract/job2/a.mrcs'), [
      '/data/project/Refine3D/job1/Extract/job2/a.mrcs',
      '/data/project/Refine3D/Extract/job2/a.mrcs',
      '/data/project/Extract/job2/a.mrcs',
      '/data/Extract/job2/a.mrcs',
      '/Extract/job2/a.mrcs',
    ]);
    assert.equal(candidatePaths('/data/tomostar/TS_1.tomostar', '../frames/1.tif')[0], '/data/frames/1.tif');
    assert.deepEqual(candidatePaths('/data/a.star', '/other/b.mrc'), ['/other/b.mrc']);
    assert.ok(
      candidatePaths('/data/a.population', 'my%20species/b.species').includes('/data/my species/b.species'),
    );
  });
});
