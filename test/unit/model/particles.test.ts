/** Particle tables of M, and particles imported from RELION and M. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { euler, toEuler } from '../../../shared/math/rotations';
import { apply, multiply, subtract, type Vector3 } from '../../../shared/math/vector';
import { formatParticles, parseParticles } from '../../../src/model/particleFile';
import { importMParticles } from '../../../src/model/mParticles';
import { importRelionParticles } from '../../../src/model/relionParticles';

const degree = Math.PI / 180;

describe('particle tables of M', () => {
  it('come back with every number, text and column', async () => {
    const text = await readFile('test/fixtures/star/m_particles.star', 'utf8');
    const table = parseParticles(text, 1, 'm');
    assert.equal(table.positions[0], 7663.728);
    assert.ok(Math.abs(table.angles[0] - 164.8926 * degree) < 1e-12);
    assert.equal(table.halfSet[0], 1);
    assert.equal(table.sourceHash[0], 'zwJUr_iwZ_lty2iZEblcHyd92gs');
    const single = (value: string): string => value.replace(/ +/g, ' ');
    assert.equal(single(formatParticles(table)), single(text));
  });

  it('carry columns of others along and fill gaps with null', () => {
    const text = star(
      '',
      [
        'wrpCoordinateX1',
        'wrpCoordinateY1',
        'wrpCoordinateZ1',
        'wrpAngleRot1',
        'wrpAngleTilt1',
        'wrpAnglePsi1',
        'wrpSourceHash',
        'myScore',
      ],
      ['1 2 3 4 5 6 h ""', '1 2 3 4 5 6 h b'],
    );
    const table = parseParticles(text, 1, 'm');
    assert.deepEqual(table.extra.get('myScore'), ['', 'b']);
    assert.deepEqual([...table.halfSet], [0, 1]);
    assert.ok(/ null\n/.test(formatParticles(table)));
  });

  it('repeat the last sample when more are asked for', () => {
    const text = star('', [...pose(1), ...pose(2), 'wrpSourceHash'], ['1 2 3 4 5 6 11 12 13 14 15 16 h']);
    assert.deepEqual([...parseParticles(text, 3, 'm').positions], [1, 2, 3, 11, 12, 13, 11, 12, 13]);
    const again = parseParticles(formatParticles(parseParticles(text, 2, 'm')), 2, 'm');
    assert.deepEqual(
      again,
      parseParticles(
        star(
          '',
          [...pose(1), ...pose(2), 'wrpRandomSubset', 'wrpSourceName', 'wrpSourceHash'],
          ['1 2 3 4 5 6 11 12 13 14 15 16 1 "" h'],
        ),
        2,
        'm',
      ),
    );
  });

  it('without the columns that matter are refused', () => {
    assert.throws(() => parseParticles(star('', ['a'], ['1']), 1, 'm'), /m: columns wrpCoordinateX1/);
    assert.throws(
      () => parseParticles(star('', pose(1), ['1 2 3 4 5 6']), 1, 'm'),
      /wrpSourceHash is required/,
    );
    assert.throws(
      () => parseParticles(star('', [...pose(1), 'wrpSourceHash'], ['1 2 x 4 5 6 h']), 1, 'm'),
      /m:12: wrpCoordinateZ1 is no number: x/,
    );
  });
});

describe('particles from RELION', () => {
  const series = [
    { name: 'TS_1.tomostar', hash: 'h1', volumeSize: [1000, 2000, 300], source: 'a' },
    { name: 'TS_2.tomostar', hash: 'h2', volumeSize: [1000, 2000, 300], source: 'a' },
  ] as const;
  const options = { samples: 1, ignoreUnmatched: false };
  const base = [
    'rlnMicrographName',
    'rlnCoordinateX',
    'rlnCoordinateY',
    'rlnCoordinateZ',
    'rlnAngleRot',
    'rlnAngleTilt',
    'rlnAnglePsi',
  ];

  it('have the pixel size of their own optics group', () => {
    const optics = star('optics', ['rlnOpticsGroup', 'rlnImagePixelSize'], ['1 2.0', '2 4.0']);
    const particles = star(
      'particles',
      [...base, 'rlnOpticsGroup'],
      ['TS_1 10 20 30 0 0 0 1', 'a/b/TS_2.tomostar 10 20 30 0 0 0 2'],
    );
    const { table, matched } = importRelionParticles(optics + particles, 'r', series, options);
    assert.deepEqual([...table.positions], [20, 40, 60, 40, 80, 120]);
    assert.deepEqual(table.sourceHash, ['h1', 'h2']);
    assert.deepEqual(matched, [
      { series: 'TS_1.tomostar', particles: 1 },
      { series: 'TS_2.tomostar', particles: 1 },
    ]);
  });

  it('of RELION 4 count coordinates in pixels of the tilt series', () => {
    const optics = star(
      'optics',
      ['rlnOpticsGroup', 'rlnTomoTiltSeriesPixelSize', 'rlnImagePixelSize'],
      ['1 1.5 6'],
    );
    const particles = star(
      'particles',
      ['rlnTomoName', ...base.slice(1), 'rlnOpticsGroup'],
      ['TS_1 10 20 30 0 0 0 1'],
    );
    assert.deepEqual(
      [...importRelionParticles(optics + particles, 'r', series, options).table.positions],
      [15, 30, 45],
    );
    const override = { ...options, coordinatePixelSize: 2 };
    assert.deepEqual(
      [...importRelionParticles(optics + particles, 'r', series, override).table.positions],
      [20, 40, 60],
    );
  });

  it('of RELION 3.0 take detector pixel over magnification, and subtract shifts in pixels', () => {
    const columns = [
      ...base,
      'rlnDetectorPixelSize',
      'rlnMagnification',
      'rlnOriginX',
      'rlnOriginY',
      'rlnOriginZ',
    ];
    const particles = star('', columns, ['TS_1 10 20 30 0 0 0 5 10000 1 2 3']);
    assert.deepEqual(
      [...importRelionParticles(particles, 'r', series, options).table.positions],
      [45, 90, 135],
    );
  });

  it('take shifts in Å when the file has both kinds, and need no pixel size for shifts that are 0', () => {
    const both = star(
      '',
      [...base, 'rlnOriginX', 'rlnOriginXAngst', 'rlnOriginYAngst', 'rlnOriginZAngst'],
      ['TS_1 10 20 30 0 0 0 9 1 2 3'],
    );
    const sized = { ...options, coordinatePixelSize: 1 };
    assert.deepEqual([...importRelionParticles(both, 'r', series, sized).table.positions], [9, 18, 27]);
    const zero = star('', [...base, 'rlnOriginX'], ['TS_1 10 20 30 0 0 0 0']);
    assert.deepEqual([...importRelionParticles(zero, 'r', series, sized).table.positions], [10, 20, 30]);
    assert.throws(
      () => importRelionParticles(zero, 'r', series, options),
      /r: it does not say the pixel size of its coordinates; give it with --angpix_coords/,
    );
    const shifted = star('', [...base, 'rlnOriginX'], ['TS_1 10 20 30 0 0 0 1']);
    assert.throws(() => importRelionParticles(shifted, 'r', series, sized), /give it with --angpix_shifts/);
  });

  it('of RELION 5 count from the center, and are turned with their sub-tomograms', () => {
    const columns = [
      'rlnTomoName',
      'rlnCenteredCoordinateXAngst',
      'rlnCenteredCoordinateYAngst',
      'rlnCenteredCoordinateZAngst',
      'rlnOriginXAngst',
      'rlnOriginYAngst',
      'rlnOriginZAngst',
      'rlnTomoSubtomogramRot',
      'rlnTomoSubtomogramTilt',
      'rlnTomoSubtomogramPsi',
      ...base.slice(4),
    ];
    const particles = star('particles', columns, ['TS_1 -10 20 5 1 2 3 10 20 30 40 50 60']);
    const { table } = importRelionParticles(particles, 'r', series, options);
    const turn = euler(10 * degree, 20 * degree, 30 * degree);
    const position = subtract([490, 1020, 155], apply(turn, [1, 2, 3]));
    const angles = toEuler(multiply(turn, euler(40 * degree, 50 * degree, 60 * degree)));
    near([...table.positions], position);
    near([...table.angles], angles);
  });

  it('without orientations are refused, except within turned sub-tomograms', async () => {
    const picks = await readFile('test/fixtures/star/relion5_picks.star', 'utf8');
    assert.throws(
      () => importRelionParticles(picks, 'r', series, options),
      /rlnAngleRot, rlnAngleTilt, rlnAnglePsi are missing/,
    );
    const turned = star(
      '',
      [
        'rlnTomoName',
        'rlnCenteredCoordinateXAngst',
        'rlnCenteredCoordinateYAngst',
        'rlnCenteredCoordinateZAngst',
        'rlnTomoSubtomogramRot',
        'rlnTomoSubtomogramTilt',
        'rlnTomoSubtomogramPsi',
      ],
      ['TS_1 0 0 0 10 20 30'],
    );
    near(
      [...importRelionParticles(turned, 'r', series, options).table.angles],
      [10 * degree, 20 * degree, 30 * degree],
    );
  });

  it('are dealt into half-sets that are even in each series and in all when the file does not say', () => {
    const rows = ['TS_1', 'TS_2', 'TS_1', 'TS_2', 'TS_1'].map((name) => `${name} 1 1 1 0 0 0`);
    const { table, halvesFrom } = importRelionParticles(star('', base, rows), 'r', series, {
      ...options,
      coordinatePixelSize: 1,
    });
    assert.deepEqual([...table.halfSet], [0, 1, 1, 0, 0]);
    assert.equal(halvesFrom, 'import');
  });

  it('that match no series stop the import with the closest names, or are dropped on demand', () => {
    const rows = ['TS_1 1 1 1 0 0 0', 'TZ_2 1 1 1 0 0 0', 'TZ_2 2 1 1 0 0 0'];
    const text = star('', base, rows);
    const sized = { ...options, coordinatePixelSize: 1 };
    assert.throws(
      () => importRelionParticles(text, 'r', series, sized),
      /r: 2 of 3 particles match no series by name: TZ_2 \(2 particles, closest is TS_2\.tomostar\)/,
    );
    const { table, unmatched } = importRelionParticles(text, 'r', series, {
      ...sized,
      ignoreUnmatched: true,
    });
    assert.equal(table.count, 1);
    assert.deepEqual(unmatched, [{ name: 'TZ_2', particles: 2, closest: 'TS_2.tomostar' }]);
  });

  it('of frame series are no match, and said to be what they are', () => {
    const movie = { ...series[0], name: 'movie_1.mrc', hash: 'h3', source: 'movies', holdsFrames: true };
    const rows = ['TS_1 1 1 1 0 0 0', 'movie_1 1 1 0 0 0 0'];
    const sized = { ...options, coordinatePixelSize: 1 };
    const text = star('', base, rows);
    assert.throws(
      () => importRelionParticles(text, 'r', [...series, movie], sized),
      /1 of 2 particles match no series by name: movie_1 \(1 particles, a frame series, which is not refined/,
    );
    const kept = importRelionParticles(text, 'r', [...series, movie], { ...sized, ignoreUnmatched: true });
    assert.deepEqual([kept.table.count, kept.unmatched[0].name], [1, 'movie_1']);
    // A tilt series of the same name is not in doubt.
    const alike = [...series, { ...movie, name: 'TS_1.mrc' }];
    assert.equal(importRelionParticles(star('', base, rows.slice(0, 1)), 'r', alike, sized).table.count, 1);
  });

  it('are ambiguous when two sources hold a series of that name', () => {
    const twice = [...series, { ...series[0], source: 'b', hash: 'h3' }];
    const text = star('', base, ['TS_1 1 1 1 0 0 0']);
    assert.throws(
      () => importRelionParticles(text, 'r', twice, { ...options, coordinatePixelSize: 1 }),
      /TS_1 is ambiguous, data source a .* data source b/,
    );
  });

  it('whose optics group is missing, or that M wrote, are refused', () => {
    const optics = star('optics', ['rlnOpticsGroup', 'rlnImagePixelSize'], ['1 2.0']);
    const particles = star('particles', [...base, 'rlnOpticsGroup'], ['TS_1 1 1 1 0 0 0 7']);
    assert.throws(
      () => importRelionParticles(optics + particles, 'r', series, options),
      /particle 1 is in optics group 7/,
    );
    assert.throws(
      () => importRelionParticles(star('', pose(1), ['1 2 3 4 5 6']), 'r', series, options),
      /import it as particles from M/,
    );
  });
});

describe('particles from M', () => {
  const series = [{ name: 'TS_1.tomostar', hash: 'h1', volumeSize: [1, 1, 1], source: 'a' }] as const;
  const text = star(
    '',
    [...pose(1), ...pose(2), 'wrpSourceName', 'wrpSourceHash'],
    ['0 0 0 0 0 0 2 4 6 0 0 0 x h1', '0 0 0 0 0 0 2 4 6 0 0 0 y h9'],
  );

  it('are matched by hash and resampled; unmatched ones stay if they may', () => {
    assert.throws(
      () => importMParticles(text, 'm', series, { samples: 1, ignoreUnmatched: false }),
      /1 of 2 particles match no series by the hash of their raw data: y/,
    );
    const { table, unmatched } = importMParticles(text, 'm', series, { samples: 3, ignoreUnmatched: true });
    assert.deepEqual([...table.positions.subarray(0, 9)], [0, 0, 0, 1, 2, 3, 2, 4, 6]);
    assert.equal(table.count, 2);
    assert.equal(unmatched[0].particles, 1);
  });

  it('of frame series match nothing; positions and angles may have different numbers of samples', () => {
    const movie = { ...series[0], holdsFrames: true };
    const options = { samples: 3, ignoreUnmatched: false };
    assert.throws(() => importMParticles(text, 'm', [movie], options), /2 of 2 particles match no series/);
    const angles = ['wrpAngleRot1', 'wrpAngleTilt1', 'wrpAnglePsi1'];
    const uneven = star(
      '',
      [...pose(1), ...pose(2).slice(0, 3), 'wrpSourceHash'],
      ['0 0 0 10 20 30 2 4 6 h1'],
    );
    const moved = importMParticles(uneven, 'm', series, options).table;
    assert.deepEqual([...moved.positions], [0, 0, 0, 1, 2, 3, 2, 4, 6]);
    const [rot, tilt, psi] = [10 * degree, 20 * degree, 30 * degree];
    near([...moved.angles], [rot, tilt, psi, rot, tilt, psi, rot, tilt, psi]);
    const columns = [...pose(1).slice(0, 3), ...angles, ...angles.map((name) => name.replace('1', '2'))];
    const turning = star('', [...columns, 'wrpSourceHash'], ['1 2 3 0 0 0 20 40 60 h1']);
    const turned = importMParticles(turning, 'm', series, options).table;
    assert.deepEqual([...turned.positions], [1, 2, 3, 1, 2, 3, 1, 2, 3]);
    near([...turned.angles.subarray(3, 6)], [rot, tilt, psi]);
  });
});

function star(name: string, columns: readonly string[], rows: readonly string[]): string {
  return `\ndata_${name}\n\nloop_\n${columns.map((label) => `_${label}\n`).join('')}${rows.join('\n')}\n\n`;
}

function pose(sample: number): string[] {
  return ['CoordinateX', 'CoordinateY', 'CoordinateZ', 'AngleRot', 'AngleTilt', 'AnglePsi'].map(
    (name) => `wrp${name}${sample}`,
  );
}

function near(actual: readonly number[], expected: Vector3 | readonly number[]): void {
  assert.equal(actual.length, expected.length);
  actual.forEach((value, i) =>
    assert.ok(Math.abs(value - expected[i]) < 1e-9, `${value} is not ${expected[i]}`),
  );
}
