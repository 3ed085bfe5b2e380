/** Tomograms of RELION 4 and 5, as a new project of Warp and in one that has the series already. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { copyFile, mkdir, readFile, readlink, symlink, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { evaluate } from '../../../shared/math/cubicGrid';
import { rotationX, rotationY, rotationZ } from '../../../shared/math/rotations';
import { apply, multiply, type Matrix3, type Vector3 } from '../../../shared/math/vector';
import { place, tiltFraction } from '../../../src/compute/geometry/projection';
import { encodeMrc } from '../../../src/formats/mrc';
import { formatStar, parseStar } from '../../../src/formats/star';
import {
  relion5TiltTable,
  relion5Tomograms,
  type ExportedSeries,
} from '../../../src/jobs/export/relionTables';
import { importRelion, type ImportRelionOptions } from '../../../src/jobs/import/relion/importRelion';
import type { TiltSeries } from '../../../src/model/tiltSeries';
import { readTiltSeries } from '../../../src/model/tiltSeriesFile';
import { snapshot } from '../../support/snapshot';
import { useTemporaryFolder } from '../../support/temporaryFolder';
import { deformedSeries, plainSeries } from '../../support/tiltSeries';

const degree = Math.PI / 180;
const pixelSize = 10;
const image = [300, 400] as const;

/** Without what RELION's tables cannot hold. */
function rigidSeries(tilts: number, seed: number): TiltSeries {
  const { imageWarp, volumeWarp, stageAngles } = plainSeries(tilts);
  return {
    ...deformedSeries(tilts, seed),
    ...{ imageWarp, volumeWarp, stageAngles, name: 'TS_1', imageSize: [3000, 4000] as const },
    volumeSize: [3000, 4000, 1000],
    anglesInverted: true,
    // One of them is off: tables leave it out.
    used: Array.from({ length: tilts }, (_, tilt) => tilt !== 2),
  };
}

