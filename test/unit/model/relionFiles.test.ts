/** Tables that RELION and Warp really wrote, imported to positions worked out by hand. */
import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { readRelionInput } from '../../../src/model/optimisationSet';
import { readMotion, shiftAt } from '../../../src/model/relionMotion';
import { importRelionParticles } from '../../../src/model/relionParticles';
import type { Vector3 } from '../../../shared/math/vector';
import { useTemporaryFolder } from '../../support/temporaryFolder';

const fixture = async (name: string): Promise<string> => readFile(`test/fixtures/star/${name}`, 'utf8');
const options = { samples: 1, ignoreUnmatched: true };

/** Real picks have no orientations yet: the columns are added, everything else stays as it came. */
function withAngles(text: string, lastLabel: string): string {
  const labels = ['Rot', 'Tilt', 'Psi'].map((name) => `_rlnAngle${name}\n`).join('');
  return text
    .replaceAll(new RegExp(`^(${lastLabel}.*)\n`, 'gm'), `$1\n${labels}`)
    .replaceAll(/^(.*\.\d+\s*)$/gm, (line) => (line.startsWith('#') ? line : `${line.trimEnd()} 0 0 0`));
}

function positions(text: string, name: string, volumeSize: Vector3, tomograms?: string) {
  const series = [{ name: `${name}.tomostar`, hash: 'h', volumeSize, source: 's' }];
  return importRelionParticles(text, 'p.star', series, {
    ...options,
    ...(tomograms === undefined ? {} : { tomograms: { content: tomograms, where: 't.star' } }),
  });
}

function near(actual: ArrayLike<number>, expected: readonly (number | readonly number[])[]): void {
  expected
    .flat()
    .forEach((value, i) => assert.ok(Math.abs(actual[i] - value) < 1e-6, `${actual[i]} is not ${value}`));
}

describe('particles that other programs really wrote', () => {
  it('RELION 5: centered coordinates in Å count from the middle of the volume', async () => {
    const text = withAngles(await fixture('relion5_picks.star'), '_rlnCenteredCoordinateZAngst');
    // EMPIAR-10164: 4000 x 4000 x 2000 pixels of 1.35 Å, so half the volume is (2700, 2700, 1350) Å.
    const { table, pixelSizes } = positions(text, 'TS_54', [5400, 5400, 2700]);
    near(table.positions, [
      [2214.103088, 4674.646743, 1938.853933],
      [1982.465351, 4497.371043, 1827.76546],
      [2361.87477, 4665.895933, 1855.855938],
    ]);
    assert.equal(pixelSizes[0].from, 'rlnCenteredCoordinateXAngst is in Å from the center');
    assert.equal(pixelSizes[0].particles, table.count);
  });

  it('RELION 5 after refinement: shifts in Å come off the centered coordinates', async () => {
    const text = await fixture('relion5/Refine3D_particles.star');
    const { table, pixelSizes } = positions(text, 'TS_01', [1000, 2000, 300]);
    near(table.positions, [
      [325.47904, 1762.981594, 167.94404],
      [551.234053, 1010.936561, 158.031544],
      [781.49906, 273.051526, 159.424044],
    ]);
    near(
      table.angles,
      [-126.27895, 65.873044, 99.174441].map((angle) => (angle * Math.PI) / 180),
    );
    assert.deepEqual([...table.halfSet.subarray(0, 2)], [0, 1]);
    assert.deepEqual(
      pixelSizes.map(({ of, from }) => [of, from]),
      [
        ['coordinates', 'rlnCenteredCoordinateXAngst is in Å from the center'],
        ['shifts', 'rlnOriginXAngst is in Å'],
      ],
    );
  });

  it('Warp 1: pixels of 5 Å, from detector pixel size and magnification', async () => {
    const text = await fixture('warp1_subtomograms.star');
    const { table, pixelSizes } = positions(text, 'tomo_ts01.mrc', [1, 1, 1]);
    near(table.positions, [
      [7561.765, 5632.5, 4867.5],
      [7672.5, 5527.5, 4861.72],
      [7792.5, 5527.5, 4861.425],
    ]);
    near(
      table.angles,
      [-99.6571, 20.108, 40.554].map((angle) => (angle * Math.PI) / 180),
    );
    assert.deepEqual(pixelSizes, [
      {
        of: 'coordinates',
        pixelSize: 5,
        from: 'rlnDetectorPixelSize and rlnMagnification',
        particles: table.count,
      },
    ]);
  });

  it('RELION 3.1: pixels of the image, 1.04 Å, from the optics table whatever its name', async () => {
    const text = withAngles(await fixture('rln3.1_data_style.star'), '_rlnCoordinateZ');
    const { table, pixelSizes } = positions(text, '0001_sum', [1, 1, 1]);
    near(table.positions, [610.48, 1318.72, -53.583608]);
    assert.equal(pixelSizes[0].from, 'rlnImagePixelSize');
  });

  it('RELION 4: pixels of the tilt series, whose size may stand in the table of tomograms only', async () => {
    const labels = 'TomoName CoordinateX CoordinateY CoordinateZ AngleRot AngleTilt AnglePsi';
    const text = `data_\nloop_\n${labels.replaceAll(/(\w+) ?/g, '_rln$1\n')}TS_01 100 200 300 0 0 0\n`;
    const tomograms = await fixture('relion5/Tomograms_tomograms.star');
    const { table, pixelSizes } = positions(text, 'TS_01', [1, 1, 1], tomograms);
    near(table.positions, [135, 270, 405]);
    assert.deepEqual(pixelSizes, [
      { of: 'coordinates', pixelSize: 1.35, from: 'rlnTomoTiltSeriesPixelSize', particles: 1 },
    ]);
  });
});

