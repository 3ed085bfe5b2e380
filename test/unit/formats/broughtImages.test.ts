/** MRC files and atomic models as other programs left them: what their headers and columns really say. */
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { parseAtomicModel } from '../../../src/formats/atomicModel';
import { encodeMrc, readMrc, statedStatistics } from '../../../src/formats/mrc';
import { describeFile } from '../../../src/jobs/info/describeFile';
import { copyCase } from '../../support/cases';
import { murmurHere } from '../../support/murmurHere';
import { useTemporaryFolder } from '../../support/temporaryFolder';

const imodStamp = 1146047817;

describe('images that people brought', () => {
  const inFolder = useTemporaryFolder();
  /** A file of bytes whose header is changed. */
  const bytesFile = async (
    bytes: readonly number[],
    size: readonly [number, number, number],
    change: (header: DataView) => void,
  ): Promise<string> => {
    const file = encodeMrc({
      size,
      pixelSize: 2,
      data: new Float32Array(size[0] * size[1] * size[2]),
      mode: 0,
    });
    const whole = Buffer.concat([file.subarray(0, 1024), Buffer.from(bytes)]);
    change(new DataView(whole.buffer, whole.byteOffset, 1024));
    await writeFile(inFolder('a.mrc'), whole);
    return inFolder('a.mrc');
  };
  const range = (header: DataView, min: number, max: number): void => {
    header.setFloat32(76, min, true);
    header.setFloat32(80, max, true);
  };

  it('of old writers have unsigned bytes where their header says so', async function () {
    const values = [0, 100, 200, 255];
    const read = async (change: (header: DataView) => void): Promise<number[]> =>
      Array.from((await readMrc(await bytesFile(values, [2, 2, 1], change))).data);
    assert.deepEqual(await read((header) => range(header, 0, 255)), values);
    assert.deepEqual(await read((header) => range(header, 3, 200)), values);
    for (const [min, max] of [
      [-128, 127],
      [-56, 100],
      [0, 0],
      [0, -1],
      [0, 100],
    ])
      assert.deepEqual(await read((header) => range(header, min, max)), [0, 100, -56, -1]);
    await copyCase(this, 'mrc-unsigned-bytes', inFolder('case'));
    const { data } = await readMrc(inFolder('case', 'u8.mrc'));
    assert.deepEqual([Math.min(...data), Math.max(...data)], [0, 255]);
  });

  it('of IMOD with four bits a pixel have twice the columns that their header says', async () => {
    const path = await bytesFile([0x21, 0x43, 0x65, 0xf7], [2, 2, 1], (header) => {
      header.setInt32(152, imodStamp, true);
      header.setInt32(156, 16, true);
    });
    const { header, data } = await readMrc(path);
    assert.deepEqual(
      [header.size, header.pixelSize],
      [
        [4, 2, 1],
        [2, 2, 2],
      ],
    );
    assert.deepEqual(Array.from(data), [1, 2, 3, 4, 5, 6, 7, 15]);
  });

  it('have statistics and pixel sizes only where somebody wrote them', async function () {
    const known = { min: -1, max: 3, mean: 0.5, rms: 2 };
    const none = { min: null, max: null, mean: null, rms: null };
    assert.deepEqual(statedStatistics(known), known);
    assert.deepEqual(statedStatistics({ min: -1, max: -2, mean: -3, rms: -1 }), none);
    assert.deepEqual(statedStatistics({ min: 0, max: -1, mean: -2, rms: -1 }), none);
    assert.deepEqual(statedStatistics({ min: 0, max: 0, mean: 0, rms: 0 }), none);
    assert.deepEqual(statedStatistics({ ...known, rms: 0 }), { ...known, rms: null });
    assert.deepEqual(statedStatistics({ ...known, mean: 9 }), { ...known, mean: null });
    assert.deepEqual(statedStatistics({ min: 5, max: 5, mean: 5, rms: 0 }), {
      min: 5,
      max: 5,
      mean: 5,
      rms: 0,
    });
    const path = await bytesFile([1, 2, 3, 4], [2, 2, 1], (header) => {
      for (const axis of [40, 44, 48]) header.setFloat32(axis, 0, true);
    });
    assert.equal((await describeFile(path)).facts['pixel size (Å)'], null);
    await copyCase(this, 'mrc-unset-statistics', inFolder('case'));
    const { code, out } = await murmurHere('info', inFolder('case', 'unset.mrc'));
    assert.equal(code, 0);
    for (const name of ['minimum', 'maximum', 'mean', 'standard deviation'])
      assert.match(out, new RegExp(`${name}: unknown`));
  });
});

