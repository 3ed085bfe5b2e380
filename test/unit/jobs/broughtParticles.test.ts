/** Particle tables that people brought: what they belong to, and what cannot be meant by them. */
import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { seededUniform } from '../../../shared/math/random';
import { encodeMrc } from '../../../src/formats/mrc';
import { matchParticles, type MatchedParticles } from '../../../src/jobs/particles/matchParticles';
import { copyCase } from '../../support/cases';
import { murmurHere } from '../../support/murmurHere';
import { writePlainPopulation } from '../../support/plainPopulation';
import { useTemporaryFolder } from '../../support/temporaryFolder';

interface TableOptions {
  readonly name?: string;
  readonly count?: number;
  /** Multiplies coordinates, which fill volumes of 300 x 400 x 100 pixels. */
  readonly scale?: number;
  /** Multiplies rot, tilt and psi. */
  readonly turn?: number;
  readonly optics?: string;
  readonly labels?: readonly string[];
}

const usual = ['TomoName', 'CoordinateX', 'CoordinateY', 'CoordinateZ', 'AngleRot', 'AngleTilt', 'AnglePsi'];

/** A table of RELION 4; `optics` are the values of the columns of its group. */
function table({
  name = 'TS_1',
  count = 24,
  scale = 1,
  turn = 1,
  optics = '8.0 16.0',
  labels = usual,
}: TableOptions = {}): string {
  const uniform = seededUniform(count);
  const rows = Array.from({ length: count }, (_, i) => {
    const [x, y, z] = [300, 400, 100].map((edge) => (edge * scale * uniform()).toFixed(3));
    const values: Readonly<Record<string, string | number>> = {
      TomoName: name,
      ...{ CoordinateX: x, CoordinateY: y, CoordinateZ: z },
      AngleRot: turn * (360 * uniform() - 180),
      AngleTilt: turn * 180 * uniform(),
      AnglePsi: turn * (360 * uniform() - 180),
      RandomSubset: 1 + (i % 2),
    };
    return labels.map((label) => values[label]).join(' ');
  });
  const group = ['OpticsGroup', 'TomoTiltSeriesPixelSize', 'ImagePixelSize'];
  const loop = (block: string, columns: readonly string[], lines: readonly string[]): string =>
    `data_${block}\n\nloop_\n${columns.map((label, i) => `_rln${label} #${i + 1}\n`).join('')}${lines.join('\n')}\n\n`;
  return (
    loop('optics', group, [`1 ${optics}`]) +
    loop(
      'particles',
      [...labels, 'OpticsGroup'],
      rows.map((row) => `${row} 1`),
    )
  );
}

