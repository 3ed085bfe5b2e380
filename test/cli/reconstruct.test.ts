/** murmur reconstruct: projections of a known particle give it back; beside relion_reconstruct where that is installed. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { euler } from '../../shared/math/rotations';
import { seededNormal } from '../../shared/math/random';
import { readMrc, writeMrc } from '../../src/formats/mrc';
import { mapOf, randomBlobs, type Blobs } from '../support/blobs';
import { needRelion, runRelion } from '../support/relion';
import { runMurmur } from '../support/runMurmur';
import { useTemporaryFolder } from '../support/temporaryFolder';

const size = 32;
const blobs = randomBlobs(12, 3, 1.6, 7);

describe('murmur reconstruct', () => {
  const inFolder = useTemporaryFolder();

  async function writeProjections(count: number, poison = -1): Promise<void> {
    const normal = seededNormal(5);
    const data = new Float32Array(count * size * size);
    const rows = Array.from({ length: count }, (_, i) => {
      const [rot, tilt, psi] = [
        180 * normal(),
        (Math.acos(Math.tanh(normal())) * 180) / Math.PI,
        180 * normal(),
      ];
      const origin = [normal(), normal()];
      data.set(projected(blobs, [rot, tilt, psi], origin), i * size * size);
      const numbers = [rot, tilt, psi, ...origin.map((value) => 2 * value)].map((value) => value.toFixed(4));
      return `${i + 1}@stack.mrcs ${numbers.join(' ')} 1 ${(i % 2) + 1}`;
    });
    if (poison >= 0) data[poison * size * size] = NaN;
    await writeMrc(inFolder('stack.mrcs'), { size: [size, size, count], pixelSize: 2, data });
    await writeFile(inFolder('p.star'), table(rows));
  }

  it('gives a particle back from its projections, at its scale, place and hand', async () => {
    await writeProjections(400);
    const { code, err } = await runMurmur(inFolder(), 'reconstruct', '--i', 'p.star', '--o', 'map.mrc');
    assert.equal(code, 0, err);
    const { header, data } = await readMrc(inFolder('map.mrc'));
    assert.deepEqual(header.size, [size, size, size]);
    assert.equal(header.pixelSize[0], 2);
    // What the slices do not reach between them is interpolated; the mirror image would correlate far less.
    assert.ok(correlation(data, mapOf(blobs, size, 2).data) > 0.99);
    const peak = (values: Float32Array): number => values.reduce((a, b) => Math.max(a, b));
    assert.ok(Math.abs(peak(data) / peak(mapOf(blobs, size, 2).data) - 1) < 0.1);
  });

  it('gives the map of relion_reconstruct', async function () {
    needRelion(this);
    await writeProjections(400);
    for (const more of [[], ['--sym', 'C3'], ['--subset', '1', '--maxres', '6']]) {
      const args = ['--i', 'p.star', '--angpix', '2', '--skip_gridding', ...more];
      runRelion(inFolder(), 'reconstruct', ...args, '--o', 'theirs.mrc');
      const { code, err } = await runMurmur(inFolder(), 'reconstruct', ...args, '--o', 'ours.mrc');
      assert.equal(code, 0, err);
      const [ours, theirs] = [await readMrc(inFolder('ours.mrc')), await readMrc(inFolder('theirs.mrc'))];
      assert.ok(correlation(ours.data, theirs.data) > 0.99, more.join(' '));
    }
  });

  it('tells what is wrong in one sentence, and writes nothing', async () => {
    const refused = async (what: RegExp, ...more: string[]): Promise<void> => {
      const { code, err } = await runMurmur(
        inFolder(),
        'reconstruct',
        '--i',
        'p.star',
        '--o',
        'bad.mrc',
        ...more,
      );
      assert.equal(code, 1);
      assert.match(err, what);
      assert.ok(!existsSync(inFolder('bad.mrc')));
    };
    await writeProjections(4, 2);
    await refused(/image 3 holds pixels that are no finite numbers/);
    await refused(/symmetry Q7 is not known/, '--sym', 'Q7');
    await writeFile(inFolder('p.star'), table(['9@stack.mrcs 0 0 0 0 0 1 1']));
    await refused(/image 9 is asked for, the stack has 4/);
    await refused(/no images of half-set 2/, '--subset', '2');
    const row = '1@stack.mrcs 0 0 0 0 0 1 1';
    await writeFile(inFolder('p.star'), table([row]).replace('RandomSubset', 'HelicalTubeID'));
    await refused(/p\.star: column rlnRandomSubset is missing/, '--subset', '1');
    for (const [label, neutral, value, what] of [
      ['BeamTiltX', '0', '-0.2', /beam tilt \(rlnBeamTiltX\), which reconstruct does not apply/],
      ['OddZernike', '[0,0,0]', '[0,0.5,0]', /odd aberrations/],
      ['EvenZernike', '[0]', '[12]', /even aberrations/],
      ['MagMat00', '1', '1.02', /anisotropic magnification/],
    ] as const) {
      const withColumn = (written: string): string =>
        table([`${row} ${written}`]).replace('_rlnRandomSubset', `_rlnRandomSubset\n_rln${label}`);
      await writeFile(inFolder('p.star'), withColumn(value));
      await refused(what);
      await writeFile(inFolder('p.star'), withColumn(neutral));
      const { code, err } = await runMurmur(inFolder(), 'reconstruct', '--i', 'p.star', '--o', 'good.mrc');
      assert.equal(code, 0, err);
    }
    const scales = table([`${row} 2`, `${row} 2.5`]).replace(
      '_rlnRandomSubset',
      '_rlnRandomSubset\n_rlnPixelSize',
    );
    await writeFile(inFolder('p.star'), scales.replaceAll('ImagePixelSize', 'DetectorPixelSize'));
    await refused(/pixels of 2 and of 2\.5 Å/);
    const large = [1024, 1024, 1] as const;
    await writeMrc(inFolder('large.mrcs'), { size: large, pixelSize: 2, data: new Float32Array(1024 ** 2) });
    await writeFile(inFolder('p.star'), table(['1@large.mrcs 0 0 0 0 0 1 1']));
    await refused(/a map of 1024 voxels padded 2 times does not fit .* give --pad 1/);
    await writeFile(inFolder('p.star'), table(['1@none.mrcs 0 0 0 0 0 1 1']));
    await refused(/none\.mrcs: cannot read the file/);
    await writeMrc(inFolder('wide.mrcs'), { size: [16, 8, 1], pixelSize: 2, data: new Float32Array(128) });
    await writeFile(inFolder('p.star'), table(['1@wide.mrcs 0 0 0 0 0 1 1']));
    await refused(/squares of an even number of pixels, these are 16 x 8/);
  });
});

function table(rows: readonly string[]): string {
  const labels = ['ImageName', 'AngleRot', 'AngleTilt', 'AnglePsi', 'OriginXAngst', 'OriginYAngst'];
  return [
    'data_optics\n\nloop_\n_rlnOpticsGroup\n_rlnOpticsGroupName\n_rlnVoltage\n_rlnSphericalAberration',
    '_rlnAmplitudeContrast\n_rlnImagePixelSize\n_rlnImageSize\n_rlnImageDimensionality',
    `1 one 300 2.7 0.1 2 ${size} 2\n\ndata_particles\n\nloop_`,
    ...[...labels, 'OpticsGroup', 'RandomSubset'].map((label) => `_rln${label}`),
    ...rows,
    '',
  ].join('\n');
}

/** The exact projection of the blobs; the particle lies at minus the origin. */
function projected(
  { places, amplitudes, width }: Blobs,
  angles: readonly number[],
  origin: readonly number[],
): Float32Array {
  const [rot, tilt, psi] = angles.map((angle) => (angle * Math.PI) / 180);
  const m = euler(rot, tilt, psi);
  const image = new Float32Array(size * size);
  places.forEach(([px, py, pz], blob) => {
    const u = m[0] * px + m[1] * py + m[2] * pz - origin[0] + size / 2;
    const v = m[3] * px + m[4] * py + m[5] * pz - origin[1] + size / 2;
    const amplitude = amplitudes[blob] * width * Math.sqrt(2 * Math.PI);
    for (let y = 0, i = 0; y < size; y++)
      for (let x = 0; x < size; x++, i++)
        image[i] += amplitude * Math.exp(-((x - u) ** 2 + (y - v) ** 2) / (2 * width * width));
  });
  return image;
}

function correlation(a: Float32Array, b: Float32Array): number {
  const mean = (values: Float32Array): number =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const [ma, mb] = [mean(a), mean(b)];
  let [ab, aa, bb] = [0, 0, 0];
  a.forEach((value, i) => {
    ab += (value - ma) * (b[i] - mb);
    aa += (value - ma) ** 2;
    bb += (b[i] - mb) ** 2;
  });
  return ab / Math.sqrt(aa * bb);
}
