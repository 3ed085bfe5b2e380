/** Particles for RELION: its own rigid model plus the exported shifts finds every particle where M has it. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { place } from '../../../src/compute/geometry/projection';
import { rigidShift } from '../../../src/compute/geometry/rigidShift';
import { rotationX, rotationY, rotationZ } from '../../../shared/math/rotations';
import { apply, multiply, type Vector3 } from '../../../shared/math/vector';
import { column, parseStar, type StarTable } from '../../../src/formats/star';
import { exportParticles } from '../../../src/jobs/export/exportParticles';
import { deviationLines, rigidDeviation } from '../../../src/jobs/export/rigidDeviation';
import { relion5TiltTable } from '../../../src/jobs/export/relionTables';
import { readRelionInput } from '../../../src/model/optimisationSet';
import { importRelionParticles } from '../../../src/model/relionParticles';
import { seriesXmlPath } from '../../../src/model/source';
import { averagePath, halfAveragePath } from '../../../src/model/tiltMovies';
import { readTiltSeries } from '../../../src/model/tiltSeriesFile';
import { writePopulation } from '../../support/population';
import { useTemporaryFolder } from '../../support/temporaryFolder';
import { deformedSeries, plainSeries } from '../../support/tiltSeries';

const degree = Math.PI / 180;

describe('exporting particles', () => {
  const inFolder = useTemporaryFolder();
  const tables = async (path: string): Promise<readonly StarTable[]> =>
    parseStar(await readFile(path, 'utf8'), path);

  it('to RELION 5 writes a set that comes back to the same positions and angles', async () => {
    const { path, species, source, particles } = await writePopulation(inFolder());
    const output = inFolder('relion', 'ball.star');
    const result = await exportParticles({ population: path, species: 'ball', output, format: 'relion5' });
    assert.equal(result.particles, 4);
    assert.equal(result.files.length, 6);
    const input = await readRelionInput(inFolder('relion', 'ball_optimisation_set.star'));
    const series = source.files.map((file) => ({
      ...file,
      volumeSize: [600, 800, 200] as const,
      source: 'a',
    }));
    const { table } = importRelionParticles(input.content, input.path, series, {
      samples: 1,
      ignoreUnmatched: false,
      tomograms: input.tomograms,
    });
    // Rows come series by series.
    [0, 2, 1, 3].forEach((row, i) => {
      for (let axis = 0; axis < 3; axis++) {
        assert.ok(Math.abs(table.positions[3 * i + axis] - particles.positions[6 * row + axis]) < 1e-4);
        assert.ok(Math.abs(table.angles[3 * i + axis] - particles.angles[6 * row + axis]) < 1e-6);
      }
      assert.equal(table.halfSet[i], particles.halfSet[row]);
    });
    const [tomograms] = await tables(inFolder('relion', 'ball_tomograms.star'));
    const tilts = join(dirname(output), column(tomograms, 'rlnTomoTiltSeriesStarFile')?.[0] ?? '');
    const [tiltTable] = await tables(tilts);
    assert.ok(existsSync(column(tiltTable, 'rlnMicrographName')?.[0] ?? ''));
    const [general, first] = await tables(inFolder('relion', 'ball_motion.star'));
    assert.deepEqual(general.rows, [['4']]);
    assert.deepEqual([first.name, first.rows.length], ['TS_1/1', 3]);
    assert.equal(species.name, 'ball');
  });

  it('to RELION 5 names files from the folder of its project, with even and odd halves where they are', async () => {
    const { path, source } = await writePopulation(inFolder());
    const xml = seriesXmlPath(source, 'TS_1.tomostar');
    const { moviePaths } = await readTiltSeries(xml, source);
    for (const movie of moviePaths)
      for (const half of ['even', 'odd'] as const) {
        const target = halfAveragePath(movie, half);
        await mkdir(dirname(target), { recursive: true });
        await copyFile(averagePath(movie), target);
      }
    await mkdir(inFolder('relion', 'Export'), { recursive: true });
    const output = inFolder('relion', 'Export', 'ball.star');
    const asked = { population: path, species: 'ball', output, format: 'relion5' } as const;
    await exportParticles({ ...asked, project: inFolder('relion') });
    const [set] = await tables(inFolder('relion', 'Export', 'ball_optimisation_set.star'));
    assert.deepEqual(set.rows, [
      ['Export/ball.star', 'Export/ball_tomograms.star', 'Export/ball_motion.star'],
    ]);
    const [tomograms] = await tables(inFolder('relion', 'Export', 'ball_tomograms.star'));
    const [first, second] = column(tomograms, 'rlnTomoTiltSeriesStarFile') ?? [];
    const [tilts] = await tables(inFolder('relion', first));
    assert.match(column(tilts, 'rlnMicrographNameEven')?.[0] ?? '', /average\/even\/\w+\.mrc$/);
    const [others] = await tables(inFolder('relion', second));
    assert.equal(column(others, 'rlnMicrographNameOdd'), undefined);
    await assert.rejects(exportParticles({ ...asked, project: inFolder('nowhere') }), /no such folder/);
  });

  it('to RELION 3.1 counts in pixels and keeps further poses and columns', async () => {
    const { path, species } = await writePopulation(inFolder());
    const output = inFolder('ball.star');
    await exportParticles({
      population: path,
      species: species.guid,
      output,
      format: 'relion31',
      pixelSize: 5,
    });
    const [optics, particles] = await tables(output);
    assert.deepEqual(column(optics, 'rlnImagePixelSize'), ['5', '5']);
    assert.equal(column(particles, 'rlnCoordinateX')?.[0], '10.00000');
    assert.equal(column(particles, 'wrpCoordinateX2')?.[0], '61.00000');
    assert.deepEqual(column(particles, 'myScore'), ['0.5', '0.7', '0.6', 'null']);
    assert.deepEqual(column(particles, 'rlnMicrographName')?.slice(1, 3), ['TS_1.tomostar', 'TS_2.tomostar']);
  });

  it('needs a species that exists and a STAR file to write', async () => {
    const { path } = await writePopulation(inFolder());
    const options = {
      population: path,
      species: 'cube',
      output: inFolder('a.star'),
      format: 'relion5',
    } as const;
    await assert.rejects(exportParticles(options), /p\.population: it has no species cube/);
    const wrong = { ...options, species: 'ball', output: inFolder('a.txt') };
    await assert.rejects(exportParticles(wrong), /must end in \.star/);
  });
});

describe('the rigid model of RELION', () => {
  it('differs from that of M by what warps, heights and stage angles do, and says so', () => {
    const series = deformedSeries(9, 4);
    const position: Vector3 = [700, 1500, 250];
    const particles = {
      ...{ count: 1, samples: 1, extra: new Map<string, string[]>() },
      positions: Float64Array.from(position),
      angles: new Float64Array(3),
      halfSet: Uint8Array.of(0),
      sourceName: ['t'],
      sourceHash: [''],
    };
    const of = { name: 't', sourceName: 't', images: [], imagePixelSize: 1, rows: [0] };
    const found = rigidDeviation(particles, [{ ...of, series }]);
    const shifts = Array.from({ length: 9 }, (_, tilt) =>
      Math.hypot(...rigidShift(series, tilt, position, position)),
    );
    assert.ok(Math.abs(found.shift.largest - Math.max(...shifts)) < 1e-9);
    assert.ok(found.defocus > 1 && found.angle > 0.1);
    assert.equal(deviationLines(found, true).length, 3);
    const plain = rigidDeviation(particles, [{ ...of, series: plainSeries(9) }]);
    assert.deepEqual(deviationLines(plain, true), []);
  });

  it('plus the exported shift is the deformed model of M, tilt by tilt', () => {
    const series = deformedSeries(9, 4);
    const table = relion5TiltTable({
      name: 't',
      sourceName: 't',
      series,
      images: [],
      imagePixelSize: 1,
      rows: [],
    });
    const value = (tilt: number, label: string): number =>
      Number(table.rows[tilt][table.columns.indexOf(label)]);
    const reference: Vector3 = [700, 1500, 250];
    const moved: Vector3 = [712, 1490, 262];
    for (let tilt = 0; tilt < 9; tilt++) {
      const angle = (axis: string): number => value(tilt, `rlnTomo${axis}`) * degree;
      // Rx, then Ry, then Rz about the volume's center, then the shift in the image: as RELION 5 documents it.
      const matrix = multiply(
        rotationZ(angle('ZRot')),
        multiply(rotationY(angle('YTilt')), rotationX(angle('XTilt'))),
      );
      const shift = rigidShift(series, tilt, reference, moved);
      const [x, y] = apply(matrix, [
        reference[0] + shift[0] - series.volumeSize[0] / 2,
        reference[1] + shift[1] - series.volumeSize[1] / 2,
        reference[2] + shift[2] - series.volumeSize[2] / 2,
      ]);
      const seen = place(series, tilt, moved);
      // Tables have five decimals; angles of 1e-5 degrees move a particle 700 Å from the center by 1e-4 Å.
      assert.ok(Math.abs(x + value(tilt, 'rlnTomoXShiftAngst') + series.imageSize[0] / 2 - seen.x) < 3e-4);
      assert.ok(Math.abs(y + value(tilt, 'rlnTomoYShiftAngst') + series.imageSize[1] / 2 - seen.y) < 3e-4);
    }
  });
});
