/** STAR files in the dialects of RELION, Warp and M. */
import assert from 'node:assert/strict';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { readForeignText, readText } from '../../../src/files/fileProblem';
import {
  column,
  encodeStar,
  formatStar,
  parseStar,
  rowPlace,
  type StarTable,
} from '../../../src/formats/star';
import { useTemporaryFolder } from '../../support/temporaryFolder';

const folder = 'test/fixtures/star';

describe('STAR files', () => {
  const inFolder = useTemporaryFolder();

  it('of all dialects say the same after writing and reading again', async () => {
    const names = await readdir(folder, { recursive: true });
    for (const name of names.filter((each) => each.endsWith('.star'))) {
      const tables = parseStar(await readFile(`${folder}/${name}`, 'utf8'), name);
      assert.ok(tables.length > 0, name);
      assert.deepEqual(content(parseStar(formatStar(tables), name)), content(tables), name);
    }
  });

  it('of M come back byte for byte', async () => {
    const text = await readFile(`${folder}/m_particles.star`, 'utf8');
    // The excerpt keeps the column widths of the whole file, so only single blanks are compared.
    const single = (value: string): string => value.replace(/ +/g, ' ').trimEnd();
    assert.equal(single(formatStar(parseStar(text, 'm'))), single(text));
  });

  it('may quote values with blanks, or empty ones', async () => {
    const tables = parseStar(await readFile(`${folder}/loop_double_quote.star`, 'utf8'), 'a');
    assert.deepEqual(tables[0].rows[0], ['noquote', 'quote string', ' ', '', '4.0', '5.0', '6.0', '']);
    const single = parseStar("data_\n_a 'it is' # a comment\n_b it's\n", 'b');
    assert.deepEqual(single[0].rows, [['it is', "it's"]]);
  });

  it('are laid out in columns, with letters of several bytes and quoted values among plain ones', () => {
    const tables = [
      {
        name: 'a',
        columns: ['x', 'name'],
        rows: [
          ['1', 'Å µm'],
          ['-22.5', 'plain'],
          ['3', "it's"],
          ['4', 'é'],
        ],
      },
      { name: '', columns: ['y'], rows: [] },
    ];
    const text =
      '\ndata_a\n\nloop_\n_x #1\n_name #2\n      1  "Å µm"\n  -22.5   plain\n      3    it\'s\n      4       é\n' +
      '\n\n\n\ndata_\n\nloop_\n_y #1\n';
    assert.equal(formatStar(tables), text);
    assert.equal(Buffer.compare(encodeStar(tables), Buffer.from(text)), 0);
  });

  it('tell the line of a row, past comments, empty lines and other tables', () => {
    const text = 'data_a\n_x 1\n\ndata_b\n\nloop_ # here\n_y #1\n1\n# two\n\n2\n3\n';
    const [single, table] = parseStar(text, 'a.star');
    const places = [0, 1, 2].map((row) => rowPlace(text, 'a.star', table, row));
    assert.deepEqual(places, ['a.star:8', 'a.star:11', 'a.star:12']);
    assert.equal(rowPlace(text, 'a.star', { ...single, line: 1 }, 5), 'a.star:1');
  });

  it('in UTF-16 are read, those in a code page are refused with the line, as names would change', async () => {
    const text = 'data_\nloop_\n_rlnTomoName\na\nMüller\n';
    for (const [name, bytes] of [
      ['utf8.star', Buffer.from(text)],
      ['utf16.star', Buffer.from(`\ufeff${text}`, 'utf16le')],
    ] as const) {
      await writeFile(inFolder(name), bytes);
      assert.equal(await readText(inFolder(name)), text);
    }
    await writeFile(inFolder('latin.star'), Buffer.from(text, 'latin1'));
    await assert.rejects(readText(inFolder('latin.star')), /latin\.star:5: it is not in UTF-8/);
    assert.equal(await readForeignText(inFolder('latin.star')), text);
  });

  it('may put a value on the line after its label, or between semicolons', () => {
    const tables = parseStar("data_\n_a\n'b c'\n_text\n;first\n second\n;\n_last 1\n", 'a');
    assert.deepEqual(tables[0].rows, [['b c', 'first\n second', '1']]);
    assert.throws(() => parseStar('data_\n_a\n_b 1\n', 'a'), /a:3: expected the value of _a/);
    assert.throws(() => parseStar('data_\n_a\n', 'a'), /_a has no value/);
  });

  it('of STOPGAP and Bsoft are read as they are', () => {
    const [motl] = parseStar(
      'data_stopgap_motivelist\n\nloop_\n_motl_idx\n_tomo_num\n_halfset\n_orig_x\n1 2 A 10.5\n2 2 B 11\n',
      'motl.star',
    );
    assert.deepEqual(column(motl, 'halfset'), ['A', 'B']);
    const tables = parseStar(
      'data_\n_map.3D_reconstruction.id  1\nloop_\n_particle.x\n_particle.y\n1 2\n',
      'b',
    );
    assert.deepEqual(
      tables.map((table) => table.columns.length),
      [1, 2],
    );
  });

  it('with a hundred thousand columns are read in no time', () => {
    const labels = Array.from({ length: 1e5 }, (_, i) => `_c${i}`).join('\n');
    assert.equal(parseStar(`data_\nloop_\n${labels}\n`, 'wide')[0].columns.length, 1e5);
  });

  it('have blocks of single values, which become one row', async () => {
    const tables = parseStar(await readFile(`${folder}/two_basic_blocks.star`, 'utf8'), 'a');
    assert.deepEqual(
      tables.map((table) => table.name),
      ['block_0', 'block_1'],
    );
    assert.deepEqual(column(tables[1], 'col2'), ['B']);
    assert.equal(column(tables[1], 'col9'), undefined);
  });

  it('may have Windows line ends, tabs, blank lines and no end of line', () => {
    const [table] = parseStar('data_x\r\n\r\nloop_\r\n_a #1\r\n_b #2\r\n1\t2\r\n\r\n 3   4', 'a');
    assert.deepEqual(table.rows, [
      ['1', '2'],
      ['3', '4'],
    ]);
    assert.equal(table.line, 1);
  });

  it('with a row too short or too long are refused with its line', () => {
    assert.throws(
      () => parseStar('data_\nloop_\n_a\n_b\n1 2\n3\n', 'p.star'),
      /^Problem: p\.star:6: expected 2 values, got 1/,
    );
    assert.throws(() => parseStar('data_\nloop_\n_a\n_a\n', 'p.star'), /p\.star:4: column _a occurs twice/);
    assert.throws(() => parseStar('hello\n', 'p.star'), /p\.star:1: this is not a STAR file/);
    assert.throws(() => parseStar('', 'p.star'), /no data_ line/);
  });

  it('are laid out as Warp does: two blanks before right-aligned values, three lines between tables', () => {
    const table = {
      name: 'a',
      columns: ['x', 'yy'],
      rows: [
        ['1', '10'],
        ['-2.5', ''],
      ],
    };
    assert.equal(
      formatStar([table, { name: '', columns: ['z'], rows: [] }]),
      '\ndata_a\n\nloop_\n_x #1\n_yy #2\n     1  10\n  -2.5  ""\n\n\n\n\ndata_\n\nloop_\n_z #1\n',
    );
  });
});

function content(tables: readonly StarTable[]): unknown {
  return tables.map(({ name, columns, rows }) => ({ name, columns, rows }));
}