describe('particles that people brought', () => {
  const inFolder = useTemporaryFolder();
  let population = '';
  beforeEach(async () => {
    population = await writePlainPopulation(inFolder());
  });
  const match = async (text: string, more: object = {}): Promise<MatchedParticles> => {
    const path = inFolder('p.star');
    await writeFile(path, text);
    return matchParticles(population, { particles: { path, format: 'relion' }, ...more });
  };

  it('in joined files are all taken', async function () {
    await copyCase(this, 'particles-concatenated', inFolder('case'));
    const { code, out } = await murmurHere(
      'match_particles',
      ...['-p', population, '--particles_relion', inFolder('case', 'cat.star')],
    );
    assert.equal(code, 0);
    assert.match(out, /^80\/80 particles matched/m);
    assert.match(out, /coordinates of 80 particles: 8 Å per unit, from rlnTomoTiltSeriesPixelSize/);
  });

  it('with angles multiplied by 57.3, or of another pixel size, are refused', async function () {
    for (const [name, file, sentence] of [
      [
        'particles-angles-57x',
        'deg2.star',
        /deg2\.star:\d+: rlnAngleTilt of particle 1 is 1138\.\d+ degrees.* multiplied by 57\.29578/,
      ],
      [
        'particles-other-pixel-size',
        'px2.star',
        /px2\.star:\d+: rlnTomoTiltSeriesPixelSize is 2 Å for TS_1\.tomostar, the data source a has 8 Å/,
      ],
    ] as const) {
      await copyCase(this, name, inFolder(name));
      const { code, err } = await murmurHere(
        'match_particles',
        ...['-p', population, '--particles_relion', inFolder(name, file)],
      );
      assert.equal(code, 1);
      assert.match(err, sentence);
    }
    const { code } = await murmurHere(
      'match_particles',
      ...['-p', population, '--particles_relion', inFolder('particles-other-pixel-size', 'r4.star')],
    );
    assert.equal(code, 0);
  });

  it('in several tables are one, if their columns are the same in any order', async () => {
    const other = table({ count: 7, labels: usual.toReversed(), name: 'TS_2' });
    const found = await match(table() + other);
    assert.deepEqual(found.matched, [
      { series: 'TS_1.tomostar', particles: 24 },
      { series: 'TS_2.tomostar', particles: 7 },
    ]);
    // Each table has the groups that stand before it.
    const coarse = await match(table() + table({ optics: '8.0 32.0' }).replace('1 8.0', '1 8.01'));
    assert.deepEqual(
      coarse.pixelSizes.map(({ pixelSize, particles }) => [pixelSize, particles]),
      [
        [8, 24],
        [8.01, 24],
      ],
    );
    await assert.rejects(
      match(table() + table({ labels: [...usual, 'RandomSubset'] })),
      /p\.star:\d+: it has 2 tables of particles, and this one has other columns than the first/,
    );
  });

  it('with decimal commas are refused with the line', async () => {
    const comma = table().replace(/^TS_1 (\d+)\.(\d+)/m, 'TS_1 $1,$2');
    await assert.rejects(
      match(comma),
      /p\.star:\d+: rlnCoordinateX of particle 1 is no number: \d+,\d+; decimals stand after a point/,
    );
  });

  it('with angles that nobody means are refused', async () => {
    await assert.rejects(
      match(table({ turn: 57.29578 })),
      /p\.star:\d+: rlnAngleTilt of particle \d+ is .* multiplied/,
    );
    await assert.rejects(
      match(table({ turn: Math.PI / 180 })),
      /p\.star:\d+: rlnAngleRot, .* probably in radians/,
    );
    await match(table({ turn: 0 }));
    const one = table().replace(/^TS_1 (\S+ \S+ \S+) \S+/m, 'TS_1 $1 9000');
    await assert.rejects(match(one), /p\.star:\d+: rlnAngleRot and rlnAnglePsi of particle 1 are 9000/);
  });

  it('of other pixels or volumes are refused until somebody says that the table is right', async () => {
    await assert.rejects(
      match(table({ optics: '8.3 16' })),
      /rlnTomoTiltSeriesPixelSize is 8\.3 Å .* --any_sizes/,
    );
    assert.deepEqual(
      (await match(table({ optics: '8.3 16' }), { anySizes: true })).pixelSizes[0].pixelSize,
      8.3,
    );
    assert.deepEqual(
      (await match(table({ optics: '8.3 16' }), { coordinatePixelSize: 8 })).pixelSizes[0].pixelSize,
      8,
    );
    await match(table({ optics: '8.004 16' }));
    const set = async (size: string, more: object = {}) => {
      await mkdir(inFolder('relion'), { recursive: true });
      await writeFile(inFolder('relion', 'particles.star'), table());
      await writeFile(
        inFolder('relion', 'tomograms.star'),
        `data_global\n\nloop_\n_rlnTomoName\n_rlnTomoSizeX\n_rlnTomoSizeY\n_rlnTomoSizeZ\nTS_1 ${size}\n`,
      );
      return match(
        'data_\n_rlnTomoParticlesFile relion/particles.star\n_rlnTomoTomogramsFile relion/tomograms.star\n',
        more,
      );
    };
    await set('300 400 100');
    await assert.rejects(
      set('300 400 200'),
      /rlnTomoSizeX, Y and Z of TS_1\.tomostar are 300 x 400 x 200 pixels, 2400 x 3200 x 1600 Å, .* 2400 x 3200 x 800 Å/,
    );
    await set('300 400 200', { anySizes: true });
  });

  it('are counted where they lie outside their volume, or all in one corner', async () => {
    const none = await match(table());
    assert.deepEqual([none.outside, none.warnings], [0, []]);
    const far = await match(table({ scale: 2 }));
    assert.ok(far.outside > 12);
    assert.match(far.warnings.join(), /of 24 particles lie outside the volume/);
    const corner = await match(table({ scale: 0.5, optics: '8.0 8.0' }));
    assert.match(corner.warnings.join(), /all 24 particles lie in one corner of their volumes/);
    // As WarpTools writes them in pixels of the images.
    await assert.rejects(
      match(table({ scale: 0.5 })),
      /in pixels of 8 Å .* those of 16 Å .*--angpix_coords 16/,
    );
    const right = await match(table({ scale: 0.5 }), { coordinatePixelSize: 16 });
    assert.deepEqual([right.outside, right.warnings], [0, []]);
    await match(table({ scale: 0.5 }), { anySizes: true });
    assert.equal((await match(table({ scale: 0.52 }))).warnings.length, 1);
  });

  it('find series whose names have dots or start with an underscore', async () => {
    population = await writePlainPopulation(inFolder(), ['L1', 'L1.5_ts3', '_ts.4']);
    for (const [name, series] of [
      ['L1.5_ts3', 'L1.5_ts3.tomostar'],
      ['L1.5_ts3.mrc', 'L1.5_ts3.tomostar'],
      ['L1.5_ts3_8.00Apx.mrc', 'L1.5_ts3.tomostar'],
      ['L1.tomostar', 'L1.tomostar'],
      ['_ts.4', '_ts.4.tomostar'],
      ['_ts.4.tomostar', '_ts.4.tomostar'],
    ])
      assert.deepEqual((await match(table({ name }))).matched, [{ series, particles: 24 }], name);
    population = await writePlainPopulation(inFolder(), ['L1']);
    await assert.rejects(
      match(table({ name: 'L1.5_ts3' })),
      /24 of 24 particles match no series by name: L1\.5_ts3/,
    );
  });
});

