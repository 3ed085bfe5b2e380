/** Exported particle images: RELION makes maps of them that are as good as ours. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { openGpu } from '../../src/compute/gpu/adapter';
import { measureFsc } from '../../src/compute/maps/resolution';
import { readMrc } from '../../src/formats/mrc';
import { readCube } from '../../src/jobs/mapFiles';
import { readSpecies } from '../../src/model/species';
import { runMurmur } from '../support/runMurmur';
import { makeTinyProject, type TinyProject } from '../support/tinyProject';

const run = promisify(execFile);
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

describe('exported particle images', function () {
  this.timeout(120_000);
  let folder: string;
  let project: TinyProject;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'murmur-'));
    project = await makeTinyProject(join(folder, 'p'), { simulate: simulation });
    await murmur('refine', '--population', project.population, '--iter=0');
  });
  after(() => rm(folder, { recursive: true, force: true }));

  for (const [kind, shells, more] of [
    ['volumes', 1, ['--3d_rot']],
    // Envelopes enter RELION's weights squared, ours once.
    ['series', 1.5, []],
  ] as const)
    it(`as ${kind} become half-maps of the same resolution in relion_reconstruct, to ${shells} shells`, async function () {
      if (!(await isInstalled('relion_reconstruct'))) {
        console.log('      relion_reconstruct is not installed: left out');
        this.skip();
      }
      const star = join(folder, `${kind}.star`);
      await murmur('export_particles', ...choice(project), `--output=${star}`, `--images=${kind}`);
      const maps: string[] = [];
      for (const half of ['1', '2']) {
        const map = join(folder, `${kind}${half}.mrc`);
        const asked = ['--i', `${kind}.star`, '--o', map, '--ctf', '--skip_gridding', '--angpix', '10'];
        await run('relion_reconstruct', [...asked, ...more, '--subset', half], { cwd: folder });
        maps.push(map);
      }
      const species = await readSpecies(project.species);
      const gpu = await openGpu({});
      try {
        const [half1, half2, mask] = await Promise.all(
          [...maps, project.companion('_mask.mrc')].map(readCube),
        );
        const diameter = species.diameter / species.pixelSize;
        const { resolution } = await measureFsc(gpu, half1, half2, mask, diameter, 143);
        const shell = (angstrom: number): number => (half1.size * species.pixelSize) / angstrom;
        const [theirs, ours] = [shell(resolution), shell(species.globalResolution)];
        assert.ok(ours < half1.size / 2 - 1, 'the resolution is that of the particles, not of the pixels');
        assert.ok(Math.abs(theirs - ours) <= shells, `shell ${theirs} in RELION, ${ours} here`);
      } finally {
        gpu.close();
      }
    });

  it('are normalised outside of the particle, with transfer functions from 0 to 1', async () => {
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
      [['--images=volumes', '--first_tilts=0'], /number of tilts is 1 or more/],
      [['--images=series', '--pre_rotate'], /--pre_rotate belongs to --images volumes/],
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

async function isInstalled(program: string): Promise<boolean> {
  return run(program, ['--version']).then(
    () => true,
    () => false,
  );
}

async function murmur(...args: string[]): Promise<void> {
  const { code, err } = await runMurmur('.', ...args);
  assert.equal(code, 0, err);
}
