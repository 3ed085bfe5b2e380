import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { seededNormal, seededUniform } from '../../../shared/math/random';
import { writeMrc } from '../../../src/formats/mrc';
import { parseStar } from '../../../src/formats/star';
import { postprocessFiles, type PostprocessFileOptions } from '../../../src/jobs/maps/postprocess';
import { mapOf, randomBlobs } from '../../support/blobs';
import { byDefault } from '../../support/postprocessing';
import { useTemporaryFolder } from '../../support/temporaryFolder';

describe('Postprocessing half-maps', () => {
  const inFolder = useTemporaryFolder();
  const size = [24, 24, 24] as const;
  const { data } = mapOf(randomBlobs(9, 2.5, 1.4, 1), 24, 2);
  const noisy = (seed: number): Float32Array => {
    const normal = seededNormal(seed);
    return data.map((value) => value + 0.3 * normal());
  };
  const halves = [noisy(1), noisy(2)];
  const options = (): PostprocessFileOptions => ({
    half1: inFolder('half1.mrc'),
    mask: inFolder('mask.mrc'),
    output: inFolder('out', 'x'),
    ...byDefault,
  });

  beforeEach(async () => {
    const mask = data.map((value) => Math.min(1, Math.max(0, 3 * value)));
    for (const [name, map] of Object.entries({ half1: halves[0], half2: halves[1], mask }))
      await writeMrc(inFolder(`${name}.mrc`), { size, pixelSize: 2, data: map });
  });

  it('finds the second half by its name, and says the same with the same seed', async () => {
    const first = await postprocessFiles(options());
    const star = await readFile(inFolder('out', 'x.star'), 'utf8');
    const tables = parseStar(star, 'x.star');
    assert.deepEqual(
      tables.map(({ name, rows }) => [name, rows.length]),
      [
        ['general', 1],
        ['fsc', 13],
        ['guinier', 13],
      ],
    );
    // Between shells lies between them.
    assert.ok(first.interpolatedResolution <= first.resolution);
    assert.deepEqual(await postprocessFiles(options()), first);
    assert.equal(await readFile(inFolder('out', 'x.star'), 'utf8'), star);
  });

  it('tells of what is behind a dip of the curve, and ends at it as RELION does', async () => {
    const waves = [...plainWaves(60, 1, 4, 5), ...plainWaves(150, 7, 9, 6)];
    for (const half of [1, 2]) {
      const normal = seededNormal(half);
      await writeMrc(inFolder(`half${half}.mrc`), {
        size,
        pixelSize: 2,
        data: waveSum(waves, 24).map((value) => value + 8 * normal()),
      });
    }
    const { resolution, warnings } = await postprocessFiles({ ...options(), mask: undefined });
    assert.ok(resolution >= 48 / 5, String(resolution));
    assert.equal(warnings.length, 1);
    const [, from, to, end] =
      /^behind dips of the corrected FSC below 0\.143, between ([\d.]+) and ([\d.]+) Å, it is above again up to ([\d.]+) Å; /.exec(
        warnings[0],
      ) ?? [];
    // Waves end at shells 4 and 9; between shells is interpolated.
    for (const [found, coarse, fine] of [
      [from, 48 / 4, 48 / 5],
      [to, 48 / 6, 48 / 7],
      [end, 48 / 9, 48 / 10],
    ] as const)
      assert.ok(Number(found) <= coarse + 0.06 && Number(found) >= fine - 0.06, warnings[0]);
  });

  it('refuses bad input in one sentence and writes nothing', async () => {
    const cube = { size, pixelSize: 2, data: halves[1] } as const;
    const small = { size: [20, 20, 20], pixelSize: 2, data: new Float32Array(8000) } as const;
    const maps = {
      'twice.mrc': { ...cube, data: halves[0].map((value) => 2 * value) },
      'slab.mrc': { ...cube, size: [12, 24, 48] },
      'small.mrc': small,
      'coarse.mrc': { ...cube, pixelSize: 2.02 },
      'nan.mrc': { ...cube, data: halves[1].with(5, NaN) },
      'unknown.mrc': { ...cube, pixelSize: 0 },
      'empty.mrc': { ...cube, data: new Float32Array(24 ** 3) },
    } as const;
    for (const [name, map] of Object.entries(maps)) await writeMrc(inFolder(name), map);
    const before = readdirSync(inFolder());
    for (const [change, message] of [
      [{ half2: 'small.mrc' }, /small\.mrc: the map is 20 x 20 x 20 voxels/],
      [{ half2: 'coarse.mrc' }, /coarse\.mrc: the map has 2\.02 Å per voxel/],
      [{ half2: 'nan.mrc' }, /nan\.mrc: the map holds voxels that are no finite numbers/],
      [{ half2: 'half1.mrc' }, /the half-maps are identical/],
      [{ half1: 'slab.mrc' }, /slab\.mrc: the map is not a cube/],
      [{ half1: 'unknown.mrc', half2: 'half1.mrc' }, /does not say the pixel size.*--angpix/],
      [{ half1: 'coarse.mrc' }, /coarse\.mrc: the name of the first half-map does not hold half1.*--i2/],
      [{ mask: 'empty.mrc' }, /empty\.mrc: the mask is empty/],
      [{ mask: 'half2.mrc' }, /a mask holds values from 0 to 1/],
      [{ mask: 'small.mrc' }, /small\.mrc: the map is 20 x 20 x 20 voxels/],
      [{ half2: 'twice.mrc' }, /never falls below 0\.8.*--randomize_at_A/],
      [{ randomize: { below: -2 } }, /from an FSC of -2; give --randomize_at_fsc between 0 and 1/],
      [{ sharpen: { coarsest: 4.1, finest: 4.05 } }, /less than three shells.*--autob_lowres/],
      [{ lowPass: -3 }, /a low-pass to -3 Å is not possible/],
    ] as const) {
      const paths = Object.fromEntries(
        Object.entries(change).map(([key, value]) => [
          key,
          typeof value === 'string' ? inFolder(value) : value,
        ]),
      );
      const wrong: PostprocessFileOptions = { ...options(), ...paths };
      await assert.rejects(postprocessFiles(wrong), { name: 'Problem', message });
    }
    assert.deepEqual(readdirSync(inFolder()), before);
  });
});

type Wave = readonly [x: number, y: number, z: number, phase: number];

/** Waves of random direction whose length rounds to a shell from `first` to `last`. */
function plainWaves(count: number, first: number, last: number, seed: number): readonly Wave[] {
  const uniform = seededUniform(seed);
  const coordinate = (): number => Math.round((2 * uniform() - 1) * last);
  const waves: Wave[] = [];
  while (waves.length < count) {
    const [x, y, z] = [coordinate(), coordinate(), coordinate()];
    const shell = Math.round(Math.hypot(x, y, z));
    if (shell >= first && shell <= last) waves.push([x, y, z, 2 * Math.PI * uniform()]);
  }
  return waves;
}

function waveSum(waves: readonly Wave[], edge: number): Float32Array {
  return Float32Array.from({ length: edge ** 3 }, (_, i) => {
    const [x, y, z] = [i % edge, Math.floor(i / edge) % edge, Math.floor(i / edge ** 2)];
    const turns = (wave: Wave): number => (wave[0] * x + wave[1] * y + wave[2] * z) / edge;
    return waves.reduce((sum, wave) => sum + Math.cos(2 * Math.PI * turns(wave) + wave[3]), 0);
  });
}
