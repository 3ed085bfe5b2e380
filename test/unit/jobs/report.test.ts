/** The numbers of a report against what they are made of: events, files, geometry. */
import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { place } from '../../../src/compute/geometry/projection';
import { constantGrid } from '../../../shared/math/grids';
import { seededUniform } from '../../../shared/math/random';
import { displacements } from '../../../src/compute/refine/displacements';
import type { RefinementEvent } from '../../../shared/records/events';
import { angularDistribution, mollweide } from '../../../src/jobs/report/angularDistribution';
import { readReport } from '../../../src/jobs/report/readReport';
import { emptyRun, withRunEvent } from '../../../src/jobs/report/runReport';
import { readSeriesReport, seriesReport } from '../../../src/jobs/report/seriesReport';
import { seriesEvent } from '../../../src/jobs/refinement/seriesEvent';
import { doubtWords, knownWords } from '../../../shared/report/knownWords';
import { commitSpecies } from '../../support/versions';
import { formatParticles } from '../../../src/model/particleFile';
import { companion, formatSpecies, withSpecies } from '../../../src/model/species';
import { deformedSeries, plainSeries } from '../../support/tiltSeries';
import { writePopulation } from '../../support/population';
import { useTemporaryFolder } from '../../support/temporaryFolder';

const species = [{ guid: 'g', name: 'ball', resolution: 30 }];
const start: RefinementEvent = {
  event: 'start',
  population: 'p',
  species,
  sources: [],
  rounds: 3,
  adapter: 'a card',
  processId: 1,
};
const series: RefinementEvent = {
  event: 'series',
  round: 1,
  source: 'a',
  series: 'TS_1',
  particles: 2,
  scoreBefore: 1,
  scoreAfter: 3,
  movedPosition: 1.5,
  movedAngle: 2,
  furthestPosition: 4,
  furthestAngle: 5,
  parameters: { 'image warp': 8 },
  evaluations: 7,
};

