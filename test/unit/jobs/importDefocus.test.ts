/** Defocus of ctfplotter and CTFFIND, put into the XML of tilt series. */
import assert from 'node:assert/strict';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { importDefocus, type ImportDefocusOptions } from '../../../src/jobs/import/importDefocus';
import { readTiltSeries } from '../../../src/model/tiltSeriesFile';
import { snapshot } from '../../support/snapshot';
import { useTemporaryFolder } from '../../support/temporaryFolder';
import { writeWarpProject } from '../../support/warpProject';

const degree = Math.PI / 180;
const ctffindHead = `# Output from CTFFind version 4.1.13, run on 2020-04-11
# Pixel size: 1.532 Angstroms ; acceleration voltage: 200.0 keV ; spherical aberration: 1.40 mm ; amplitude contrast: 0.1
# Columns: #1 - micrograph number; #2 - defocus 1 [Angstroms]; #3 - defocus 2; #4 - azimuth of astigmatism
`;

describe('importing defocus', () => {
  const inFolder = useTemporaryFolder();
  beforeEach(async () => {
    await writeWarpProject(inFolder());
    await mkdir(inFolder('ctf', 'TS_2'), { recursive: true });
  });
  const options = (changes: Partial<ImportDefocusOptions> = {}): ImportDefocusOptions => ({
    settings: inFolder('warp_tiltseries.settings'),
    defocus: inFolder('ctf'),
    optics: {},
    invertAngles: false,
    overwrite: false,
    ...changes,
  });
  const read = async (name: string) =>
    readTiltSeries(inFolder('warp_tiltseries', `${name}.xml`), {
      pixelSize: 10,
      dimensions: [60, 80, 20],
      imageSize: [1, 1],
    });

  it('takes values of ctfplotter in nm and of CTFFIND in Å, and keeps everything else', async () => {
    await writeFile(
      inFolder('ctf', 'TS_1.defocus'),
      '5 0 0 0 0 3\n1 1 -30 -30 3100 2900 20 9\n2 2 0 0 3000 3000 0 18\n3 3 30 30 2900 3100 20 0\n',
    );
    const rows = [
      '1.0 30000 29000 -10 0.5 0.1 8.25',
      '2 31000 31000 0 0 0.1 inf',
      '3 32000 30000 45 0 0.1 6.5',
    ];
    await writeFile(inFolder('ctf', 'TS_2', 'diagnostic_output.txt'), ctffindHead + rows.join('\n'));
    await writeFile(inFolder('ctf', 'TS_2', 'notes.txt'), 'the ice was thin');
    const { imported, missing } = await importDefocus(options());
    assert.deepEqual(missing, []);
    assert.deepEqual(
      imported.map(({ series, program, tilts, listed, defocus, resolution }) => [
        series,
        program,
        tilts,
        listed,
        Number(defocus.toFixed(9)),
        resolution,
      ]),
      [
        ['TS_1', 'ctfplotter', 3, 3, 3, 0],
        ['TS_2', 'CTFFIND', 3, 3, 3.05, 6.5],
      ],
    );
    const [first, second] = [(await read('TS_1')).series, (await read('TS_2')).series];
    near(first.defocus.values, [30000, 30000, 30000]);
    near(first.astigmatism, [2000, 0, 2000]);
    // A defocus that is smaller along 20 degrees is larger along 110.
    near(first.astigmatismAngle, [20 * degree, 0, 110 * degree]);
    near(first.phaseShift, [9 * degree, 18 * degree, 0]);
    near(second.defocus.values, [29500, 31000, 31000]);
    near(second.astigmatism, [1000, 0, 2000]);
    near(second.astigmatismAngle, [170 * degree, 0, 45 * degree]);
    near(second.phaseShift, [0.5, 0, 0]);
    assert.deepEqual(second.optics, { voltage: 200_000, cs: 1.4e7, amplitude: 0.1 });
    const xml = await readFile(inFolder('warp_tiltseries', 'TS_2.xml'), 'utf8');
    assert.ok(xml.includes('CTFResolutionEstimate="6.5"') && xml.includes('Name="Defocus" Value="3.05"'));
    assert.ok(
      xml.includes(`<Deep a="1 &quot;2&quot;">text</Deep>`) && xml.includes('Strange="kept &amp; safe"'),
    );
  });

  it('gives tilts between listed ones the value between, and takes optics and resolution from options', async () => {
    await writeFile(inFolder('ctf', 'TS_1.defocus'), '1 1 -30 -30 3000 2\n3 3 30 30 4000\n');
    await importDefocus(options({ resolution: 7.5, optics: { voltage: 200_000 } }));
    const { series, xml } = await read('TS_1');
    near(series.defocus.values, [30000, 35000, 40000]);
    assert.equal(series.optics.voltage, 200_000);
    assert.equal(series.optics.amplitude, 0.07);
    assert.equal(xml.root.attributes.get('CTFResolutionEstimate'), '7.5');
    await assert.rejects(importDefocus(options()), /TS_1\.xml: its CTF has been fitted already, to 7\.5 Å/);
    await importDefocus(options({ overwrite: true }));
    assert.equal((await read('TS_1')).xml.root.attributes.get('CTFResolutionEstimate'), '7.5');
  });

  it('refuses what belongs to other images, and no file changes', async () => {
    const three = '1 1 -30 -30 3000 2\n2 2 0 0 3000\n3 3 30 30 3000\n';
    const cases: readonly [RegExp, Record<string, string>, Partial<ImportDefocusOptions>?][] = [
      [/ctf: it holds no defocus of TS_1/, {}],
      [/opposite sign/, { 'TS_1.defocus': three }, { invertAngles: true }],
      [/another order/, { 'TS_1.defocus': '1 1 -30 -30 3000 2\n2 2 30 30 3000\n3 3 0 0 3000\n' }],
      [/it lists image 4, the series has 3/, { 'TS_1.defocus': `${three}4 4 60 60 3000\n` }],
      [/it lists 2 images, the series has 3/, { 'TS_1.txt': `${ctffindHead}1 9 9 0 0 0 5\n2 9 9 0 0 0 5\n` }],
      [/TS_1\.defocus: .*TS_1_new\.defocus is another/, { 'TS_1.defocus': three, 'TS_1_new.defocus': three }],
      [/TS_1\.defocus:2: expected 5 numbers, got 2/, { 'TS_1.defocus': '1 1 0 0 3000 2\n2 2\n' }],
    ];
    for (const [message, files, changes] of cases) {
      for (const [name, text] of Object.entries(files)) await writeFile(inFolder('ctf', name), text);
      const before = snapshot(inFolder());
      await assert.rejects(importDefocus(options(changes)), message);
      assert.deepEqual(snapshot(inFolder()), before);
      await rm(inFolder('ctf'), { recursive: true });
      await mkdir(inFolder('ctf'));
    }
    await writeFile(inFolder('ctf', 'TS_1.defocus'), three);
    await rm(inFolder('warp_tiltseries', 'TS_1.xml'));
    await assert.rejects(importDefocus(options()), /TS_1\.xml: there is no such file; import the alignment/);
  });

  it('takes values of Gctf and RELION from tables, by the names of images', async () => {
    const labels = [
      'MicrographName',
      'DefocusU',
      'DefocusV',
      'DefocusAngle',
      'Voltage',
      'SphericalAberration',
    ];
    const head = `data_\n\nloop_\n${[...labels, 'AmplitudeContrast', 'FinalResolution', 'PhaseShift']
      .map((label) => `_rln${label}\n`)
      .join('')}`;
    const row = (image: string, u: number): string => `${image} ${u} ${u - 400} 30 300 2.7 0.07 6.5 90\n`;
    await rm(inFolder('ctf', 'TS_2'), { recursive: true });
    // In any order, of all series together.
    const rows = [
      row('ali/TS_2_000.mrc', 21000),
      row('ali/TS_1_002.mrc', 33000),
      row('ali/TS_1_000.mrc', 31000),
      row('ali/elsewhere_000.mrc', 1),
      row('2@stacks/TS_2.mrcs', 22000),
    ];
    await writeFile(inFolder('ctf', 'micrographs_all_gctf.star'), head + rows.join(''));
    const { imported, missing } = await importDefocus(options());
    assert.deepEqual(missing, []);
    assert.deepEqual(
      imported.map(({ series, program, listed, resolution }) => [series, program, listed, resolution]),
      [
        ['TS_1', 'Gctf or RELION', 2, 6.5],
        ['TS_2', 'Gctf or RELION', 2, 6.5],
      ],
    );
    assert.match(
      imported[0].notes.join(),
      /its 2 images were recognized by their names,tilts at 0 degrees take/,
    );
    const { series } = await read('TS_1');
    assert.deepEqual([...series.defocus.values], [30800, 31800, 32800]);
    assert.ok([...series.astigmatism].every((value) => Math.abs(value - 400) < 1e-6));
    assert.ok(Math.abs(series.phaseShift[0] - Math.PI / 2) < 1e-9);
    assert.deepEqual(series.optics, { voltage: 300_000, cs: 2.7e7, amplitude: 0.07 });
    const [first, second] = (await read('TS_2')).series.defocus.values;
    assert.deepEqual([first, second], [20800, 21800]);
    await writeFile(inFolder('ctf', 'twice.star'), head + row('TS_1_000.mrc', 1) + row('b/TS_1_000.mrc', 2));
    await assert.rejects(
      importDefocus(options({ overwrite: true })),
      /twice\.star:\d+: it lists the image TS_1_000 twice/,
    );
  });
});

/** Files hold 32-bit numbers. */
function near(actual: ArrayLike<number>, expected: readonly number[]): void {
  assert.equal(actual.length, expected.length);
  expected.forEach((value, i) =>
    assert.ok(
      Math.abs(actual[i] - value) <= 1e-6 * Math.max(1, Math.abs(value)),
      `${i}: ${actual[i]} is not ${value}`,
    ),
  );
}
