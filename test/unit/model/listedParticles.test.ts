/** Particles of Dynamo, STOPGAP, the TOM toolbox's family and PyTom: the same particle, in everybody's own words. */
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { euler } from '../../../shared/math/rotations';
import type { Matrix3 } from '../../../shared/math/vector';
import { readNameMap } from '../../../src/model/nameMap';
import { particleFormats, readParticleFile } from '../../../src/model/particleFormats';
import type { ParticleReading } from '../../../src/model/particleFormats/particleFormat';
import { seriesLookup, type NamedSeries } from '../../../src/model/seriesNames';
import { useTemporaryFolder } from '../../support/temporaryFolder';

const series: readonly NamedSeries[] = ['TS_01.tomostar', 'TS_12.tomostar', 'other.tomostar'].map(
  (name, i) => ({
    name,
    hash: `hash ${i}`,
    volumeSize: [3000, 4000, 1000],
    pixelSize: 2,
    source: 'all',
  }),
);

const options: ParticleReading = {
  series,
  samples: 2,
  ignoreUnmatched: false,
  classes: 'all',
  coordinatePixelSize: 8,
  shiftsOf: async () => Promise.reject(new Error('lists have no trajectories')),
};

/**
 * The orientation of one particle: phi, theta and psi of the TOM toolbox, and by scipy's from_euler('ZYZ') of the same
 * rotation RELION's angles, as cryoCAT converts them (rot = -a, tilt = b, psi = -c of ZXZ (phi, theta, psi)).
 */
const phi = 30;
const theta = 50;
const psi = -70;
const relion = { rot: 60, tilt: 50, psi: -20 };