describe('an optimisation set', () => {
  const inFolder = useTemporaryFolder();

  it('leads to its particles and tomograms, from the folder of the RELION project', async () => {
    const set = inFolder('Refine3D', 'job074', 'run_optimisation_set.star');
    await mkdir(inFolder('Refine3D', 'job074'), { recursive: true });
    await mkdir(inFolder('Polish', 'job070'), { recursive: true });
    await writeFile(set, await fixture('relion5/Refine3D_run_optimisation_set.star'));
    await assert.rejects(readRelionInput(set), /it names Refine3D\/job074\/run_data\.star, which is neither/);
    await writeFile(inFolder('Refine3D', 'job074', 'run_data.star'), 'particles');
    await writeFile(inFolder('Polish', 'job070', 'tomograms.star'), 'tomograms');
    assert.deepEqual(await readRelionInput(set), {
      path: inFolder('Refine3D', 'job074', 'run_data.star'),
      content: 'particles',
      tomograms: { content: 'tomograms', where: inFolder('Polish', 'job070', 'tomograms.star') },
    });
  });

  it('brings trajectories along, which become samples over the dose', async () => {
    const loop = (name: string, labels: string, rows: readonly string[]): string =>
      `data_${name}\nloop_\n${labels
        .split(' ')
        .map((label) => `_rln${label}\n`)
        .join('')}${rows.join('\n')}\n`;
    const origins = 'OriginXAngst OriginYAngst OriginZAngst';
    const motion = [
      loop('general', 'ParticleNumber', ['2']),
      // Tilts were taken in the order 2, 1, 3, at 0, 10 and 40 e/Å².
      loop('TS_01/1', origins, ['3 0 0', '0 0 0', '9 0 -6']),
    ];
    await writeFile(inFolder('motion.star'), motion.join('\n'));
    await writeFile(inFolder('tilts.star'), loop('TS_01', 'MicrographPreExposure', ['10', '0', '40']));
    await writeFile(
      inFolder('tomograms.star'),
      loop('global', 'TomoName TomoTiltSeriesStarFile', ['TS_01 tilts.star']),
    );
    const labels =
      'TomoName TomoParticleName CenteredCoordinateXAngst CenteredCoordinateYAngst CenteredCoordinateZAngst';
    await writeFile(
      inFolder('particles.star'),
      loop('particles', `${labels} AngleRot AngleTilt AnglePsi`, [
        'TS_01 TS_01/1 0 0 0 1 2 3',
        'TS_01 TS_01/2 5 0 0 1 2 3',
      ]),
    );
    const names = 'TomoParticlesFile TomoTomogramsFile TomoTrajectoriesFile';
    await writeFile(inFolder('set.star'), loop('', names, ['particles.star tomograms.star motion.star']));
    const input = await readRelionInput(inFolder('set.star'), true);
    assert.ok(input.motion !== undefined);
    const series = [{ name: 'TS_01.tomostar', hash: 'h', volumeSize: [200, 400, 600], source: 's' }] as const;
    const { trajectories, tilts } = input.motion;
    const { table } = importRelionParticles(input.content, input.path, series, {
      ...options,
      samples: 3,
      motion: ({ tomogram, name }) => {
        const trajectory = readMotion(trajectories, tilts)(tomogram, name);
        return trajectory && Float64Array.from([0, 0.5, 1].flatMap((u) => [...shiftAt(trajectory, u)]));
      },
    });
    // At 0, 20 and 40 e/Å²: 20 lies a third of the way from 10 to 40, so x is 3 + 6 / 3 and z is -6 / 3.
    near(table.positions, [
      [100, 200, 300],
      [105, 200, 298],
      [109, 200, 294],
      [105, 200, 300],
      [105, 200, 300],
      [105, 200, 300],
    ]);
    const short = { ...trajectories, content: trajectories.content.replace('9 0 -6\n', '') };
    assert.throws(
      () => readMotion(short, tilts)('TS_01', 'TS_01/1'),
      /motion\.star:\d+: the trajectory of TS_01\/1 has 2 tilts, TS_01 has 3/,
    );
  });
});