describe('maps that people brought', () => {
  const inFolder = useTemporaryFolder();

  it('are asked about where their header does not fit the data or the images of the particles', async () => {
    const population = await writePlainPopulation(inFolder());
    const labels = [...usual, 'RandomSubset'];
    const create = async (pixel: number, optics: string, ...more: readonly string[]) => {
      await writeFile(inFolder('p.star'), table({ labels, optics }));
      for (const [name, seed] of [
        ['half1', 3],
        ['half2', 5],
        ['mask', 2],
      ] as const) {
        const data = Float32Array.from({ length: 4096 }, (_, i) => (seed === 2 ? i % 2 : (i * seed) % 7));
        await writeFile(inFolder(`${name}.mrc`), encodeMrc({ size: [16, 16, 16], pixelSize: pixel, data }));
      }
      // Without an adapter the command ends where the maps have been accepted.
      return murmurHere(
        'create_species',
        ...[
          '-p',
          population,
          '-n',
          'x',
          '-d',
          '80',
          '--half1',
          inFolder('half1.mrc'),
          '--half2',
          inFolder('half2.mrc'),
        ],
        ...[
          '-m',
          inFolder('mask.mrc'),
          '--particles_relion',
          inFolder('p.star'),
          '--accept',
          'mask',
          '--adapter',
          'nosuch',
          ...more,
        ],
      );
    };
    const accepted = /no GPU/;
    for (const [pixel, optics, sentence, more] of [
      [
        1,
        '8.0 8.0',
        /half1\.mrc: its header says 1 Å per voxel, less than half of the 8 Å of the data.*--angpix, or 1 if/,
        [],
      ],
      [3.9, '8.0 3.9', /less than half of the 8 Å/, []],
      [
        8,
        '8.0 16.0',
        /its header says 8 Å per voxel, the particle table has images of 16 Å \(rlnImagePixelSize\)/,
        [],
      ],
      [16.5, '8.0 16.0', /images of 16 Å/, []],
      [16, '8.0 16.0', accepted, []],
      [4, '8.0 4.0', accepted, []],
      [1, '8.0 8.0', accepted, ['--angpix', '8']],
      [8, '8.0 16.0', accepted, ['--angpix', '8']],
    ] as const) {
      const { code, err } = await create(pixel, optics, ...more);
      assert.equal(code, 1);
      assert.match(err, sentence);
    }
  });
});
