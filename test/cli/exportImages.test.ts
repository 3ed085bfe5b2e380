/** Exported particle images: RELION makes maps of them that are as good as ours. */
import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { euler, rotationX, rotationY, rotationZ } from '../../shared/math/rotations';
import { multiply } from '../../shared/math/vector';
import { readMrc, readMrcHeader } from '../../src/formats/mrc';
import { column, parseStar, type StarTable } from '../../src/formats/star';
import { relionHalfMaps, shellsOf } from '../support/exportedImages';
import { needRelion } from '../support/relion';
import { runMurmur } from '../support/runMurmur';
import { useSuiteFolder } from '../support/temporaryFolder';
import { makeTinyProject, type TinyProject } from '../support/tinyProject';

const degree = Math.PI / 180;
const angleLabels = ['rlnAngleRot', 'rlnAngleTilt', 'rlnAnglePsi'];
/** Good starting poses, so that half-maps reach finer than the shells where particles hardly differ. */
const simulation = {
  '--series': '1',
  '--particles': '40',
  '--angpix': '10',
  '--image': '336,240',
  '--volume': '240,336,60',
  '--box': '48',
  '--margin': '300',
  '--angles': '-45,-30,-15,0,15,30,45',
  '--position_error': '2',
  '--angle_error': '1',
  '--image_warp_error': '2',
};