describe('particle lists of other programs', () => {
  const inFolder = useTemporaryFolder();
  const dynamoRow = (tomogram: number, pixelSize: number): string => {
    const columns = Array.from({ length: 42 }, () => 0);
    const set = (first: number, ...values: readonly number[]): void => {
      values.forEach((value, i) => (columns[first - 1 + i] = value));
    };
    set(1, 17, 1, 1, 0.5, -1, 2, -psi, -theta, -phi, 0.33);
    set(20, tomogram, 4, 2, 9, 100, 200, 60);
    set(36, pixelSize);
    return columns.join(' ');
  };
  const em = (columns: readonly (readonly number[])[]): Uint8Array => {
    const bytes = new Uint8Array(512 + 80 * columns.length);
    const view = new DataView(bytes.buffer);
    bytes[0] = 6;
    bytes[3] = 5;
    [20, columns.length, 1].forEach((size, i) => view.setInt32(4 + 4 * i, size, true));
    columns.flat().forEach((value, i) => view.setFloat32(512 + 4 * i, value, true));
    return bytes;
  };
  const motl = [0.33, 0, 0, 17, 12, 4, 0, 100, 200, 60, 0.5, -1, 2, 0, 0, 0, phi, psi, theta, 2];
  const stopgap = (rows: readonly string[]): string => {
    const labels =
      'motl_idx tomo_num object subtomo_num halfset orig_x orig_y orig_z score x_shift y_shift z_shift phi psi the class';
    return `\ndata_stopgap_motivelist\n\nloop_\n${labels
      .split(' ')
      .map((label) => `_${label}\n`)
      .join('')}${rows.join('\n')}\n`;
  };
  const pytom = (origin: string): string =>
    `<ParticleList Path="/">
  <Particle Filename="Subtomograms/p_17.em">
    <Rotation X="${theta}" Paradigm="ZXZ" Z1="${phi}" Z2="${psi}"/>
    <Shift X="0.5" Y="-1" Z="2"/>
    <PickPosition Origin="${origin}" X="100" Y="200" Z="60"/>
    <Score Type="FLCFScore"/>
    <Class Name="2"/>
  </Particle>
</ParticleList>`;

  const files: Readonly<Record<string, readonly [name: string, content: string | Uint8Array]>> = {
    dynamo: ['p.tbl', `${dynamoRow(12, 0)}\n`],
    stopgap: ['p.star', stopgap([`1 12 4 17 B 100 200 60 0.33 0.5 -1 2 ${phi} ${psi} ${theta} 2`])],
    motl: ['p.em', em([motl])],
    pytom: ['p.xml', pytom('/data/tomograms/rec_TS_12_bin4.mrc')],
  };

  for (const [format, [name, content]] of Object.entries(files))
    it(`say the same from ${format}`, async () => {
      await writeFile(inFolder(name), content);
      const { table, recognized, pixelSizes, halvesFrom } = await readParticleFile(
        { path: inFolder(name), format },
        options,
      );
      assert.equal(table.count, 1);
      assert.deepEqual([...table.sourceName], ['TS_12.tomostar']);
      assert.deepEqual(recognized, [
        { name: format === 'pytom' ? '/data/tomograms/rec_TS_12_bin4.mrc' : '12', series: 'TS_12' },
      ]);
      // Both samples are where the particle is.
      const position = [804, 1592, 496];
      [...position, ...position].forEach((value, i) =>
        assert.ok(Math.abs(table.positions[i] - value) < 1e-6),
      );
      const degree = Math.PI / 180;
      const wanted = euler(relion.rot * degree, relion.tilt * degree, relion.psi * degree);
      const [rot, tilt, turn] = table.angles;
      close(euler(rot, tilt, turn), wanted);
      assert.equal(table.extra.get('rlnClassNumber')?.[0], '2');
      assert.deepEqual(
        pixelSizes.map(({ of, pixelSize, from }) => [of, pixelSize, from]),
        [
          ['coordinates', 8, '--angpix_coords'],
          ['shifts', 8, '--angpix_coords'],
        ],
      );
      assert.equal(halvesFrom, format === 'stopgap' ? 'table' : 'import');
      if (format === 'stopgap') assert.equal(table.halfSet[0], 1);
    });

  it('have a pixel size, in themselves or given', async () => {
    const { coordinatePixelSize: _given, ...without } = options;
    await writeFile(inFolder('with.tbl'), `${dynamoRow(12, 4)}\n`);
    const { table } = await readParticleFile({ path: inFolder('with.tbl'), format: 'dynamo' }, without);
    assert.equal(table.positions[0], 402);
    await writeFile(inFolder('p.em'), em([motl]));
    await assert.rejects(
      readParticleFile({ path: inFolder('p.em'), format: 'motl' }, without),
      /does not say the pixel size of its coordinates; give that of the tomograms .* with --angpix_coords/,
    );
  });

  it('say where they are wrong', async () => {
    const refused = async (format: string, name: string, content: string | Uint8Array, message: RegExp) => {
      await writeFile(inFolder(name), content);
      await assert.rejects(readParticleFile({ path: inFolder(name), format }, options), message);
    };
    await refused(
      'dynamo',
      'short.tbl',
      `${dynamoRow(12, 0)}\n1 2 3\n`,
      /short\.tbl:2: expected at least 26 columns, got 3/,
    );
    await refused(
      'dynamo',
      'nan.tbl',
      dynamoRow(12, 0).replace(' 100 ', ' abc '),
      /nan\.tbl:1: column 24 is no number: abc/,
    );
    await refused('dynamo', 'none.tbl', '\n', /it holds no particles/);
    await refused(
      'dynamo',
      'third.tbl',
      dynamoRow(3, 0),
      /match no series by name or number: 3 \(1 particles/,
    );
    await refused('motl', 'map.em', em([motl, motl]).subarray(0, 600), /the file is truncated/);
    await refused(
      'stopgap',
      'half.star',
      stopgap(['1 12 4 17 X 1 2 3 0 0 0 0 0 0 0 1']),
      /half\.star:\d+: expected A or B for halfset, got X/,
    );
    await refused('stopgap', 'other.star', 'data_\n\nloop_\n_a\n1\n', /it has no table with motl_idx/);
    await refused('pytom', 'no.xml', pytom(''), /no\.xml:2: nothing says which tomogram/);
    await refused(
      'pytom',
      'list.xml',
      '<ParticleList><Particle /></ParticleList>',
      /the particle has no <Rotation>/,
    );
  });

  it('are offered by dialogs and forms with the others', () => {
    assert.deepEqual(
      particleFormats.map(({ key }) => key),
      ['relion', 'm', 'dynamo', 'stopgap', 'motl', 'pytom'],
    );
  });
});

describe('names of tomograms', () => {
  const inFolder = useTemporaryFolder();

  it('are those of series without what programs put around them, which is said', () => {
    const lookup = seriesLookup(series, 'p.star');
    for (const name of ['TS_01', '/a/TS_01.mrc', 'TS_01_8.00Apx.mrc'])
      assert.equal(lookup.find(name)?.name, 'TS_01.tomostar');
    assert.deepEqual(lookup.recognized(), []);
    for (const name of [
      'rec_TS_01',
      'TS_01_Vol',
      'TS_01_ali.mrc',
      'TS_01_bin4_filtered.rec',
      'TS_01.mrc_rec.mrc',
      '1',
      '01',
    ])
      assert.equal(lookup.find(name)?.name, 'TS_01.tomostar', name);
    assert.equal(lookup.recognized().length, 7);
    for (const name of ['TS_02', 'TS_0', '2', '112', 'TS_01_control'])
      assert.equal(lookup.find(name), undefined, name);
  });

  it('are never guessed between two', () => {
    const two = [...series, { ...series[0], name: 'grid2_01.tomostar', hash: 'x' }];
    assert.throws(
      () => seriesLookup(two, 'p.tbl').find('1'),
      /1 is ambiguous, .* has TS_01\.tomostar and .* has grid2_01\.tomostar; .* --name_map/,
    );
  });

  it('are what a list says, of Dynamo’s volumes too', async () => {
    await writeFile(inFolder('volumes.doc'), '1 /data/rec_TS_12.mrc\n\n2  other # the third\n');
    const lookup = seriesLookup(series, 'p.tbl', await readNameMap(inFolder('volumes.doc')));
    assert.equal(lookup.find('1')?.name, 'TS_12.tomostar');
    assert.equal(lookup.find('2')?.name, 'other.tomostar');
    assert.deepEqual(lookup.recognized(), []);
    await writeFile(inFolder('names.star'), 'data_\n\nloop_\n_old #1\n_new #2\nA TS_01\nB nowhere\n');
    const star = seriesLookup(series, 'p.tbl', await readNameMap(inFolder('names.star')));
    assert.equal(star.find('A.mrc')?.name, 'TS_01.tomostar');
    assert.throws(() => star.find('B'), /B is to be nowhere, which no data source has/);
    await writeFile(inFolder('three.txt'), 'a b c\n');
    await assert.rejects(readNameMap(inFolder('three.txt')), /three\.txt:1: expected two names, got 3/);
    await writeFile(inFolder('twice.txt'), 'a b\na c\n');
    await assert.rejects(readNameMap(inFolder('twice.txt')), /twice\.txt:2: a is both b and c/);
  });
});

function close(got: Matrix3, wanted: Matrix3): void {
  got.forEach((value, i) =>
    assert.ok(Math.abs(value - wanted[i]) < 1e-6, `element ${i}: ${value}, expected ${wanted[i]}`),
  );
}
