/** The tilt-series model as files, against Warp's own output for the same series. */
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { euler } from '../../../shared/math/rotations';
import { column, parseStar, type StarTable } from '../../../src/formats/star';
import { evalModel } from '../../../src/jobs/sources/evalModel';
import { useTemporaryFolder } from '../../support/temporaryFolder';

const golden = 'test/fixtures/warp/TS_1.golden_points_01-13.star';
const pixel = 0.834;
const options = {
  xml: 'test/fixtures/warp/TS_1.xml',
  volumeSize: [4000 * pixel, 5700 * pixel, 1000 * pixel],
  imageSize: [5760 * pixel, 4092 * pixel],
} as const;

describe('eval_model', () => {
  const inFolder = useTemporaryFolder();

  it('places points as Warp does: 0.01 Å, 1e-5 of a rotation, 0.02 Å of defocus', async () => {
    const output = inFolder('out.star');
    const result = await evalModel({ ...options, points: golden, output });
    assert.deepEqual(result, { output, points: 27, tilts: 41 });
    const expected = parseStar(await readFile(golden, 'utf8'), golden);
    const actual = parseStar(await readFile(output, 'utf8'), output);
    assert.deepEqual(
      actual.map((table) => [table.name, table.columns, table.rows.length]),
      // Warp's file was cut after the mappings of the first 13 points.
      expected.map((t) => [t.name, t.columns, t.name === 'mappings' ? 27 * 41 : t.rows.length]),
    );
    assert.deepEqual(actual[0].rows, expected[0].rows);
    assert.deepEqual(actual[1].rows, expected[1].rows);
    const read = (tables: readonly StarTable[], label: string): number[] =>
      (column(tables[2], label) ?? []).map(Number);
    const worst = (label: string): number => {
      const ours = read(actual, label);
      return Math.max(...read(expected, label).map((value, i) => Math.abs(value - ours[i])));
    };
    assert.equal(expected[2].rows.length, 13 * 41);
    assert.equal(worst('pointID') + worst('tiltID'), 0);
    assert.ok(worst('centeredCoordinateXAngst') < 0.01 && worst('centeredCoordinateYAngst') < 0.01);
    assert.ok(worst('defocusU') < 0.02 && worst('defocusV') < 0.02);
    assert.ok(worst('defocusAngle') < 1e-3);
    const matrices = (tables: readonly StarTable[]): number[][] => {
      const [rot, tilt, psi] = ['angleRot', 'angleTilt', 'anglePsi'].map((label) => read(tables, label));
      return rot.map((_, i) => [
        ...euler(...([rot[i], tilt[i], psi[i]].map((a) => (a * Math.PI) / 180) as [number, number, number])),
      ]);
    };
    const ours = matrices(actual);
    const rotation = Math.max(
      ...matrices(expected).flatMap((m, i) => m.map((value, j) => Math.abs(value - ours[i][j]))),
    );
    assert.ok(rotation < 1e-5);
  });

  it('says which columns it needs', async () => {
    const points = inFolder('points.star');
    await writeFile(points, 'data_\n\nloop_\n_x #1\n  1\n');
    await assert.rejects(evalModel({ ...options, points, output: inFolder('out.star') }), {
      name: 'Problem',
      message: /points\.star: no table has the columns centeredCoordinateXAngst/,
    });
  });
});