describe('exported particle images', () => {
  const inFolder = useSuiteFolder();
  let folder: string;
  let project: TinyProject;
  before(async () => {
    folder = inFolder();
    project = await makeTinyProject(join(folder, 'p'), { simulate: simulation });
    await murmur('refine', '--population', project.population, '--iter=0');
  });

  for (const [what, options, asked] of [
    ['volumes', ['--images=volumes'], ['--3d_rot', '--skip_gridding']],
    ['series', ['--images=series'], []],
    ['series that fade out', ['--images=series', '--fade'], ['--skip_gridding']],
  ] as const)
    it(`as ${what} become half-maps of the same resolution in relion_reconstruct, to a shell and a half`, async function () {
      needRelion(this);
      const out = join(folder, what);
      await murmur('export_particles', ...choice(project), `--output=${join(out, 'p.star')}`, ...options);
      const theirs = relionHalfMaps(join(out, 'p.star'), asked);
      const ours = ['_half1.mrc', '_half2.mrc'].map((end) => project.companion(end));
      const { shells, last } = await shellsOf(project, [theirs, ours]);
      assert.ok(shells[1] < last - 1, 'the resolution is that of the particles, not of the pixels');
      // RELION divides voxel by voxel; sums that are windowed first, as ours are, are worth up to half a shell.
      assert.ok(shells[0] - shells[1] <= 1, `shell ${shells[0]} in RELION, ${shells[1]} here`);
      assert.ok(shells[1] - shells[0] <= 1.5, `shell ${shells[0]} in RELION, ${shells[1]} here`);
    });

  it('as series are stacks of an optimisation set, too, whose geometry is that of each image', async () => {
    const tables = async (path: string): Promise<readonly StarTable[]> =>
      parseStar(await readFile(join(folder, 'set', path), 'utf8'), path);
    const star = join(folder, 'set', 'p.star');
    await murmur(
      'export_particles',
      ...choice(project),
      `--output=${star}`,
      '--images=series',
      '--first_tilts=4',
    );
    const [set] = await tables('p_optimisation_set.star');
    const [, optics, stacks] = await tables(column(set, 'rlnTomoParticlesFile')?.[0] ?? '');
    const [tomograms] = await tables(column(set, 'rlnTomoTomogramsFile')?.[0] ?? '');
    const [tilts] = await tables(column(tomograms, 'rlnTomoTiltSeriesStarFile')?.[0] ?? '');
    const [, images] = await tables('p.star');
    assert.deepEqual(column(optics, 'rlnCtfDataAreCtfPremultiplied'), ['0']);
    assert.deepEqual(column(optics, 'rlnTomoSubtomogramBinning'), ['1.00000']);
    const numbers = (table: StarTable, row: number, ...labels: string[]): number[] =>
      labels.map((label) => Number(column(table, label)?.[row]));
    let image = 0;
    for (let row = 0; row < stacks.rows.length; row++) {
      const seen = JSON.parse(column(stacks, 'rlnTomoVisibleFrames')?.[row] ?? '') as readonly number[];
      assert.equal(seen.length, tilts.rows.length);
      const path = column(stacks, 'rlnImageName')?.[row] ?? '';
      const { size } = await readMrcHeader(join(folder, 'set', path));
      assert.equal(size[2], seen.filter((one) => one === 1).length);
      assert.ok(size[2] <= 4 && size[2] > 0);
      const [rot, tilt, psi] = numbers(stacks, row, ...angleLabels).map((angle) => angle * degree);
      seen.forEach((one, at) => {
        if (one === 0) return;
        const [x, y, z] = numbers(tilts, at, 'rlnTomoXTilt', 'rlnTomoYTilt', 'rlnTomoZRot');
        const stage = multiply(rotationZ(z * degree), multiply(rotationY(y * degree), rotationX(x * degree)));
        const expected = multiply(stage, euler(rot, tilt, psi));
        const [r, t, p] = numbers(images, image, ...angleLabels).map((angle) => angle * degree);
        const written = euler(r, t, p);
        const trace = expected.reduce((sum, value, i) => sum + value * written[i], 0);
        assert.ok(Math.acos(Math.min(1, (trace - 1) / 2)) < 1e-3, `${path}, tilt ${at + 1}`);
        assert.match(column(images, 'rlnImageName')?.[image] ?? '', new RegExp(`@${path}$`));
        image++;
      });
    }
    assert.equal(image, images.rows.length);
    const [flat] = await tables('p_tilts.star');
    assert.equal(flat.rows.length, images.rows.length);
    assert.deepEqual(numbers(flat, 0, 'rlnMagnification', 'rlnDetectorPixelSize'), [1e4, 10]);
    const [first] = column(flat, 'rlnGroupName') ?? [];
    const doses = (column(flat, 'rlnCtfBfactor') ?? []).filter(
      (_, i) => column(flat, 'rlnGroupName')?.[i] === first,
    );
    // Four tilts of 4 e/Å² each, the least exposed first.
    assert.deepEqual(
      doses.map((dose) => Number(dose) + 0),
      [0, -16, -32, -48],
    );
  });

  it('are not multiplied unless asked, and half as large as 16-bit floats', async () => {
    const made = async (name: string, ...options: string[]) => {
      const star = join(folder, name, 'p.star');
      const few = ['--first_tilts=2', '--box=32', '--diameter=240'];
      await murmur('export_particles', ...choice(project), `--output=${star}`, ...few, ...options);
      const [optics, rows] = parseStar(await readFile(star, 'utf8'), star);
      const path = (column(rows, 'rlnImageName')?.[0] ?? '').replace(/^\d+@/, '');
      const { header, data } = await readMrc(join(folder, name, path));
      return { optics, header, data };
    };
    const plain = await made('plain', '--images=series', '--dont_premultiply');
    const small = await made('small', '--images=series', '--float16');
    const multiplied = await made('multiplied', '--images=series', '--premultiply');
    const label = 'rlnCtfDataAreCtfPremultiplied';
    assert.deepEqual(column(plain.optics, label), ['0']);
    assert.deepEqual(column(multiplied.optics, label), ['1']);
    assert.deepEqual([plain.header.mode, small.header.mode], [2, 12]);
    plain.data.forEach((value, i) => assert.ok(Math.abs(value - small.data[i]) < 4e-3));
    assert.ok(plain.data.some((value, i) => Math.abs(value - multiplied.data[i]) > 0.1));
    const corrected = await made('corrected', '--images=volumes', '--dont_normalize');
    const seen = await made('seen', '--images=volumes', '--dont_normalize', '--dont_correct_ctf_3d');
    assert.ok(corrected.data.some((value, i) => Math.abs(value - seen.data[i]) > 0.01));
  });

  it('are normalized outside of the particle, with transfer functions from 0 to 1', async () => {
    const star = join(folder, 'some.star');
    await murmur(
      'export_particles',
      ...choice(project),
      `--output=${star}`,
      '--images=volumes',
      '--box=32',
      '--diameter=200',
      '--first_tilts=3',
      '--pre_rotate',
    );
    const text = await readFile(star, 'utf8');
    const [volume, transfer] = /(\S+A\.mrc)\s+(\S+A\.mrc)/.exec(text)?.slice(1) ?? [];
    const { data, header } = await readMrc(join(folder, volume));
    assert.deepEqual(header.size, [32, 32, 32]);
    const outside = data.filter(
      (_, i) => Math.hypot((i % 32) - 16, (Math.floor(i / 32) % 32) - 16, Math.floor(i / 1024) - 16) > 10,
    );
    assert.ok(Math.abs(outside.reduce((sum, value) => sum + value, 0) / outside.length) < 1e-4);
    assert.ok(Math.abs(outside.reduce((sum, value) => sum + value * value, 0) / outside.length - 1) < 1e-3);
    const ctf = (await readMrc(join(folder, transfer))).data;
    assert.ok(ctf.every((value) => value >= 0 && value <= 1) && ctf.some((value) => value === 1));
  });

  it('are refused where they cannot be, and nothing is left behind', async () => {
    const before = await readdir(folder);
    for (const [options, message] of [
      [['--images=volumes', '--box=31'], /an even number of pixels, 8 or more, not 31/],
      [['--images=volumes', '--box=16'], /does not fit a box of 16 pixels/],
      [['--images=volumes', '--first_tilts=0'], /'0' is invalid\. It is not between 1 and 10000/],
      [['--images=volumes', '--fade'], /--fade belongs to --images series/],
      [['--images=series', '--pre_rotate'], /--pre_rotate belongs to --images volumes/],
      [['--images=volumes', '--premultiply'], /belong to --images series/],
      [['--images=series', '--dont_correct_ctf_3d'], /belongs to --images volumes/],
      [['--images=series', '--premultiply', '--dont_premultiply'], /were both given/],
      [['--box=32'], /--box belongs to --images/],
    ] as const) {
      const star = join(folder, 'none', 'x.star');
      const { code, err } = await runMurmur(
        '.',
        'export_particles',
        ...choice(project),
        `--output=${star}`,
        ...options,
      );
      assert.equal(code, 1);
      assert.match(err, message);
    }
    assert.deepEqual(await readdir(folder), before);
  });
});

function choice(project: TinyProject): string[] {
  return ['--population', project.population, '--species=particle'];
}

async function murmur(...args: string[]): Promise<void> {
  const { code, err } = await runMurmur('.', ...args);
  assert.equal(code, 0, err);
}