describe('The report of a run', () => {
  it('grows by what the engine says, and starts anew when the engine does', () => {
    const better = [{ ...species[0], resolution: 20 }];
    const said: RefinementEvent[] = [
      start,
      series,
      { event: 'skipped', round: 1, source: 'a', series: 'TS_2', reason: 'it has no particles' },
      { event: 'round', round: 1, species: better },
      { event: 'done', species: better, seconds: 12 },
    ];
    const run = said.reduce(withRunEvent, emptyRun);
    assert.deepEqual(
      run.rounds.map(({ round, species: some }) => [round, some[0].resolution]),
      [
        [0, 30],
        [1, 20],
      ],
    );
    const { event: _, ...row } = series;
    assert.deepEqual(run.series, [row]);
    assert.deepEqual([run.skipped.length, run.seconds, run.adapter, run.roundsPlanned], [1, 12, 'a card', 3]);
    assert.equal(withRunEvent(run, { event: 'log', level: 'info', message: 'nothing new' }), run);
    assert.deepEqual(withRunEvent(run, start).series, []);
    assert.equal(run.localReference, false);
  });

  it('has every warning once, also those from before its start', () => {
    const warning: RefinementEvent = { event: 'log', level: 'warning', message: 'a worker is left out' };
    const run = [warning, start, warning].reduce(withRunEvent, emptyRun);
    assert.deepEqual(run.warnings, ['a worker is left out']);
    assert.equal(withRunEvent(run, warning), run);
  });

  it('says where both half-maps decided on the references', () => {
    const run = withRunEvent(emptyRun, { ...start, localReference: true });
    assert.equal(run.localReference, true);
  });

  it('says of each series its stages, the scores and movements of its tilts, and how many particles moved how far', () => {
    const before = plainSeries(3);
    const particles = { count: 2, samples: 1, angles: new Float64Array(6), halfSet: new Uint8Array(2) };
    const at = (...positions: number[]) => [{ ...particles, positions: Float64Array.from(positions) }];
    // Along the tilt axis a movement is as long in every tilt; one particle stays.
    const movement = displacements(
      before,
      at(1000, 1000, 300, 500, 500, 300),
      before,
      at(1000, 1004, 300, 500, 500, 300),
    );
    const stages = [
      { before: 10, after: 20, passes: 3, parameters: { poses: 6 } },
      { before: 123456.789, after: 123460, passes: 2, parameters: { poses: 12 } },
    ];
    const event = seriesEvent(
      2,
      { source: 'a', series: 'TS_1' },
      {
        particles: [particles],
        scoreBefore: 10,
        scoreAfter: 123460,
        movement,
        evaluations: 5,
        report: { stages, movement, species: [{ perTilt: [1, 2, 0], perParticle: [3, 4] }] },
        optics: null,
        errors: {
          isConditional: false,
          particles: [Float64Array.from([3, 3, 3, 0.01, 0.01, 0.01, 4, 4, 4, 0.02, 0.02, 0.02]), null],
          groups: [
            { name: 'image warp', deviations: Float64Array.from([1, 7]), inflation: 6, told: 0.9 },
            { name: 'stage angles', deviations: Float64Array.from([0.03]), inflation: 9, told: 0.05 },
          ],
        },
      },
      [null],
    );
    assert.deepEqual(event.known, [
      { name: 'positions', error: 3.536, unit: 'Å' },
      { name: 'orientations', error: 0.9059, unit: '°' },
      { name: 'image warp', error: 5, unit: 'Å', inflation: 6, told: 0.9 },
      { name: 'stage angles', error: 1.719, unit: '°', inflation: 9, told: 0.05 },
    ]);
    assert.equal(
      knownWords(event.known ?? []),
      'positions 3.5 Å, orientations 0.91°, image warp 5.0 Å, stage angles 1.7°',
    );
    assert.deepEqual(doubtWords(event.known ?? []), [
      'stage angles: the images say next to nothing, so it was kept near its start',
      'image warp: hardly told apart from what else was refined; the standard error is 6 times that of it alone',
    ]);
    assert.deepEqual(event.stages, [
      { before: 10, after: 20 },
      { before: 123460, after: 123460 },
    ]);
    assert.deepEqual(event.parameters, { poses: 12 });
    assert.deepEqual(event.tiltScores, [[1, 2, 0]]);
    for (const moved of event.tiltMovement ?? []) assert.ok(Math.abs(moved - 4 / Math.SQRT2) < 1e-4);
    // 4 Å is at the edge of a bin of 0.1 Å.
    const counts = event.movedCounts ?? [];
    assert.deepEqual([counts[0], (counts[39] ?? 0) + (counts[40] ?? 0)], [1, 1]);
    assert.equal(
      counts.reduce((sum, count) => sum + count, 0),
      2,
    );
  });
});

describe('The report of a project', () => {
  const inFolder = useTemporaryFolder();

  it('holds every version with its curves as its file has them, and the newest run', async () => {
    const project = await writePopulation(inFolder());
    const moved = { ...project.particles, positions: project.particles.positions.map((value) => value + 1) };
    await writeFile(companion(project.species, '_particles.star'), formatParticles(moved));
    const better = withSpecies(project.species, { globalResolution: 20 });
    await writeFile(better.path, formatSpecies(better));
    await commitSpecies(better);
    const job = inFolder('refinement_temp', 'jobs', '2026-01-02');
    await mkdir(job, { recursive: true });
    await writeFile(join(job, 'options.json'), JSON.stringify({ population: project.path, arguments: [] }));
    // The last line is being written.
    await writeFile(
      join(job, 'events.jsonl'),
      `${JSON.stringify(start)}\n${JSON.stringify(series)}\n{"event":"rou`,
    );
    for (const of of [project.path, job]) {
      const { run, project: found, population } = await readReport(of);
      assert.equal(population, project.path);
      assert.equal(run?.series.length, 1);
      const [ball] = found.species;
      assert.deepEqual(
        ball.versions.map(({ resolution, current }) => [resolution, current]),
        [
          [31.5, false],
          [20, true],
        ],
      );
      const fsc = ball.versions[1].fsc;
      assert.deepEqual(fsc?.corrected.slice(0, 3), [1, 0.875, 0.75]);
      assert.equal(fsc?.frequency[0], 0);
      assert.ok(Math.abs((fsc?.frequency[2] ?? 0) - 2 / 160) < 1e-6);
      assert.deepEqual(found.sources[0].series, ['TS_1', 'TS_2']);
    }
  });

  it('says which folder is no run, and which series there is none of', async () => {
    const project = await writePopulation(inFolder());
    assert.equal((await readReport(project.path)).run, null);
    await assert.rejects(readReport(inFolder()), /no directory of a refinement/);
    await assert.rejects(readReport(inFolder('none')), /no such file or folder/);
    await assert.rejects(readSeriesReport(project.path, 'a', 'TS_9'), /no series TS_9/);
    await writeFile(project.species.path, '<Species');
    await assert.rejects(readReport(project.path), /ball\.species/);
  });
});

