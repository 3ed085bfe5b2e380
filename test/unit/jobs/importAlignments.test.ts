/** Alignments of IMOD and AreTomo: the golden import of WarpTools, and what must be refused rather than guessed. */
import assert from 'node:assert/strict';
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { parseAln, parseXf } from '../../../src/formats/alignments';
import { place } from '../../../src/compute/geometry/projection';
import { readTiltSeries } from '../../../src/model/tiltSeriesFile';
import { importAlignments, type ImportAlignmentsOptions } from '../../../src/jobs/import/importAlignments';
import { snapshot } from '../../support/snapshot';
import { useTemporaryFolder } from '../../support/temporaryFolder';
import { writeWarpProject } from '../../support/warpProject';

const folder = 'test/fixtures/tilt';
const degree = Math.PI / 180;

describe('alignments', () => {
  const inFolder = useTemporaryFolder();
  const series = (path: string) =>
    readTiltSeries(path, { pixelSize: 10, dimensions: [60, 80, 20], imageSize: [1, 1] });
  const options = (changes: Partial<ImportAlignmentsOptions> = {}): ImportAlignmentsOptions => ({
    settings: inFolder('warp_tiltseries.settings'),
    alignments: inFolder('imod'),
    invertAngles: false,
    overwrite: false,
    ...changes,
  });

  it('of IMOD give the numbers that WarpTools got from the same files (EMPIAR-10499)', async () => {
    await writeWarpProject(inFolder());
    await rm(inFolder('tomostar', 'TS_1.tomostar'));
    await rm(inFolder('tomostar', 'TS_2.tomostar'));
    const golden = await series('test/fixtures/warp/00254.xml');
    const rows = golden.moviePaths.map(
      (_, tilt) => `x_${tilt}.tif ${golden.series.angles[tilt] / degree} ${golden.series.dose[tilt]}`,
    );
    await writeFile(
      inFolder('tomostar', '00254.tomostar'),
      `data_\nloop_\n_wrpMovieName\n_wrpAngleTilt\n_wrpDose\n${rows.join('\n')}\n`,
    );
    await mkdir(inFolder('imod', '00254'), { recursive: true });
    for (const name of ['00254.xf', '00254.tlt'])
      await cp(`${folder}/${name}`, inFolder('imod', '00254', name));
    for (const fresh of [true, false]) {
      const { imported } = await importAlignments(options({ pixelSize: 10 }));
      assert.deepEqual(
        imported.map((entry) => [entry.series, entry.tilts, entry.left_out]),
        [['00254', 41, 0]],
      );
      const { series: read } = await series(inFolder('warp_tiltseries', '00254.xml'));
      // The golden file holds 32-bit numbers of up to 300 Å.
      for (const [key, tolerance] of [
        ['angles', 1e-9],
        ['axisAngles', 1e-7],
        ['axisOffsets', 3e-5],
        ['dose', 1e-9],
      ] as const)
        read[key].forEach((value, i) =>
          assert.ok(Math.abs(value - golden.series[key][i]) < tolerance, `${key} ${i} ${fresh}`),
        );
    }
  });

  it('of real files are read as their authors meant them', async () => {
    const text = async (name: string): Promise<string> => readFile(`${folder}/${name}`, 'utf8');
    // EMPIAR-10164: the microscope says that the axis is at 85.3 degrees.
    for (const tilt of parseXf(await text('TS_03.xf'), 'x')) assert.ok(Math.abs(tilt.axisAngle - 85.3) < 0.6);
    const old = parseAln(await text('example_v1_2_0.aln'), 'x');
    assert.deepEqual(old.tilts[0], {
      section: 0,
      angle: -51.98,
      axisAngle: -93.7196,
      offset: [155.235, 708.75],
      magnification: 1,
    });
    assert.equal(old.tilts.length, 41);
    assert.deepEqual(old.size, [undefined, undefined, 41]);
    const turned = parseAln(await text('model_0.aln'), 'x');
    assert.deepEqual([turned.tilts[0].section, turned.tilts[0].angle], [60, -59.99]);
    assert.deepEqual(turned.size, [512, 512, 61]);
  });

  it('of AreTomo switch off the tilts that it left out', async () => {
    await writeWarpProject(inFolder());
    await mkdir(inFolder('imod'));
    const rows = ['0 85 1 3 4 1 1 1 0 -29', '1 85 1 0 0 1 1 1 0 1'].join('\n');
    await writeFile(inFolder('imod', 'TS_2.aln'), `# AreTomo Alignment\n# RawSize = 32 24 3\n${rows}\n`);
    const result = await importAlignments(options());
    assert.deepEqual(result.missing, ['TS_1']);
    const read = (await series(inFolder('warp_tiltseries', 'TS_2.xml'))).series;
    assert.deepEqual([...read.axisOffsets], [30, 40, 0, 0, 0, 0]);
    assert.deepEqual(read.used, [true, true, false]);
    assert.deepEqual(
      Array.from(read.angles, (angle) => Math.round(angle / degree)),
      [-29, 1, 30],
    );
    const xml = await readFile(inFolder('warp_tiltseries', 'TS_2.xml'), 'utf8');
    assert.ok(xml.includes(`<Deep a="1 &quot;2&quot;">text</Deep>`) && xml.includes('3.10'));
  });

  it('of etomo are found by its command files, with the views that those leave out', async () => {
    await writeWarpProject(inFolder());
    await mkdir(inFolder('imod', 'TS_1'), { recursive: true });
    const write = async (name: string, text: string): Promise<void> =>
      writeFile(inFolder('imod', 'TS_1', name), text);
    await write(
      'newst.com',
      '$newstack -StandardInput\nInputFile\tset.st\nTransformFile\tset.xf\nBinByFactor 4\n',
    );
    await write(
      'tilt.com',
      '$tilt -StandardInput\nTILTFILE set_fid.tlt\nXTILTFILE set.xtilt\nXAXISTILT -2.5\nOFFSET 1.5 0\nEXCLUDELIST 3\n',
    );
    await write('set.xf', '1 0 0 1 -3 4\n'.repeat(3));
    await write('set_fid.tlt', '-29\n0\n31\n');
    await write('set.xtilt', '0\n0\n0\n');
    const { imported } = await importAlignments(options());
    assert.deepEqual(imported, [
      {
        series: 'TS_1',
        from: inFolder('imod', 'TS_1', 'set.xf'),
        tilts: 2,
        left_out: 1,
        notes: [
          'tilt.com turns the volume about X by -2.5 degrees, level it with ts_autolevel',
          'tilt.com turns the volume about Y by 1.5 degrees, level it with ts_autolevel',
        ],
      },
    ]);
    const read = (await series(inFolder('warp_tiltseries', 'TS_1.xml'))).series;
    assert.deepEqual(read.used, [true, true, false]);
    assert.deepEqual([...read.axisOffsets], [30, -40, 30, -40, 0, 0]);
    assert.ok(Math.abs(read.angles[0] + 29 * degree) < 1e-9);
    await write(
      'newst.com',
      '$newstack -StandardInput\nTransformFile\tset.xf\nSectionsToRead 0-1\nExcludeSections\n',
    );
    await writeFile(inFolder('imod', 'TS_1.aln'), 'of AreTomo');
    const again = await importAlignments(options());
    assert.deepEqual(again.imported[0].notes, [
      'newst.com puts only some images into the aligned stack (SectionsToRead 0-1), which is not taken over: leave the others out with select_tilts',
      ...imported[0].notes,
      `the alignment of IMOD was taken, ${inFolder('imod', 'TS_1.aln')} was not`,
    ]);
    await write('set.xtilt', '0\n1.5\n0\n');
    await assert.rejects(importAlignments(options()), /set\.xtilt: image 2 is turned about X by 1\.5/);
  });

  it('that cannot be right are refused, and no file changes', async () => {
    await writeWarpProject(inFolder());
    await mkdir(inFolder('imod'));
    const xf = '1 0 0 1 0 0\n'.repeat(3);
    const cases: readonly [RegExp, Record<string, string>, Partial<ImportAlignmentsOptions>?][] = [
      [/imod: it holds no alignment of TS_1/, {}],
      [/opposite sign/, { 'TS_1.xf': xf, 'TS_1.tlt': '30\n0\n-30\n' }],
      [/another order/, { 'TS_1.xf': xf, 'TS_1.tlt': '-30\n30\n0\n' }],
      [/TS_1\.tlt: it has 2 angles/, { 'TS_1.xf': xf, 'TS_1.tlt': '-30\n0\n' }],
      [/TS_1\.xf:2: expected 6 numbers, got 2/, { 'TS_1.xf': '1 0 0 1 0 0\n1 2\n' }],
      [/it aligns image 4, the series has 3/, { 'TS_1.xf': `${xf}1 0 0 1 0 0\n` }],
      [/xtilt: image 2 is turned about X by 1\.5/, { 'TS_1.xf': xf, 'TS_1.xtilt': '0\n1.5\n0\n' }],
      [/TS_1\.aln: this is not an AreTomo/, { 'TS_1.aln': 'x' }],
      [/TS_1\.aln:2: expected a number, got x/, { 'TS_1.aln': '# AreTomo Alignment\n1 x\n' }],
    ];
    for (const [message, files] of cases) {
      for (const [name, text] of Object.entries(files)) await writeFile(inFolder('imod', name), text);
      const before = snapshot(inFolder());
      await assert.rejects(importAlignments(options()), message);
      assert.deepEqual(snapshot(inFolder()), before);
      await rm(inFolder('imod'), { recursive: true });
      await mkdir(inFolder('imod'));
    }
  });

  it('do not silently discard what M refined', async () => {
    await writeWarpProject(inFolder());
    await mkdir(inFolder('imod'));
    await writeFile(inFolder('imod', 'TS_1.xf'), '1 0 0 1 0 0\n'.repeat(3));
    const path = inFolder('warp_tiltseries', 'TS_1.xml');
    const grid =
      '<GridMovementX Width="1" Height="1" Depth="1"><Node X="0" Y="0" Z="0" Value="2" /></GridMovementX>';
    await writeFile(path, (await readFile(path, 'utf8')).replace('</TiltSeries>', `${grid}</TiltSeries>`));
    await assert.rejects(importAlignments(options()), /it holds refined deformations/);
    await importAlignments(options({ overwrite: true }));
    assert.equal((await series(path)).series.imageWarp.x.values[0], 0);
  });
});