describe('models that people brought', () => {
  const inFolder = useTemporaryFolder();
  const line = (
    name: string,
    residue: string,
    { occupancy = '  1.00', element = '  ', hetero = false } = {},
  ): string =>
    `${hetero ? 'HETATM' : 'ATOM  '}    1 ${name} ${residue.padStart(3)} A   1      27.340  24.430   2.614${occupancy}  9.67          ${element}\n`;
  const weights = (text: string): number[] => Array.from(parseAtomicModel(text, 'x.pdb').weights);

  it('have elements from names in either alignment, and metals their own weight', () => {
    for (const [name, residue, weight, hetero] of [
      [' CA ', 'ALA', 6, false],
      ['CA  ', 'ALA', 6, false],
      ['CA  ', ' CA', 20, true],
      ['CD  ', 'GLU', 6, false],
      ['1HB ', 'ALA', 1, false],
      ['HG11', 'VAL', 1, false],
      ['SE  ', 'MSE', 34, true],
      ['NE2 ', 'HIS', 7, false],
      ['OP1 ', ' DG', 8, false],
      ['FE  ', 'HEM', 26, true],
      [' NA ', 'HEM', 7, true],
      ['NA  ', ' NA', 11, true],
      ['ZN  ', ' ZN', 30, true],
      [' C1 ', 'LIG', 6, true],
      ['CL1 ', 'LIG', 17, true],
      ['CA  ', 'LIG', 6, true],
    ] as const)
      assert.deepEqual(weights(line(name, residue, { hetero })), [weight], `${name} of ${residue}`);
    for (const [element, weight] of [
      ['AU', 79],
      ['HG', 80],
      ['PT', 78],
      [' U', 92],
      ['TB', 65],
      [' X', 7],
      [' D', 1],
    ] as const)
      assert.deepEqual(weights(line(' C  ', 'LIG', { element, hetero: true })), [weight]);
    const cif = (symbol: string, name: string, residue: string): string =>
      `data_X\nloop_\n_atom_site.type_symbol\n_atom_site.label_atom_id\n_atom_site.label_comp_id\n_atom_site.Cartn_x\n_atom_site.Cartn_y\n_atom_site.Cartn_z\n_atom_site.occupancy\n${symbol} ${name} ${residue} 1 2 3 ?\n`;
    assert.deepEqual(weights(cif('?', 'CA', 'ALA')), [6]);
    assert.deepEqual(weights(cif('.', 'CA', 'CA')), [20]);
    assert.deepEqual(weights(cif('AU', 'AU', 'AU')), [79]);
  });

  it('without occupancies or of no known element are refused', async function () {
    const none = line(' CA ', 'ALA', { occupancy: '  0.00' });
    assert.throws(() => weights(none + none), /x\.pdb: all 2 atoms have the occupancy 0; .*set them to 1/);
    assert.deepEqual(weights(none + line(' CA ', 'ALA')), [0, 6]);
    assert.deepEqual(weights(line(' CA ', 'ALA', { occupancy: '      ' })), [6]);
    assert.throws(
      () => weights(line(' CA ', 'ALA', { occupancy: ' -1.00' })),
      /x\.pdb:1: its occupancy is -1\.00/,
    );
    assert.throws(
      () => weights(line(' CA ', 'ALA', { occupancy: '******' })),
      /x\.pdb:1: its occupancy is \*{6}/,
    );
    assert.throws(
      () => weights(line(' C  ', 'LIG', { element: 'QQ' })),
      /x\.pdb:1: it is of no known element: "QQ"/,
    );
    await copyCase(this, 'model-occupancy-zero', inFolder('case'));
    const { code, err } = await murmurHere(
      'simulate',
      ...['--project', inFolder('p'), '--truth', inFolder('t'), '--model', inFolder('case', 'occ0.pdb')],
      ...['--series', '1', '--particles', '4'],
    );
    assert.equal(code, 1);
    assert.match(err, /occ0\.pdb: all \d+ atoms have the occupancy 0/);
  });
});

describe('what info tells of lists and tables', () => {
  const inFolder = useTemporaryFolder();
  const told = async (name: string, text: string) => {
    await writeFile(inFolder(name), text);
    return describeFile(inFolder(name));
  };

  it('is what they are: doses, tomograms of Warp, mdoc files with sections that are no image', async () => {
    const doses = await told('TS_1_dose.txt', '0.0\n3.5\n7.0\n');
    assert.deepEqual([doses.kind, doses.facts.rows], ['list of numbers', 3]);
    assert.deepEqual(doses.facts['from, to in column 1'], [0, 7]);
    const order = await told('order_list.csv', 'order,angle\n1,0.0\n2,3.0\n');
    assert.deepEqual([order.kind, order.facts.headings], ['list of numbers', ['order', 'angle']]);
    await assert.rejects(
      told('notes.txt', 'the ice\nwas thin\n'),
      /notes\.txt:2: expected a number, got was/,
    );
    await assert.rejects(told('uneven.txt', '1 2\n3\n'), /uneven\.txt: row 2 has 1 numbers, the first has 2/);
    const tomograms = await told(
      'w_tomograms.star',
      'data_global\n\nloop_\n_rlnTomoName\n_rlnTomoFrameCount\n_rlnTomoSizeX\n_rlnVoltage\nTS_1 2 400 300\n\ndata_TS_1\n\nloop_\n_rlnTomoProjX\n_rlnVoltage\n[1,0,0,0] 300\n[1,0,0,0] 300\n',
    );
    assert.deepEqual([tomograms.kind, tomograms.facts.series], ['tomograms of RELION or Warp', 1]);
    const frames = Array.from({ length: 3 }, (_, i) => `[FrameSet = ${i}]\nTiltAngle = ${i}\n`).join('\n');
    const mdoc = await told('a.mdoc', `Voltage = 300\n\n[ImageFile = a.st]\n\n${frames}`);
    assert.deepEqual([mdoc.facts.images, mdoc.facts['tilt angles (degrees)']], [3, [0, 2]]);
  });
});
