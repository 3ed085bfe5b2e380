/** What the screen gets of a file: levels, slices, statistics, in the right order and without reading more than needed. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { encodeMrc, readMrc, writeMrc } from '../../../src/formats/mrc';
import type { RandomAccess } from '../../../src/formats/randomAccess';
import { chooseLevels } from '../../../src/volumes/levels';
import { volumeReader } from '../../../src/volumes/volumeReader';
import type { Triple } from '../../../shared/protocol/volume';
import { useSuiteFolder } from '../../support/temporaryFolder';
import { levelGeometry, orient } from '../../../webview/volume/fetchVolume';
import { firstLevel, percentile } from '../../../webview/volume/statistics';

describe('volumes for the screen', () => {
  const file = useSuiteFolder();

  it('come coarse first, and whole where they are small enough', () => {
    const binnings = (size: Triple, isVolume: boolean, bytes = 4e6) =>
      chooseLevels(size, isVolume, bytes).map(({ binning }) => binning[0]);
    assert.deepEqual(binnings([48, 48, 48], true), [1]);
    assert.deepEqual(binnings([256, 256, 256], true), [4, 1]);
    assert.deepEqual(binnings([512, 512, 512], true), [8, 2]);
    const [, fine] = chooseLevels([2048, 2048, 640], true, 2048 * 2048 * 640 * 4);
    assert.equal(fine.sampled, true);
    assert.deepEqual(chooseLevels([512, 512, 41], false, 4e7).at(-1)?.binning, [1, 1, 1]);
  });

  it('are averages of whole boxes of voxels', async () => {
    const size = [70, 66, 65] as const;
    const data = Float32Array.from({ length: size[0] * size[1] * size[2] }, (_, i) => Math.sin(i));
    await writeMrc(file('map.mrc'), { size, pixelSize: 2, data });
    const reader = volumeReader();
    const info = await reader.openVolume(file('map.mrc'));
    assert.deepEqual(info.levels[0].size, [35, 33, 32]);
    const whole = await reader.volumeSections(info.handle, 1, 5, 2);
    assert.deepEqual(whole, data.slice(5 * 70 * 66, 7 * 70 * 66));
    // The first level takes one section of two: its pixels are averages of four.
    const coarse = await reader.volumeSections(info.handle, 0, 3, 1);
    const corner = 2 * 4 + 70 * (2 * 5 + 66 * 7);
    const expected = [0, 1, 70, 71].reduce((sum, step) => sum + data[corner + step], 0) / 4;
    assert.ok(Math.abs(coarse[4 + 35 * 5] - expected) < 1e-6);
    await reader.closeVolume(info.handle);
    await assert.rejects(reader.volumeSlice(info.handle, 0, 0), /has been closed/);
  });

  it('keep their hand in every axis order of the header', async () => {
    // An L along x with a foot along y and a step along z: no turn makes it its own mirror image.
    const size = [5, 6, 7] as const;
    const isInside = (x: number, y: number, z: number) =>
      (y === 1 && z === 1 && x >= 1 && x <= 3) ||
      (x === 1 && z === 1 && y === 2) ||
      (x === 3 && y === 1 && z === 2);
    for (const axes of [
      [1, 2, 3],
      [1, 3, 2],
      [2, 1, 3],
      [2, 3, 1],
      [3, 1, 2],
      [3, 2, 1],
    ] as const) {
      const stored = axes.map((axis) => size[axis - 1]) as [number, number, number];
      const data = new Float32Array(5 * 6 * 7);
      for (let s = 0, i = 0; s < stored[2]; s++)
        for (let r = 0; r < stored[1]; r++)
          for (let c = 0; c < stored[0]; c++, i++) {
            const xyz = [0, 0, 0];
            [c, r, s].forEach((at, k) => (xyz[axes[k] - 1] = at));
            data[i] = isInside(xyz[0], xyz[1], xyz[2]) ? 1 : 0;
          }
      const bytes = Buffer.from(encodeMrc({ size: stored, pixelSize: 1, data }));
      axes.forEach((axis, k) => bytes.writeInt32LE(axis, 64 + 4 * k));
      size.forEach((edge, axis) => {
        bytes.writeInt32LE(edge, 28 + 4 * axis);
        bytes.writeFloatLE(edge * (axis + 1), 40 + 4 * axis);
      });
      writeFileSync(file('turned.mrc'), bytes);
      const reader = volumeReader();
      const info = await reader.openVolume(file('turned.mrc'));
      const sections = await reader.volumeSections(info.handle, 0, 0, stored[2]);
      const volume = orient(sections, levelGeometry(info, info.levels[0]));
      assert.deepEqual([volume.size, volume.spacing], [size, [1, 2, 3]], `axes ${axes.join()}`);
      const at = (x: number, y: number, z: number) => volume.data[x + 5 * (y + 6 * z)];
      for (let z = 0; z < 7; z++) {
        for (let y = 0; y < 6; y++) {
          for (let x = 0; x < 5; x++)
            assert.equal(at(x, y, z), isInside(x, y, z) ? 1 : 0, `${x}, ${y}, ${z} of axes ${axes.join()}`);
        }
      }
      const slices = await Promise.all([0, 1, 2].map((axis) => reader.volumeSlice(info.handle, axis, 1)));
      assert.equal(slices[0]?.[2 + 6 * 1], at(1, 2, 1));
      assert.equal(slices[1]?.[3 + 5 * 2], at(3, 1, 2));
      assert.equal(slices[2]?.[1 + 5 * 2], at(1, 2, 1));
      await reader.closeVolume(info.handle);
    }
  });

  it('have the value of the file in every slice of a real map', async () => {
    for (const fixture of ['test/fixtures/mrc/EMD-3001.map.bz2', 'test/fixtures/mrc/5i55_tiny.ccp4']) {
      const { header, data } = await readMrc(fixture);
      const reader = volumeReader();
      const { handle } = await reader.openVolume(fixture);
      const [nx, ny] = header.size;
      const place = header.size.map((edge) => Math.floor(edge / 3));
      const value = data[place[0] + nx * (place[1] + ny * place[2])];
      const [x, y, z] = await Promise.all(place.map((at, axis) => reader.volumeSlice(handle, axis, at)));
      assert.equal(x?.[place[1] + ny * place[2]], value);
      assert.equal(y?.[place[0] + nx * place[2]], value);
      assert.equal(z?.[place[0] + nx * place[1]], value);
      await reader.closeVolume(handle);
    }
  });

  it('have the statistics that are computed plainly', async () => {
    const fixture = 'test/fixtures/mrc/EMD-3197.map';
    const { data } = await readMrc(fixture);
    const reader = volumeReader();
    const { handle } = await reader.openVolume(fixture);
    const found = await reader.volumeStatistics(handle);
    const mean = data.reduce((sum, value) => sum + value, 0) / data.length;
    const sigma = Math.sqrt(data.reduce((sum, value) => sum + (value - mean) ** 2, 0) / data.length);
    const sorted = Float64Array.from(data).sort();
    assert.ok(Math.abs(found.mean - mean) < 1e-9 && Math.abs(found.sigma - sigma) < 1e-9);
    assert.deepEqual([found.min, found.max], [sorted[0], sorted[sorted.length - 1]]);
    // Percentiles are known to one bin of the histogram.
    const bin = (found.max - found.min) / 65536;
    assert.ok(Math.abs(percentile(found, 0.25) - sorted[Math.ceil(0.25 * data.length) - 1]) <= bin);
    const enclosed = data.filter((value) => value >= firstLevel(found)).length / data.length;
    assert.ok(Math.abs(enclosed - 0.01) < 2e-3, `the first level encloses ${enclosed}`);
    await reader.closeVolume(handle);
  });

  it('are read in few pieces, since every one takes long on a file system that is far away', async () => {
    const size = [300, 300, 300] as const;
    await writeMrc(file('slow.mrc'), { size, pixelSize: 1, data: new Float32Array(300 ** 3).fill(1) });
    let reads = 0;
    const counted = async (name: string): Promise<RandomAccess> => {
      const real = await open(name, 'r');
      return {
        stat: () => real.stat(),
        async read(buffer, offset, length, position) {
          reads++;
          return real.read(buffer, offset, length, position);
        },
        close: () => real.close(),
      };
    };
    const reader = volumeReader({ openFile: counted });
    const info = await reader.openVolume(file('slow.mrc'));
    const [level] = info.levels;
    await reader.volumeSections(info.handle, 0, 0, level.size[2]);
    // A read for each section of the level, beside those of the header.
    assert.ok(reads <= level.size[2] + 4, `${reads} reads for ${level.size[2]} sections`);
    await reader.closeVolume(info.handle);
  });

  it('read one row a section for a slice along y, and refuse to read a large file for one along x', async () => {
    const size = [64, 64, 40] as const;
    await writeMrc(file('rows.mrc'), { size, pixelSize: 1, data: new Float32Array(64 * 64 * 40) });
    let bytes = 0;
    const counted = async (name: string): Promise<RandomAccess> => {
      const real = await open(name, 'r');
      return {
        stat: () => real.stat(),
        read: (buffer, offset, length, position) => (
          (bytes += length),
          real.read(buffer, offset, length, position)
        ),
        close: () => real.close(),
      };
    };
    const reader = volumeReader({ openFile: counted });
    const { handle } = await reader.openVolume(file('rows.mrc'));
    bytes = 0;
    await reader.volumeSlice(handle, 1, 20);
    assert.equal(bytes, 4 * 64 * 40);
    await reader.closeVolume(handle);
  });

  it('are stacks or volumes as their names say, where headers leave it open', async () => {
    const data = new Float32Array(8 * 8 * 4);
    for (const [name, isVolume] of [
      ['tilts.st', false],
      ['particles.mrcs', false],
      ['tomogram.rec', true],
    ] as const) {
      await writeMrc(file(name), { size: [8, 8, 4], pixelSize: 1, data });
      const reader = volumeReader();
      const info = await reader.openVolume(file(name));
      assert.equal(info.isVolume, isVolume, name);
      await reader.closeVolume(info.handle);
    }
  });

  it('tell their statistics again to whoever asks later, however the first answer was passed on', async () => {
    const reader = volumeReader();
    await writeMrc(file('asked.mrc'), {
      size: [8, 8, 8],
      pixelSize: 1,
      data: Float32Array.from({ length: 512 }, (_, i) => i),
    });
    const { handle } = await reader.openVolume(file('asked.mrc'));
    const [first, second] = await Promise.all([
      reader.volumeStatistics(handle),
      reader.volumeStatistics(handle),
    ]);
    structuredClone(first.histogram, { transfer: [first.histogram.buffer] });
    const third = await reader.volumeStatistics(handle);
    for (const { mean, histogram } of [second, third]) {
      assert.equal(mean, 255.5);
      assert.equal(
        histogram.reduce((sum, count) => sum + count, 0),
        512,
      );
    }
    await reader.closeVolume(handle);
  });

  it('say in one sentence what is wrong with a broken file', async () => {
    const reader = volumeReader();
    await assert.rejects(
      reader.openVolume(file('none.mrc')),
      /none\.mrc: cannot read the file, there is no such file/,
    );
    await assert.rejects(
      reader.openVolume('test/fixtures/mrc/empty1.map'),
      /not an MRC file: it has 0 bytes/,
    );
  });
});