describe('a local alignment of AreTomo', () => {
  const inFolder = useTemporaryFolder();

  it('is an image warp that puts every place where AreTomo has it, within a tenth of an Å', async () => {
    await writeWarpProject(inFolder());
    await mkdir(inFolder('aln'));
    const [axis, offsets] = [
      -84,
      [
        [12.5, -3],
        [2, 1],
        [-6, 4.5],
      ],
    ] as const;
    const centers = [-2, -1, 0, 1, 2].flatMap((x) => [-2, -1, 0, 1, 2].map((y) => [6 * x, 4.5 * y] as const));
    // Pixels of 10 Å, smooth over the image.
    const shifts = offsets.map((_, tilt) =>
      centers.map(([x, y]) => [0.02 * tilt + 0.003 * x, 0.01 - 0.004 * y] as const),
    );
    const global = offsets.map(([x, y], tilt) => `${tilt} ${axis} 1 ${x} ${y} 1 1 1 0 ${(tilt - 1) * 30}`);
    const local = shifts.flatMap((own, tilt) =>
      own.map(([x, y], i) => `${tilt} ${i} ${centers[i].join(' ')} ${x} ${y} 1.0`),
    );
    local.push('1 25 0 0 500 500 0.0');
    await writeFile(
      inFolder('aln', 'TS_1.aln'),
      `# AreTomo Alignment / Priims bprmMn\n# RawSize = 32 24 3\n# NumPatches = 25\n${global.join('\n')}\n# Local Alignment\n${local.join('\n')}\n`,
    );
    const { imported } = await importAlignments({
      settings: inFolder('warp_tiltseries.settings'),
      alignments: inFolder('aln'),
      invertAngles: false,
      overwrite: false,
    });
    assert.match(imported[0].notes.join(), /local alignment of up to 0\.\d Å is an image warp/);
    const { series } = await readTiltSeries(inFolder('warp_tiltseries', 'TS_1.xml'), {
      pixelSize: 10,
      dimensions: [60, 80, 20],
      imageSize: [320, 240],
    });
    for (let tilt = 0; tilt < 3; tilt++)
      for (const centered of [
        [0, 0, 0],
        [60, -40, 10],
        [-90, 70, -30],
      ] as const) {
        // As AreTomo's own program goes: tilt, turn, local shift, global shift, from the middle of the image; pixels.
        const angle = (tilt - 1) * 30 * degree;
        const flat = [(centered[0] * Math.cos(angle) - centered[2] * Math.sin(angle)) / 10, centered[1] / 10];
        const [c, s] = [Math.cos(axis * degree), Math.sin(axis * degree)];
        const turned = [flat[0] * c - flat[1] * s, flat[0] * s + flat[1] * c];
        const weights = centers.map(([x, y]) =>
          Math.exp(-100 * (((turned[0] - x) / 32) ** 2 + ((turned[1] - y) / 24) ** 2)),
        );
        const total = weights.reduce((sum, weight) => sum + weight, 0);
        const seen = [16, 12].map(
          (middle, i) =>
            10 *
            (middle +
              offsets[tilt][i] +
              turned[i] +
              weights.reduce((sum, weight, patch) => sum + weight * shifts[tilt][patch][i], 0) / total),
        );
        const position = centered.map((value, i) => value + [300, 400, 100][i]) as [number, number, number];
        const { x, y } = place(series, tilt, position);
        assert.ok(Math.hypot(x - seen[0], y - seen[1]) < 0.1, `tilt ${tilt}: ${x}, ${y}, not ${seen.join()}`);
      }
  });

  it('must belong to a tilt that there is', () => {
    const text = '# AreTomo Alignment\n0 85 1 3 4 1 1 1 0 0\n# Local Alignment\n1 0 0 0 1 1 1\n';
    assert.throws(() => parseAln(text, 'a.aln'), /a\.aln:4: it aligns tilt 1 locally, and has 1 tilts/);
  });
});
