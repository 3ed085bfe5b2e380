/** A format of maps or of movies is one file: put into its list, it is offered, recognized and read everywhere. */
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { readImageSize } from '../../../src/formats/imageFormats';
import { isMapName, mapFilters, mapPatterns } from '../../../src/formats/mapFormats';
import { readMapHeader } from '../../../src/formats/maps/mapHeader';
import { readMrc } from '../../../src/formats/mrc';
import { openImageStack } from '../../../src/formats/openImageStack';
import { describeFile, knownFormats } from '../../../src/jobs/info/describeFile';
import { readMapFile } from '../../../src/jobs/maps/mapFiles';
import { volumeReader } from '../../../src/volumes/volumeReader';
import { encodeBrick, encodeFlick, withDummyImages } from '../../support/dummyImages';
import { useTemporaryFolder } from '../../support/temporaryFolder';

const { maps } = withDummyImages;
const values = Array.from({ length: 24 }, (_, i) => 3 * i);

describe('A format of maps that is put into the list', () => {
  const inFolder = useTemporaryFolder();
  const write = async (): Promise<readonly string[]> => {
    const files = [inFolder('a.brick'), inFolder('a.brick.gz')];
    const bytes = encodeBrick([4, 3, 2], values);
    await writeFile(files[0], bytes);
    await writeFile(files[1], gzipSync(bytes));
    return files;
  };

  it('is offered by dialogs and editors, and known by its name', () => {
    assert.ok(mapFilters(maps)['Density maps'].includes('brick'));
    assert.ok(mapPatterns(maps).includes('*.brick.bz2') && !mapPatterns().includes('*.brick'));
    assert.deepEqual([isMapName('a.brick.gz', maps), isMapName('a.brick')], [true, false]);
  });

  it('is read by forms, commands and the density editor, compressed or not', async () => {
    for (const path of await write()) {
      assert.deepEqual((await readMapHeader(path, maps)).size, [4, 3, 2]);
      const map = await readMapFile(path, maps);
      assert.deepEqual([map.box, Array.from(map.data)], [[4, 3, 2], values]);
      const reader = volumeReader({ formats: maps });
      const { handle, table, isVolume } = await reader.openVolume(path);
      assert.ok(isVolume);
      assert.match(new Map(table).get('Format') ?? '', /^Brick/);
      assert.deepEqual(Array.from((await reader.volumeSlice(handle, 2, 1)) ?? []), values.slice(12));
      await reader.closeVolume(handle);
    }
  });

  it('is told by info, serves images, and stays out of what has to be MRC', async () => {
    for (const path of await write()) {
      const { kind, facts } = await describeFile(path, { ...knownFormats, images: withDummyImages });
      assert.deepEqual([kind, facts], ['Brick file', { 'size (pixels)': [4, 3], images: 2 }]);
      const stack = await openImageStack(path, withDummyImages);
      assert.deepEqual(Array.from(await stack.readFrame(1)), values.slice(12));
      await stack.close();
      await assert.rejects(readMrc(path), /this is not an MRC file/);
    }
  });
});

describe('A format of movies that is put into the list', () => {
  const inFolder = useTemporaryFolder();

  it('is told by info and read frame by frame', async () => {
    const path = inFolder('a.flick');
    await writeFile(path, encodeFlick([4, 3, 2], values));
    assert.deepEqual(await readImageSize(path, withDummyImages), [4, 3]);
    assert.deepEqual(
      (await describeFile(path, { ...knownFormats, images: withDummyImages })).kind,
      'Flick movie',
    );
    const stack = await openImageStack(path, withDummyImages);
    assert.deepEqual([stack.size, stack.frames], [[4, 3], 2]);
    assert.deepEqual(Array.from(await stack.readFrame(0)), values.slice(0, 12));
    await stack.close();
    await assert.rejects(openImageStack(path), /this is not an MRC file/);
  });
});
