/**
 * Particles of every RELION from 1.4 to 5, with the columns that its documentation lists: three rows of each, whose positions
 * and angles are worked out by hand. Turns are of 90 degrees where shifts are turned, so that every number can be checked by eye.
 */
import assert from 'node:assert/strict';
import { importRelionParticles } from '../../../src/model/relionParticles';

const degree = Math.PI / 180;
const series = [
  { name: 'TS_01.tomostar', hash: 'h1', volumeSize: [5000, 6000, 2000], source: 's' },
  { name: 'TS_02.tomostar', hash: 'h2', volumeSize: [5000, 6000, 1000], source: 's' },
] as const;

interface Expected {
  readonly series: string;
  /** Å from the corner of the volume. */
  readonly position: readonly [number, number, number];
  /** Degrees */
  readonly angles: readonly [number, number, number];
  /** 0 or 1 */
  readonly half: number;
}

function check(text: string, expected: readonly Expected[]): ReturnType<typeof importRelionParticles> {
  const imported = importRelionParticles(text, 'run_data.star', series, {
    samples: 1,
    ignoreUnmatched: false,
  });
  const { table } = imported;
  assert.equal(table.count, expected.length);
  expected.forEach(({ series: name, position, angles, half }, i) => {
    assert.equal(table.sourceName[i], name);
    assert.equal(table.halfSet[i], half);
    position.forEach((value, axis) =>
      assert.ok(
        Math.abs(table.positions[3 * i + axis] - value) < 1e-9,
        `position ${i}: ${table.positions.slice(3 * i, 3 * i + 3).join(', ')}`,
      ),
    );
    angles.forEach((value, axis) =>
      assert.ok(
        Math.abs(table.angles[3 * i + axis] / degree - value) < 1e-9,
        `angles ${i}: ${table.angles.slice(3 * i, 3 * i + 3).join(', ')}`,
      ),
    );
  });
  return imported;
}

/** A loop; labels without `rln`. */
function loop(name: string, labels: string, rows: readonly string[]): string {
  const lines = labels
    .trim()
    .split(/\s+/)
    .map((label, i) => `_rln${label} #${i + 1}`);
  return `\ndata_${name}\n\nloop_\n${lines.join('\n')}\n${rows.join('\n')}\n\n`;
}

