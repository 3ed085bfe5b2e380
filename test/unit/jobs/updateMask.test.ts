import assert from 'node:assert/strict';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { readMrc, writeMrc } from '../../../src/formats/mrc';
import { shiftSpecies } from '../../../src/jobs/species/moveSpecies';
import { updateMask } from '../../../src/jobs/species/updateMask';
import { companion, readSpecies } from '../../../src/model/species';
import { listVersions } from '../../../src/model/versions';
import { writePopulation, type WrittenPopulation } from '../../support/population';
import { snapshot } from '../../support/snapshot';
import { useTemporaryFolder } from '../../support/temporaryFolder';

describe('Updating a mask', () => {
  const inFolder = useTemporaryFolder();
  const point = (edge: number, value = 1): Float32Array => {
    const data = new Float32Array(edge ** 3);
    data[((edge / 2) * edge + edge / 2) * edge + edge / 2] = value;
    return data;
  };

  it("cuts it at the threshold, brings it into the species' box, dilates it, and makes a version", async () => {
    const { path: population, species } = await writePopulation(inFolder());
    // The population's maps have 16 voxels of 10 Å.
    await writeMrc(inFolder('m.mrc'), { size: [20, 20, 20], pixelSize: 10, data: point(20) });
    const result = await updateMask({
      population,
      species: 'ball',
      map: inFolder('m.mrc'),
      threshold: 1,
      dilate: 1,
    });
    assert.equal(result.voxels, 7);
    const { header, data } = await readMrc(result.mask);
    assert.deepEqual(header.size, [16, 16, 16]);
    const middle = (8 * 16 + 8) * 16 + 8;
    data.forEach((value, i) => {
      assert.equal(value, [0, 1, 16, 256].includes(Math.abs(i - middle)) ? 1 : 0);
    });
    const now = await readSpecies(species.path);
    assert.notEqual(now.version, species.version);
    assert.equal(now.version, result.species.version);
    assert.equal(now.previousVersion, species.version);
    assert.equal((await listVersions(species.path)).length, 2);
  });

  it('gives one to a species that has lost its own', async () => {
    const { path: population, species } = await writePopulation(inFolder());
    await rm(companion(species, '_mask.mrc'));
    await writeMrc(inFolder('m.mrc'), { size: [16, 16, 16], pixelSize: 10, data: point(16) });
    const options = { population, species: 'ball', map: inFolder('m.mrc'), threshold: 1, dilate: 0 };
    assert.equal((await updateMask(options)).voxels, 1);
    assert.ok((await readMrc(companion(species, '_mask.mrc'))).data.includes(1));
    assert.equal((await readSpecies(species.path)).previousVersion, species.version);
  });

  it('centers the species on it: maps and particles move as shift_species moves them', async () => {
    const shape = new Float32Array(16 ** 3);
    // Its center of mass is 2, -1 and 3 voxels from the middle, at voxel 8.
    for (const x of [9, 10, 11]) for (const y of [6, 7, 8]) shape[(11 * 16 + y) * 16 + x] = 1;
    const run = async (name: string): Promise<WrittenPopulation> => {
      await mkdir(inFolder(name));
      return writePopulation(inFolder(name));
    };
    const [masked, shifted, still] = [await run('masked'), await run('shifted'), await run('still')];
    await writeMrc(inFolder('m.mrc'), { size: [16, 16, 16], pixelSize: 10, data: shape });
    const options = { species: 'ball', map: inFolder('m.mrc'), threshold: 0.5, dilate: 1, center: true };
    const { shift, mask } = await updateMask({ ...options, population: masked.path });
    assert.deepEqual(shift, [20, -10, 30]);
    await shiftSpecies({ population: shifted.path, species: 'ball' }, [20, -10, 30]);
    for (const suffix of ['_half1.mrc', '_half2.mrc', '_particles.star'] as const)
      assert.deepEqual(
        await readFile(companion(masked.species, suffix)),
        await readFile(companion(shifted.species, suffix)),
        suffix,
      );
    const { data } = await readMrc(mask);
    const inside = [...data.keys()].filter((i) => data[i] === 1);
    const mean = [1, 16, 256].map(
      (stride) => inside.reduce((sum, i) => sum + (Math.floor(i / stride) % 16), 0) / inside.length,
    );
    assert.deepEqual(mean, [8, 8, 8]);

    await writeMrc(inFolder('c.mrc'), { size: [16, 16, 16], pixelSize: 10, data: point(16) });
    const before = await readFile(companion(still.species, '_half1.mrc'));
    const centered = await updateMask({ ...options, map: inFolder('c.mrc'), population: still.path });
    assert.deepEqual(centered.shift, [0, 0, 0]);
    assert.deepEqual(await readFile(companion(still.species, '_half1.mrc')), before);
  });

  it('refuses what does not fit and changes nothing', async () => {
    const { path: population } = await writePopulation(inFolder());
    await writeMrc(inFolder('m.mrc'), { size: [16, 16, 16], pixelSize: 10, data: point(16) });
    await writeMrc(inFolder('fine.mrc'), { size: [16, 16, 16], pixelSize: 9.9, data: point(16) });
    await writeMrc(inFolder('slab.mrc'), { size: [16, 8, 32], pixelSize: 10, data: point(16) });
    await writeMrc(inFolder('nan.mrc'), { size: [16, 16, 16], pixelSize: 10, data: point(16, NaN) });
    const before = snapshot(inFolder());
    for (const [map, threshold, dilate, message] of [
      ['m.mrc', 1.5, 0, /m\.mrc: no voxel within the species' box of 16 voxels reaches the threshold 1\.5/],
      ['m.mrc', 1, -1, /a mask is dilated by 0 to 255 voxels, not by -1/],
      ['fine.mrc', 1, 0, /the map has 9\.9 Å per voxel, the species ball has 10 Å/],
      ['slab.mrc', 1, 0, /the map is not a cube, it is 16 x 8 x 32/],
      ['nan.mrc', 1, 0, /no finite numbers/],
    ] as const) {
      const options = { population, species: 'ball', map: inFolder(map), threshold, dilate };
      await assert.rejects(updateMask(options), { name: 'Problem', message });
    }
    assert.deepEqual(snapshot(inFolder()), before);
  });
});
