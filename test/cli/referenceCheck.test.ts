/** Images that do not fit the references stop a refinement before anything is written, with what fixes it. */
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { readMrc, writeMrc } from '../../src/formats/mrc';
import { addSource, useCaseProject } from '../support/caseProject';
import { changes, ofTheUser, snapshot } from '../support/snapshot';

const coarse = ['--angpix', '12', '--image', '270,200', '--volume', '200,270,70', '--box', '44'];

type Voxel = readonly [x: number, y: number, z: number];

const wrongs: readonly {
  readonly name: string;
  readonly sign: number;
  /** Which voxel of the right map comes to a voxel of the wrong one. */
  readonly from: (at: Voxel, size: number) => Voxel;
  readonly said: RegExp;
  readonly remedy: string;
}[] = [
  {
    name: 'inverted contrast',
    sign: -1,
    from: (at) => at,
    said: /contrast opposite to that of the half-maps: scores of the first 2 series negative \(-\d+, -\d+\)/,
    remedy: '--invert_maps',
  },
  {
    name: 'the other hand',
    sign: 1,
    from: ([x, y, z], size) => [x, (size - y) % size, z],
    said: /correlates with the half-maps by 0\.[4-8]\d, and by 0\.9\d with them mirrored along y: they have the other hand/,
    remedy: '--mirror_maps=y',
  },
  {
    name: 'another center',
    sign: 1,
    from: ([x, y, z], size) => [(x + size - 3) % size, y, (z + 1) % size],
    said: /with them moved by -3\d, -?[0-3], 1\d Å: their center is not that of the particles/,
    remedy: '--shift_maps=-36,0,12',
  },
];

describe('Images and references', function () {
  const project = useCaseProject(...coarse, '--particles', '10');
  beforeEach(() => addSource(project()));

  for (const { name, sign, from, said, remedy } of wrongs)
    it(`that differ by ${name} stop a refinement, which names the option that fixes it`, async () => {
      const { murmur, refused, speciesOptions, population, inFolder } = project();
      const moved = async (file: string, factor: number): Promise<string> => {
        const { header, data } = await readMrc(inFolder('relion', file));
        const [size] = header.size;
        const path = inFolder(`wrong_${file}`);
        const wrong = data.map((_, i) => {
          const [x, y, z] = from([i % size, Math.floor(i / size) % size, Math.floor(i / size ** 2)], size);
          return factor * data[(z * size + y) * size + x];
        });
        await writeMrc(path, { size: [size, size, size], pixelSize: 12, data: wrong });
        return path;
      };
      const maps = {
        '--half1': await moved('run_it019_half1_class001.mrc', sign),
        '--half2': await moved('run_it019_half2_class001.mrc', sign),
        '--mask': await moved('mask.mrc', 1),
        '--accept': 'mask',
      };
      await murmur(...speciesOptions('wrong', maps));
      const before = snapshot(inFolder());
      const refine = ['refine', '-p', population, '--refine_particles', '--rounds=1'];
      const message = await refused(...refine, '--iter=1');
      assert.match(message, said);
      assert.ok(message.includes(remedy.split('=')[0]), message);
      assert.deepEqual(ofTheUser(changes(before, snapshot(inFolder()))), []);
      await murmur('remove_species', '-p', population, '-s', 'wrong');
      await murmur(...speciesOptions('right', maps), remedy);
      assert.match((await murmur(...refine, '--iter=0')).err, /score [1-9]\d\d\d ->/);
    });

  it('that differ by the places of particles are told apart from those', async () => {
    const { murmur, refused, speciesOptions, population, inFolder } = project();
    const path = inFolder('relion', 'run_it019_data.star');
    const table = (await readFile(path, 'utf8')).replace(
      /^(TS_\S+) (\S+) (\S+)/gm,
      (_, name: string, x: string, y: string) => `${name} ${0.8 * Number(x)} ${0.85 * Number(y)}`,
    );
    await writeFile(path, table);
    await murmur(...speciesOptions('s'));
    assert.match(
      await refused('refine', '-p', population, '--iter=0'),
      /the images show nothing of the references where the particles are said to lie: .* near 0 .*--angpix_coords/,
    );
  });
});