describe('The report of a series', () => {
  const plain = plainSeries(5);
  const warped = { ...plain, imageWarp: deformedSeries(5, 4).imageWarp };

  it('moves points of an image to where the geometry puts particles that are seen there', () => {
    const { imageWarp } = seriesReport('a', warped);
    const [nx, ny] = imageWarp.points;
    const [tilt, column, row] = [2, 4, 3];
    const [x, y] = [(column / (nx - 1)) * plain.imageSize[0], (row / (ny - 1)) * plain.imageSize[1]];
    // Untilted, the image is the volume seen from above.
    const position = [
      x + (plain.volumeSize[0] - plain.imageSize[0]) / 2,
      y + (plain.volumeSize[1] - plain.imageSize[1]) / 2,
      plain.volumeSize[2] / 2,
    ] as const;
    const [a, b] = [place(plain, tilt, position), place(warped, tilt, position)];
    const at = 2 * (row * nx + column);
    const moves = imageWarp.moves[tilt];
    // Moves are written in hundredths of an Å.
    assert.ok(Math.abs(moves[at] - (b.x - a.x)) < 0.006 && Math.abs(moves[at + 1] - (b.y - a.y)) < 0.006);
    assert.ok(Math.hypot(moves[at], moves[at + 1]) > 0.1);
  });

  it('has angle, exposure, weight and defocus of every tilt in the units people use', () => {
    const { tilts, volumeWarp } = seriesReport('a', { ...plain, defocus: constantGrid(25000) });
    assert.deepEqual(
      tilts.map(({ angle }) => Math.round(angle)),
      [-50, -25, 0, 25, 50],
    );
    assert.ok(
      tilts.every(
        ({ angle, weight, defocus, warp }) =>
          Math.abs(weight - Math.cos((angle * Math.PI) / 180)) < 1e-12 && defocus === 2.5 && warp === 0,
      ),
    );
    assert.deepEqual([volumeWarp.doses.length, volumeWarp.moves[0].every((move) => move === 0)], [1, true]);
  });
});

describe('The map of viewing directions', () => {
  it('has tilt 0 at its top, the equator in the middle, and rot to the right', () => {
    const near = (of: readonly [number, number], x: number, y: number): void =>
      assert.ok(Math.hypot(of[0] - x, of[1] - y) < 1e-6, `${of.join(', ')} instead of ${x}, ${y}`);
    near(mollweide(1, 0), 0, 1);
    near(mollweide(0, Math.PI / 2), 0, 0);
    near(mollweide(Math.PI / 2, Math.PI / 2), 0.5, 0);
    // A tilt of -90° is seen from the other side.
    near(mollweide(-Math.PI / 2, -Math.PI / 2), 0.5, 0);
  });

  it('counts evenly spread directions alike in every whole cell', () => {
    const count = 200_000;
    const random = seededUniform(11);
    const angles = Float64Array.from({ length: 3 * count }, (_, i) =>
      i % 3 === 0 ? 2 * Math.PI * random() : i % 3 === 1 ? Math.acos(2 * random() - 1) : 0,
    );
    const map = angularDistribution({ count, samples: 1, angles });
    const { rows, columns, counts } = map;
    assert.equal(
      counts.reduce<number>((sum, value) => sum + (value ?? 0), 0),
      count,
    );
    // The area of the ellipse in cells; 5 standard deviations.
    const expected = count / ((Math.PI / 4) * rows * columns);
    const middle = counts[(rows / 2) * columns + columns / 2] ?? 0;
    const high = counts[3 * columns + columns / 2] ?? 0;
    for (const found of [middle, high])
      assert.ok(Math.abs(found - expected) < 5 * Math.sqrt(expected), `${found} instead of ${expected}`);
  });
});