describe('importing tomograms of RELION', () => {
  const inFolder = useTemporaryFolder();
  const options = (changes: Partial<ImportRelionOptions> = {}): ImportRelionOptions => ({
    tomograms: inFolder('relion', 'Tomograms', 'job001', 'tomograms.star'),
    anySizes: false,
    overwrite: false,
    ...changes,
  });
  const write = async (path: string, content: string | Uint8Array): Promise<void> => {
    await mkdir(dirname(inFolder('relion', path)), { recursive: true });
    await writeFile(inFolder('relion', path), content);
  };
  /** A project of RELION with the tables that exports write, whose paths are from its folder. */
  const writeRelion5 = async (series: TiltSeries, pixel = pixelSize): Promise<ExportedSeries> => {
    const exported: ExportedSeries = {
      name: series.name,
      sourceName: `${series.name}.tomostar`,
      series,
      images: Array.from({ length: series.tiltCount }, (_, i) => `MotionCorr/job002/frames/TS_1_${i}.mrc`),
      imagePixelSize: pixel,
      rows: [],
    };
    await write('Tomograms/job001/tilt_series/TS_1.star', formatStar([relion5TiltTable(exported)]));
    const table = relion5Tomograms([exported], () => 'Tomograms/job001/tilt_series/TS_1.star');
    await write('Tomograms/job001/tomograms.star', formatStar([table]));
    for (const path of exported.images) await write(path, imageOf(1));
    return exported;
  };
  const imageOf = (count: number): Uint8Array =>
    encodeMrc({
      size: [...image, count],
      pixelSize,
      data: Float32Array.from({ length: image[0] * image[1] * count }, (_, i) => i % 13),
    });
  const imported = async (folder: string, name = 'TS_1') =>
    readTiltSeries(inFolder(folder, 'warp_tiltseries', `${name}.xml`), {
      pixelSize,
      dimensions: [300, 400, 100],
    });

  it('makes a project that has every place where RELION has it, with links to the images', async () => {
    const series = rigidSeries(7, 1);
    await writeRelion5(series);
    const tried = await importRelion(options({ output: inFolder('warp'), dryRun: true }));
    assert.ok(!existsSync(inFolder('warp')), 'a dry run wrote something');
    const made = await importRelion(options({ output: inFolder('warp') }));
    assert.deepEqual(tried, made);
    assert.ok(made.made === 'project');
    assert.deepEqual(made.dimensions, [300, 400, 100]);
    assert.deepEqual(made.series, [{ series: 'TS_1', tilts: 6, notes: [] }]);
    const file = await imported('warp');
    assert.equal(file.series.anglesInverted, true);
    const links = readdirSync(inFolder('warp', 'warp_frameseries', 'average'));
    assert.equal(links.length, 6);
    const link = inFolder('warp', 'warp_frameseries', 'average', 'TS_1_0.mrc');
    assert.equal(await readlink(link), '../../../relion/MotionCorr/job002/frames/TS_1_0.mrc');
    compare(series, file.series);
  });

  it('knows the projections of RELION 4, and takes its images out of their stack', async () => {
    const series = rigidSeries(5, 2);
    const tilts = [0, 1, 2, 3, 4];
    await write('tomograms/TS_1/TS_1.mrc', imageOf(5));
    await write('Tomograms/job001/tomograms.star', relion4(series, tilts, false));
    await importRelion(options({ output: inFolder('warp') }));
    const { series: read } = await imported('warp');
    compare({ ...series, used: tilts.map(() => true) }, read);
    const average = await readFile(inFolder('warp', 'warp_frameseries', 'average', 'TS_1_003.mrc'));
    const whole = imageOf(5);
    const bytes = 4 * image[0] * image[1];
    assert.ok(average.subarray(1024).equals(whole.subarray(1024 + 2 * bytes, 1024 + 3 * bytes)));
    // A mirror along the beam, with the opposite hand, is the same microscope.
    await write('Tomograms/job001/tomograms.star', relion4(series, tilts, true));
    await importRelion(options({ output: inFolder('mirrored') }));
    compare({ ...series, used: tilts.map(() => true) }, (await imported('mirrored')).series);
  });

  it('knows the projections in tables of RELION 5, too', async () => {
    const series = rigidSeries(5, 2);
    const tilts = [0, 1, 2, 3, 4];
    const old = parseStar(relion4(series, tilts, false), 'old');
    const matrices = old[1];
    const exported = await writeRelion5({ ...series, used: tilts.map(() => true) });
    const own = {
      ...matrices,
      columns: [...matrices.columns, 'rlnMicrographName'],
      rows: matrices.rows.map((row, i) => [...row, exported.images[i]]),
    };
    await write('Tomograms/job001/tilt_series/TS_1.star', formatStar([own]));
    await importRelion(options({ output: inFolder('warp') }));
    compare({ ...series, used: tilts.map(() => true) }, (await imported('warp')).series);
  });

  it('takes aberrations from the optics of an optimisation set', async () => {
    await writeRelion5(rigidSeries(5, 3));
    const optics = {
      name: 'optics',
      columns: ['rlnOpticsGroup', 'rlnOpticsGroupName', 'rlnOddZernike', 'rlnEvenZernike', 'rlnMagMat00'],
      rows: [['1', 'opticsGroup1', '[0.1,0.2,3,4,5,6]', '[9,1,2,3]', '1.01']],
    };
    const particles = {
      name: 'particles',
      columns: ['rlnTomoName', 'rlnCenteredCoordinateXAngst', 'rlnOpticsGroup'],
      rows: [['TS_1', '0', '1']],
    };
    await write('Refine/particles.star', formatStar([optics, particles]));
    const set = {
      name: '',
      columns: ['rlnTomoParticlesFile', 'rlnTomoTomogramsFile'],
      rows: [['Refine/particles.star', 'Tomograms/job001/tomograms.star']],
    };
    await write('Refine/set.star', formatStar([set]));
    const tomograms = inFolder('relion', 'Refine', 'set.star');
    const made = await importRelion(options({ tomograms, output: inFolder('warp') }));
    assert.deepEqual(made.series[0].notes, ['its magnification (rlnMagMat) is not taken over']);
    const { series } = await imported('warp');
    assert.deepEqual([...series.zernikeOdd], [0.1, 0.2, 3, 4, 5, 6]);
    assert.deepEqual([...series.zernikeEven], [1, 2, 3]);
  });

  it('puts what RELION refined into the project that it came from, and leaves the rest', async () => {
    const series = rigidSeries(7, 4);
    await writeRelion5(series);
    await importRelion(options({ output: inFolder('warp') }));
    const settings = inFolder('warp', 'warp_tiltseries.settings');
    const before = snapshot(inFolder('warp'));
    const same = await importRelion(options({ settings }));
    assert.deepEqual(same.series[0].notes, ['alignment: as it was', 'defocus: as it was']);
    assert.deepEqual(snapshot(inFolder('warp')), before);

    const refined = {
      ...series,
      defocus: { ...series.defocus, values: series.defocus.values.map((v) => v + 250) },
    };
    await writeRelion5(refined);
    const ctf = await importRelion(options({ settings }));
    assert.deepEqual(ctf.series[0].notes, ['alignment: as it was', 'defocus: changed by up to 250 Å']);
    compare(refined, (await imported('warp')).series);

    const polished = { ...refined, axisOffsets: refined.axisOffsets.map((value) => value + 3) };
    await writeRelion5(polished);
    const polish = await importRelion(options({ settings }));
    assert.match(polish.series[0].notes[0], /^alignment: tilts moved by up to 4\.24 Å/);
    compare(polished, (await imported('warp')).series);
  });

  it('stops where pixel sizes, hands, images or folders contradict it, and writes nothing', async () => {
    const series = rigidSeries(5, 5);
    await writeRelion5(series);
    await importRelion(options({ output: inFolder('warp') }));
    const settings = inFolder('warp', 'warp_tiltseries.settings');
    const before = snapshot(inFolder('warp'));
    const refused = async (changes: Partial<ImportRelionOptions>, message: RegExp): Promise<void> => {
      await assert.rejects(importRelion(options(changes)), message);
      assert.deepEqual(snapshot(inFolder('warp')), before);
      assert.ok(!existsSync(inFolder('other')));
    };
    await refused({ output: inFolder('warp') }, /the folder is not empty/);
    await refused({}, /expected either a folder for a new project or the settings/);
    await refused({ output: inFolder('other'), series: ['TS_9'] }, /it has no tomogram TS_9, but TS_1/);
    await refused({ output: inFolder('other'), project: inFolder('nowhere') }, /there is no such folder/);
    await writeRelion5(series, 5);
    await refused({ output: inFolder('other') }, /a pixel size of 5 Å .*, its image .* has 10 Å/);
    await refused({ settings }, /a pixel size of 5 Å .*, the project has 10 Å/);
    await writeRelion5({ ...series, anglesInverted: false });
    await refused({ settings }, /its hand \(rlnTomoHand\) is 1, the series has -1/);
    await writeRelion5({ ...series, name: 'TS_7' });
    await refused({ settings }, /the project has no series TS_7/);
  });

  it('is not led astray by a link in the new folder’s place', async () => {
    await writeRelion5(rigidSeries(5, 6));
    await mkdir(inFolder('real'));
    await symlink(inFolder('real'), inFolder('warp'));
    await importRelion(options({ output: inFolder('warp') }));
    const link = inFolder('real', 'warp_frameseries', 'average', 'TS_1_0.mrc');
    assert.ok(existsSync(link), 'the link leads nowhere');
  });

  it('real tables of RELION 5 to rounding', async () => {
    const real = 'test/fixtures/star/relion5';
    const tilts = inFolder('relion', 'Tomograms', 'job006', 'tilt_series', 'TS_01.star');
    await mkdir(dirname(tilts), { recursive: true });
    await copyFile(`${real}/Tomograms_TS_01.star`, tilts);
    const tomograms = inFolder('relion', 'Tomograms', 'job006', 'tomograms.star');
    await copyFile(`${real}/Tomograms_tomograms.star`, tomograms);
    const made = await importRelion(options({ tomograms, series: ['TS_01'], output: inFolder('warp') }));
    assert.match(made.series[0].notes.join(), /^40 of its 40 images are not there/);
    const { series } = await readTiltSeries(inFolder('warp', 'warp_tiltseries', 'TS_01.xml'), {
      pixelSize: 1.35,
      dimensions: [4000, 4000, 2000],
      imageSize: [3710 * 1.35, 3838 * 1.35],
    });
    assert.equal(series.anglesInverted, true);
    assert.deepEqual(series.optics, { voltage: 300_000, cs: 2.7e7, amplitude: 0.1 });
    // By hand, three rows: -57, -54 and -51 degrees are the last ones, since Warp counts the other way.
    const rows = [
      [-57, 85.032958, 34.845611, 108.499417, 114, 39527.78125, 39418.410156, 44.527622],
      [-54, 85.054501, 20.667906, 93.169012, 105, 38593.777344, 38453.007812, -77.46074],
      [-51, 85.073537, 28.684076, 116.360156, 102, 39716.988281, 39676.960938, -89.50993],
    ];
    rows.forEach(([yTilt, zRot, shiftX, shiftY, dose, u, v, angle], i) => {
      const tilt = 39 - i;
      const close = (got: number, wanted: number, tolerance: number): void => {
        assert.ok(Math.abs(got - wanted) < tolerance, `tilt ${tilt}: expected ${wanted}, got ${got}`);
      };
      close(series.angles[tilt] / degree, -yTilt, 1e-5);
      close(series.axisAngles[tilt] / degree, zRot, 1e-5);
      close(series.axisOffsets[2 * tilt], shiftX, 1e-4);
      close(series.axisOffsets[2 * tilt + 1], shiftY, 1e-4);
      close(series.dose[tilt], dose, 1e-9);
      close(evaluate(series.defocus, 0.5, 0.5, tiltFraction(series, tilt)), (u + v) / 2, 0.02);
      close(series.astigmatism[tilt], u - v, 0.02);
      close(series.astigmatismAngle[tilt] / degree, angle, 1e-4);
      // RELION's own model, worked out here, for a place in the volume.
      const position: Vector3 = [1000, 4000, 2000];
      const turn: Matrix3 = multiply(
        rotationZ(zRot * degree),
        multiply(rotationY(yTilt * degree), rotationX(0)),
      );
      const [x, y, z] = apply(turn, [1000 - 2700, 4000 - 2700, 2000 - 1350]);
      const seen = place(series, tilt, position);
      close(seen.x, x + shiftX + (3710 * 1.35) / 2, 0.001);
      close(seen.y, y + shiftY + (3838 * 1.35) / 2, 0.001);
      // Hand -1: what is higher has less defocus.
      close(seen.defocus, (u + v) / 2 - z, 0.03);
    });
  });
});

