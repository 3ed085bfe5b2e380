/** Simulated projects as files, and their scores. */
import assert from 'node:assert/strict';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { place } from '../../../src/compute/geometry/projection';
import { readMrcHeader } from '../../../src/formats/mrc';
import { decodeNpz } from '../../../src/formats/npz';
import { readSettings } from '../../../src/formats/settings';
import { column, parseStar } from '../../../src/formats/star';
import { score } from '../../../src/jobs/simulate/score';
import { simulate } from '../../../src/jobs/simulate/simulate';
import { formatParticles } from '../../../src/model/particleFile';
import { readTiltSeries } from '../../../src/model/tiltSeriesFile';
import { smallSimulation } from '../../support/simulation';
import { useSuiteFolder } from '../../support/temporaryFolder';

describe('a simulated project', () => {
  const inFolder = useSuiteFolder();
  let project: string;
  let truth: string;
  let baseline: Awaited<ReturnType<typeof simulate>>;
  before(async () => {
    project = inFolder('project');
    truth = inFolder('project-truth');
    baseline = await simulate({ options: smallSimulation, project, truth });
  });

  const filesUnder = async (root: string): Promise<string[]> =>
    (await readdir(root, { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
      .sort();

  it('has the files of a Warp project and its truth', async () => {
    const movies = ['TS_1_000', 'TS_1_001', 'TS_1_002'];
    assert.deepEqual(
      await filesUnder(project),
      [
        ...movies.map((name) => `frames/${name}.mrc`),
        'relion/mask.mrc',
        'relion/run_it019_data.star',
        'relion/run_it019_half1_class001.mrc',
        'relion/run_it019_half2_class001.mrc',
        'tomostar/TS_1.tomostar',
        ...movies.map((name) => `warp_frameseries/${name}.xml`),
        ...movies.map((name) => `warp_frameseries/average/${name}.mrc`),
        'warp_tiltseries.settings',
        'warp_tiltseries/TS_1.xml',
      ].sort(),
    );
    assert.deepEqual(await filesUnder(truth), [
      'baseline.json',
      'config.json',
      'mask.mrc',
      'optics.json',
      'truth.mrc',
      'truth.npz',
    ]);
    const average = await readMrcHeader(join(project, 'warp_frameseries/average/TS_1_000.mrc'));
    assert.deepEqual([average.mode, ...average.size], [12, 140, 100, 1]);
    assert.equal((await readMrcHeader(join(project, 'frames/TS_1_000.mrc'))).mode, 0);
    assert.deepEqual(
      (await readSettings(join(project, 'warp_tiltseries.settings'))).dimensions,
      [100, 140, 50],
    );
  });

  it('starts from the poses that its tables hold, in the geometry that its XML states', async () => {
    const { series, moviePaths } = await readTiltSeries(join(project, 'warp_tiltseries/TS_1.xml'), {
      pixelSize: 12,
      dimensions: [100, 140, 50],
    });
    assert.equal(moviePaths[2], join(project, 'warp_frameseries/TS_1_002.mrc'));
    assert.deepEqual(series.imageSize, [1680, 1200]);
    const star = join(project, 'relion/run_it019_data.star');
    const table = parseStar(await readFile(star, 'utf8'), star)[1];
    const arrays = decodeNpz(await readFile(join(truth, 'truth.npz')), 'truth.npz');
    const start = arrays.get('0_P0');
    const places = arrays.get('0_place');
    assert.ok(start !== undefined && places !== undefined);
    assert.deepEqual(places.shape, [4, 3, 12]);
    const x = (column(table, 'rlnCoordinateX') ?? []).map((text) => Number(text) * 12);
    // Four decimals of a pixel of 12 Å.
    x.forEach((value, i) => assert.ok(Math.abs(value - start.data[3 * i]) < 1e-3));
    const [px, py, pz] = start.data;
    const stated = place(series, 1, [px, py, pz]);
    // Off by the errors, some 10 Å, and not by more.
    assert.ok(Math.hypot(stated.x - places.data[12], stated.y - places.data[13]) < 40);
  });

  it('is the same bytes for the same seed', async () => {
    const again = inFolder('again');
    await simulate({ options: smallSimulation, project: again, truth: `${again}-truth` });
    for (const [one, other] of [
      [project, again],
      [truth, `${again}-truth`],
    ])
      for (const file of await filesUnder(one))
        assert.ok((await readFile(join(one, file))).equals(await readFile(join(other, file))), file);
  });

  it('scores its starting poses and maps as its baseline says', async () => {
    const star = join(project, 'relion/run_it019_data.star');
    const table = parseStar(await readFile(star, 'utf8'), star)[1];
    const numbers = (labels: readonly string[], factor: number): Float64Array =>
      Float64Array.from(
        table.rows.flatMap((_, i) => labels.map((label) => Number(column(table, label)?.[i]) * factor)),
      );
    const particles = inFolder('start_particles.star');
    const text = formatParticles({
      count: 4,
      samples: 1,
      positions: numbers(['rlnCoordinateX', 'rlnCoordinateY', 'rlnCoordinateZ'], 12),
      angles: numbers(['rlnAngleRot', 'rlnAngleTilt', 'rlnAnglePsi'], Math.PI / 180),
      halfSet: new Uint8Array(4),
      sourceName: column(table, 'rlnMicrographName') ?? [],
      sourceHash: ['', '', '', ''].map(() => 'x'),
      extra: new Map(),
    });
    await writeFile(particles, text);
    const { refined, start } = await score({
      truth,
      particles,
      xml: join(project, 'warp_tiltseries'),
      half1: join(project, 'relion/run_it019_half1_class001.mrc'),
      half2: join(project, 'relion/run_it019_half2_class001.mrc'),
    });
    assert.deepEqual(start, baseline.start);
    assert.equal(refined.particle_tilts, baseline.start.particle_tilts);
    // Files hold five decimals and float32.
    assert.ok(Math.abs((refined.position_A ?? NaN) - (baseline.start.position_A ?? NaN)) < 1e-3);
    assert.ok(Math.abs((refined.angle_deg ?? NaN) - (baseline.start.angle_deg ?? NaN)) < 1e-3);
    assert.ok(Math.abs((refined.half_fsc143_A ?? NaN) - (baseline.start.half_fsc143_A ?? NaN)) < 1e-6);
    assert.ok(Math.abs((refined.mean_truth_fsc ?? NaN) - (baseline.start.mean_truth_fsc ?? NaN)) < 1e-6);
  });

  it('can hold nothing but noise, or a symmetric particle', async () => {
    const noise = inFolder('noise');
    const { ideal } = await simulate({
      options: { ...smallSimulation, snr: 0, particles: 2, symmetry: 'C2' },
      project: noise,
      truth: join(noise, 'truth'),
    });
    assert.ok((ideal.truth_fsc05_A ?? 0) > 60);
  });

  it('never goes into a folder that holds something', async () => {
    await assert.rejects(simulate({ options: smallSimulation, project, truth: inFolder('other') }), {
      name: 'Problem',
      message: /project: the folder is not empty/,
    });
  });

  it('stops when it is told to', async () => {
    const stopped = simulate({
      options: smallSimulation,
      project: inFolder('stopped'),
      truth: inFolder('stopped-truth'),
      signal: AbortSignal.abort(),
    });
    await assert.rejects(stopped, { name: 'AbortError' });
  });

  it('says when the model does not fit into the box', async () => {
    const model = inFolder('model.pdb');
    const line = (x: string): string =>
      `ATOM      1  N   MET A   1    ${x}   0.000   0.000  1.00  9.67           N\n`;
    await writeFile(model, line('-300.000') + line(' 300.000'));
    await assert.rejects(
      simulate({
        options: smallSimulation,
        model,
        project: inFolder('big'),
        truth: inFolder('big-truth'),
      }),
      {
        name: 'Problem',
        message: /model\.pdb: the particle is 600 Å across, the box 384 Å; make the box larger/,
      },
    );
  });
});
