/** Images and tables of RELION 5 and WarpTools that are not what they seem: multiplied already, stacks, other pixels. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { shellCorrelation } from '../../src/compute/maps/fsc';
import { plainSpectrum } from '../../src/compute/maps/plainSpectrum';
import { frequency, transform } from '../../shared/math/fft';
import { seededNormal } from '../../shared/math/random';
import { contrastTransfer } from '../../src/compute/simulate/contrastTransfer';
import { readMrc, writeMrc } from '../../src/formats/mrc';
import { importRelionParticles } from '../../src/model/relionParticles';
import { runMurmur } from '../support/runMurmur';
import { useTemporaryFolder } from '../support/temporaryFolder';

const real = '../shared/data/real/empiar10499_series';
const set = `${real}/warptools_test_4-tomos_10-ptcls_box-32_angpix-12.star`;

describe('Particle images that were multiplied with their transfer function', function () {
  const inFolder = useTemporaryFolder();

  it('give the map of relion_reconstruct, real ones of a cell', async function () {
    if (!existsSync(real)) this.skip();
    const map = inFolder('map.mrc');
    const { code, err } = await runMurmur(
      '.',
      'reconstruct',
      '--i',
      `${real}/flat_premultiplied.star`,
      '--ctf',
      '--o',
      map,
    );
    assert.equal(code, 0, err);
    const ours = await readMrc(map);
    const theirs = await readMrc(`${real}/relion_3.1.3_reconstruct_premultiplied.mrc`);
    const spectra = [ours, theirs].map(({ data }) =>
      plainSpectrum({ size: 32, pixelSize: 12, data: Float32Array.from(data) }),
    );
    const powers = spectra.map(({ data }) => shellPowers(data));
    const agreement = shellCorrelation(spectra[0], spectra[1]);
    // At 384 to 32 Å; beyond, images of 32 pixels leave gaps between slices, which both fill in their way.
    for (let shell = 1; shell <= 12; shell++) {
      const ratio = Math.sqrt(powers[0][shell] / powers[1][shell]);
      assert.ok(Math.abs(ratio - 1) < 0.06, `shell ${shell}: amplitudes ${ratio}`);
      assert.ok(agreement[shell] > 0.96, `shell ${shell}: ${agreement[shell]}`);
    }
  });

  it('give the same map as those that were not, and without --ctf it is said that they were', async () => {
    const size = 32;
    const normal = seededNormal(3);
    const count = 40;
    const ctf = contrastTransfer({
      optics: { voltage: 300e3, cs: 2.7e7, amplitude: 0.1 },
      ...{ defocus: 15_000, astigmatism: 0, astigmatismAngle: 0, phaseShift: 0 },
    });
    const once = Float32Array.from({ length: count * size * size }, () => normal());
    const twice = Float32Array.from(once);
    for (let i = 0; i < count; i++)
      multiply(twice.subarray(i * size ** 2, (i + 1) * size ** 2), size, (kx, ky) => ctf(kx / 64, ky / 64));
    await writeMrc(inFolder('once.mrcs'), { size: [size, size, count], pixelSize: 2, data: once });
    await writeMrc(inFolder('twice.mrcs'), { size: [size, size, count], pixelSize: 2, data: twice });
    const maps: Float32Array[] = [];
    for (const [name, flag] of [
      ['once', 0],
      ['twice', 1],
    ] as const) {
      const rows = Array.from(
        { length: count },
        (_, i) => `${i + 1}@${name}.mrcs ${37 * i} ${(53 * i) % 180} ${17 * i} 15000 15000 0 1`,
      );
      await writeFile(inFolder(`${name}.star`), tableOf(rows, flag));
      const args = ['reconstruct', '--i', `${name}.star`, '--o', `${name}.mrc`];
      const { code, err } = await runMurmur(inFolder(), ...args, '--ctf');
      assert.equal(code, 0, err);
      maps.push(Float32Array.from((await readMrc(inFolder(`${name}.mrc`))).data));
      const said = await runMurmur(inFolder(), ...args);
      assert.equal(/images are multiplied with their transfer function/.test(said.err), flag === 1);
    }
    const difference = maps[0].reduce((most, value, i) => Math.max(most, Math.abs(value - maps[1][i])), 0);
    const peak = maps[0].reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    assert.ok(difference < 0.01 * peak, `${difference} of ${peak}`);
  });

  it('in stacks of one particle a row are told from images of one row each', async function () {
    if (!existsSync(real)) this.skip();
    const { code, err } = await runMurmur(
      '.',
      'reconstruct',
      '--i',
      set,
      '--ctf',
      '--o',
      inFolder('map.mrc'),
    );
    assert.equal(code, 1);
    assert.match(err, /each of its rows is a particle with a stack of tilt images \(RELION 5\)/);
  });
});

describe('Coordinates of 2D stacks', () => {
  const series = ['Unt_083', 'Unt_050', 'Unt_076', 'Unt_088'].map((name) => ({
    name: `${name}.tomostar`,
    hash: name,
    volumeSize: [7334.8, 10_002, 2333.8] as const,
    source: 's',
  }));
  const options = { samples: 1, ignoreUnmatched: false };

  it('in pixels of the particles beside an unbinned pixel size are asked about', async function () {
    if (!existsSync(real)) this.skip();
    const text = await readFile(set, 'utf8');
    assert.throws(
      () => importRelionParticles(text, 'set.star', series, options),
      /set\.star: its coordinates are in pixels of 1\.667 Å .* or of 12 Å .* --angpix_coords 12 or --angpix_coords 1\.667/,
    );
    const { table } = importRelionParticles(text, 'set.star', series, {
      ...options,
      coordinatePixelSize: 12,
    });
    assert.ok(Math.abs(table.positions[0] - 12 * 494.521) < 1e-6);
  });

  it('are taken as they are said where they can be nothing else', () => {
    const labels = [
      'TomoName',
      'CoordinateX',
      'CoordinateY',
      'CoordinateZ',
      'AngleRot',
      'AngleTilt',
      'AnglePsi',
      'OpticsGroup',
    ];
    const starOf = (x: number): string =>
      'data_optics\nloop_\n_rlnOpticsGroup\n_rlnTomoTiltSeriesPixelSize\n_rlnImagePixelSize\n_rlnImageDimensionality\n1 1.5 6 2\n\n' +
      `data_particles\nloop_\n${labels.map((label) => `_rln${label}\n`).join('')}Unt_083 ${x} 900 300 1 2 3 1\n`;
    const { table } = importRelionParticles(starOf(4000), 'p', series, options);
    assert.deepEqual([...table.positions], [6000, 1350, 450]);
    assert.throws(
      () => importRelionParticles(starOf(800), 'p', series, options),
      /--angpix_coords 6 or --angpix_coords 1\.5/,
    );
  });
});

/** Sums over shells of the squared amplitudes of a map of 32 voxels. */
function shellPowers(data: Float32Array): Float64Array {
  const powers = new Float64Array(32);
  for (let i = 0; i < data.length / 2; i++) {
    const [x, y, z] = [i % 17, Math.floor(i / 17) % 32, Math.floor(i / 17 / 32)];
    const radius = Math.round(Math.hypot(x, frequency(y, 32), frequency(z, 32)));
    powers[radius] += data[2 * i] ** 2 + data[2 * i + 1] ** 2;
  }
  return powers;
}

function multiply(image: Float32Array, size: number, factor: (kx: number, ky: number) => number): void {
  const [re, im] = [Float64Array.from(image), new Float64Array(image.length)];
  transform(re, im, [size, size], 1);
  for (let i = 0; i < image.length; i++) {
    const f = factor(frequency(i % size, size), frequency(Math.floor(i / size), size));
    re[i] *= f;
    im[i] *= f;
  }
  transform(re, im, [size, size], -1);
  image.set(re);
}

function tableOf(rows: readonly string[], premultiplied: number): string {
  return [
    'data_optics\n\nloop_\n_rlnOpticsGroup\n_rlnVoltage\n_rlnSphericalAberration\n_rlnAmplitudeContrast',
    '_rlnImagePixelSize\n_rlnCtfDataAreCtfPremultiplied',
    `1 300 2.7 0.1 2 ${premultiplied}\n\ndata_particles\n\nloop_`,
    ...[
      'ImageName',
      'AngleRot',
      'AngleTilt',
      'AnglePsi',
      'DefocusU',
      'DefocusV',
      'DefocusAngle',
      'OpticsGroup',
    ].map((label) => `_rln${label}`),
    ...rows,
    '',
  ].join('\n');
}