/** Places, defocus and exposures of the tilts that are used, in tilts of the same exposure. */
function compare(wanted: TiltSeries, got: TiltSeries): void {
  const positions: readonly Vector3[] = [
    [100, 200, 300],
    [2900, 3500, 900],
    [1500, 2000, 500],
  ];
  let tilts = 0;
  wanted.dose.forEach((dose, tilt) => {
    const other = got.dose.findIndex((one) => Math.abs(one - dose) < 1e-4);
    if (!wanted.used[tilt]) return;
    tilts++;
    for (const position of positions) {
      const a = place(wanted, tilt, position);
      const b = place(got, other, position);
      assert.ok(
        Math.hypot(a.x - b.x, a.y - b.y) < 0.005,
        `tilt ${tilt}: ${a.x}, ${a.y} is at ${b.x}, ${b.y}`,
      );
      assert.ok(Math.abs(a.defocus - b.defocus) < 0.02, `tilt ${tilt}: defocus ${a.defocus} is ${b.defocus}`);
    }
    assert.ok(Math.abs(wanted.astigmatism[tilt] - got.astigmatism[other]) < 0.01);
  });
  assert.ok(tilts > 3);
}

/** A table as RELION 4 writes it, in voxels and pixels. @param mirrored turn the beam and the hand around */
function relion4(series: TiltSeries, tilts: readonly number[], mirrored: boolean): string {
  const [width, height, depth] = series.volumeSize.map((size) => size / pixelSize);
  const global = {
    name: 'global',
    columns: [
      'rlnTomoName',
      'rlnTomoTiltSeriesName',
      'rlnTomoFrameCount',
      ...['X', 'Y', 'Z'].map((axis) => `rlnTomoSize${axis}`),
      'rlnTomoHand',
      'rlnOpticsGroupName',
      'rlnTomoTiltSeriesPixelSize',
      'rlnVoltage',
      'rlnSphericalAberration',
      'rlnAmplitudeContrast',
    ],
    rows: [
      [
        'TS_1',
        'tomograms/TS_1/TS_1.mrc:mrc',
        String(tilts.length),
        ...[width, height, depth].map(String),
        series.anglesInverted === mirrored ? '1' : '-1',
        'opticsGroup1',
        String(pixelSize),
        ...[series.optics.voltage / 1e3, series.optics.cs / 1e7, series.optics.amplitude].map(String),
      ],
    ],
  };
  const rows = tilts.map((tilt) => {
    // Where the corner and one voxel along each axis come to lie.
    const at = (x: number, y: number, z: number): readonly number[] => {
      const seen = place(series, tilt, [x * pixelSize, y * pixelSize, z * pixelSize]);
      const height = (series.anglesInverted ? -1 : 1) * (seen.defocus - plain(series, tilt));
      return [seen.x / pixelSize, seen.y / pixelSize, (mirrored ? -1 : 1) * (height / pixelSize)];
    };
    const origin = at(0, 0, 0);
    const axes = [at(1, 0, 0), at(0, 1, 0), at(0, 0, 1)];
    const vectors = [0, 1, 2].map(
      (row) =>
        `[${[...axes.map((axis) => axis[row] - origin[row]), origin[row]].map((v) => v.toFixed(8)).join(',')}]`,
    );
    const defocus = plain(series, tilt);
    return [
      ...vectors,
      '[0,0,0,1]',
      (defocus + series.astigmatism[tilt] / 2).toFixed(4),
      (defocus - series.astigmatism[tilt] / 2).toFixed(4),
      (series.astigmatismAngle[tilt] / degree).toFixed(4),
      '1.0',
      series.dose[tilt].toFixed(4),
    ];
  });
  const columns = [
    ...['X', 'Y', 'Z', 'W'].map((axis) => `rlnTomoProj${axis}`),
    'rlnDefocusU',
    'rlnDefocusV',
    'rlnDefocusAngle',
    'rlnCtfScalefactor',
    'rlnMicrographPreExposure',
  ];
  return formatStar([global, { name: 'TS_1', columns, rows }]);
}

function plain(series: TiltSeries, tilt: number): number {
  return evaluate(series.defocus, 0.5, 0.5, tiltFraction(series, tilt));
}