describe('particles of each RELION', () => {
  it('1.4 and 2: pixels of the sub-tomograms, from detector and magnification; shifts in the same pixels', () => {
    // 14 µm at 35000 times: 4 Å per pixel.
    const labels = `MicrographName CoordinateX CoordinateY CoordinateZ ImageName CtfImage Magnification DetectorPixelSize
      AngleRot AngleTilt AnglePsi OriginX OriginY OriginZ ClassNumber RandomSubset`;
    const rows = [
      'tomo/TS_01.mrc 100 200 50 Particles/a_000001.mrc ctf/a_1.mrc 35000 14 10 20 30 0 0 0 1 1',
      'tomo/TS_01.mrc 101.5 200 50 Particles/a_000002.mrc ctf/a_2.mrc 35000 14 -170 95 -5.5 1 -2 0.5 1 2',
      'tomo/TS_02.mrc 0 0 10 Particles/b_000001.mrc ctf/b_1.mrc 35000 14 0 0 0 -1 0 2.25 1 1',
    ];
    for (const block of ['', 'images'])
      check(loop(block, labels, rows), [
        { series: 'TS_01.tomostar', position: [400, 800, 200], angles: [10, 20, 30], half: 0 },
        // (101.5 - 1, 200 + 2, 50 - 0.5) pixels
        { series: 'TS_01.tomostar', position: [402, 808, 198], angles: [-170, 95, -5.5], half: 1 },
        { series: 'TS_02.tomostar', position: [4, 0, 31], angles: [0, 0, 0], half: 0 },
      ]);
  });

  it('3.0: the same, also with rlnPixelSize in place of detector and magnification', () => {
    const labels = `MicrographName CoordinateX CoordinateY CoordinateZ ImageName PixelSize AngleRot AngleTilt AnglePsi
      OriginX OriginY OriginZ RandomSubset`;
    check(
      loop('', labels, [
        'TS_01.mrc 10 20 30 Extract/a.mrc 2.5 1 2 3 4 8 -4 2',
        'TS_01.tomostar 10 20 30 Extract/b.mrc 2.5 1 2 3 0 0 0 1',
        'TS_02 10 20 30 Extract/c.mrc 2.5 1 2 3 0.1 0 0 1',
      ]),
      [
        { series: 'TS_01.tomostar', position: [15, 30, 85], angles: [1, 2, 3], half: 1 },
        { series: 'TS_01.tomostar', position: [25, 50, 75], angles: [1, 2, 3], half: 0 },
        { series: 'TS_02.tomostar', position: [24.75, 50, 75], angles: [1, 2, 3], half: 0 },
      ],
    );
  });

  it('3.1: pixels of the images of each optics group; shifts in Å', () => {
    const optics = loop(
      'optics',
      'OpticsGroupName OpticsGroup SphericalAberration Voltage ImagePixelSize ImageSize ImageDimensionality',
      ['og1 1 2.7 300 1.7 64 3', 'og2 2 2.7 300 3.4 32 3'],
    );
    const particles = loop(
      'particles',
      `MicrographName CoordinateX CoordinateY CoordinateZ ImageName OpticsGroup AngleRot AngleTilt AnglePsi
      OriginXAngst OriginYAngst OriginZAngst RandomSubset`,
      [
        'TS_01.tomostar 100 200 300 s/a.mrc 1 5 6 7 0 0 0 1',
        'TS_01.tomostar 100 200 300 s/b.mrc 2 5 6 7 1.5 -2.5 10 2',
        'TS_02.tomostar 10 20 30 s/c.mrc 2 5 6 7 -4 0 0 2',
      ],
    );
    const { pixelSizes } = check(optics + particles, [
      { series: 'TS_01.tomostar', position: [170, 340, 510], angles: [5, 6, 7], half: 0 },
      { series: 'TS_01.tomostar', position: [338.5, 682.5, 1010], angles: [5, 6, 7], half: 1 },
      { series: 'TS_02.tomostar', position: [38, 68, 102], angles: [5, 6, 7], half: 1 },
    ]);
    assert.deepEqual(
      pixelSizes.map(({ of, pixelSize, from, particles: count }) => [of, pixelSize, from, count]),
      [
        ['coordinates', 3.4, 'rlnImagePixelSize', 2],
        ['coordinates', 1.7, 'rlnImagePixelSize', 1],
        ['shifts', 1, 'rlnOriginXAngst is in Å', 3],
      ],
    );
  });

  it('4: pixels of the tilt series, whatever the binning; angles and shifts within turned sub-tomograms', () => {
    const optics = loop(
      'optics',
      `OpticsGroup OpticsGroupName SphericalAberration Voltage TomoTiltSeriesPixelSize CtfDataAreCtfPremultiplied
      ImageDimensionality TomoSubtomogramBinning ImagePixelSize ImageSize`,
      ['1 opticsGroup1 2.7 300 1.35 1 3 6 8.1 64'],
    );
    const particles = loop(
      'particles',
      `TomoName TomoParticleId TomoManifoldIndex CoordinateX CoordinateY CoordinateZ OriginXAngst OriginYAngst OriginZAngst
      TomoSubtomogramRot TomoSubtomogramTilt TomoSubtomogramPsi AngleRot AngleTilt AnglePsi AngleTiltPrior AnglePsiPrior
      ClassNumber RandomSubset TomoParticleName OpticsGroup ImageName CtfImage`,
      [
        // Not turned: 1000 x 1.35 - 3, 2000 x 1.35 + 4, 500 x 1.35 - 5.
        'TS_01 1 1 1000 2000 500 3 -4 5 0 0 0 40 50 60 90 0 1 1 TS_01/1 1 s/1_data.mrc s/1_weights.mrc',
        // A turn by psi of 90 sends (x, y, z) to (y, -x, z): the shift (3, -4, 5) becomes (-4, -3, 5). Psis add up.
        'TS_01 2 1 1000 2000 500 3 -4 5 0 0 90 0 0 30 90 0 1 2 TS_01/2 1 s/2_data.mrc s/2_weights.mrc',
        // A tilt by 90 sends (x, y, z) to (-z, y, x): (-5, -4, 3). A rotation within it stays the first angle.
        'TS_02 3 1 1000 2000 500 3 -4 5 0 90 0 25 0 0 90 0 1 1 TS_02/1 1 s/3_data.mrc s/3_weights.mrc',
      ],
    );
    const { pixelSizes } = check(optics + particles, [
      { series: 'TS_01.tomostar', position: [1347, 2704, 670], angles: [40, 50, 60], half: 0 },
      // Without tilt, rotation and psi are one turn, which is written as psi.
      { series: 'TS_01.tomostar', position: [1354, 2703, 670], angles: [0, 0, 120], half: 1 },
      { series: 'TS_02.tomostar', position: [1355, 2704, 672], angles: [25, 90, 0], half: 0 },
    ]);
    assert.equal(pixelSizes[0].pixelSize, 1.35);
    assert.equal(pixelSizes[0].from, 'rlnTomoTiltSeriesPixelSize');
  });

  it('5: Å from the middle of each volume; angles and shifts within turned sub-tomograms', () => {
    const optics = loop(
      'optics',
      `OpticsGroup OpticsGroupName SphericalAberration Voltage AmplitudeContrast TomoTiltSeriesPixelSize
      CtfDataAreCtfPremultiplied ImageDimensionality TomoSubtomogramBinning ImagePixelSize ImageSize`,
      ['1 opticsGroup1 2.7 300 0.07 1.35 1 2 6 8.1 64'],
    );
    const particles = loop(
      'particles',
      `TomoName TomoParticleId TomoSubtomogramRot TomoSubtomogramTilt TomoSubtomogramPsi AngleRot AngleTilt AnglePsi
      AngleTiltPrior AnglePsiPrior OpticsGroup TomoParticleName TomoVisibleFrames ImageName OriginXAngst OriginYAngst
      OriginZAngst CenteredCoordinateXAngst CenteredCoordinateYAngst CenteredCoordinateZAngst GroupNumber ClassNumber
      RandomSubset`,
      [
        'TS_01 1 0 0 0 40 50 60 90 0 1 TS_01/1 [1,1,0] s/1.mrcs 0 0 0 -100 200.5 30 1 1 1',
        // A tilt by 90 sends the shift (1, 2, 3) to (-3, 2, 1).
        'TS_01 2 0 90 0 0 0 45 90 0 1 TS_01/2 [1,1,1] s/2.mrcs 1 2 3 0 0 0 1 1 2',
        'TS_02 3 0 0 20 10 70 40 90 0 1 TS_02/1 [1,1,1] s/3.mrcs 0 0 -7 -2500 3000 -500 1 1 1',
      ],
    );
    check(optics + particles, [
      { series: 'TS_01.tomostar', position: [2400, 3200.5, 1030], angles: [40, 50, 60], half: 0 },
      // Psi of 45 within a tilt of 90: the reference's x goes to (0, -sin 45, cos 45), its z to (-1, 0, 0).
      { series: 'TS_01.tomostar', position: [2503, 2998, 999], angles: [45, 90, 0], half: 1 },
      // Turning by psi leaves the shift along z alone; psis add up.
      { series: 'TS_02.tomostar', position: [0, 6000, 7], angles: [10, 70, 60], half: 0 },
    ]);
  });
});
