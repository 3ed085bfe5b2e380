/** What `murmur info` tells: every real file at hand is described, or refused with the reason. */
import assert from 'node:assert/strict';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describeFile } from '../../../src/jobs/info/describeFile';
import { Problem } from '../../../src/problem';
import { writePopulation } from '../../support/population';
import { useTemporaryFolder } from '../../support/temporaryFolder';

const broken: Readonly<Record<string, RegExp>> = {
  'test_data_corrupt_header.map': /truncated: 301 x 401 x 71 voxels of mode \d+ need/,
  'emd_3197.png.gz': /this is not an MRC file/,
  'rgb.predict.u1.tif': /it has 3 colours, expected grey values/,
};

describe('describing files', () => {
  const inFolder = useTemporaryFolder();

  it('works for every real file at hand, except for those that are broken', async () => {
    const entries = await readdir('test/fixtures', { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile() && !/\.(md|json|npz)$/.test(entry.name));
    assert.ok(files.length > 50);
    for (const { parentPath, name } of files) {
      const attempt = describeFile(join(parentPath, name));
      const message = broken[name];
      if (message === undefined) assert.ok(Object.keys((await attempt).facts).length > 0, name);
      else
        await assert.rejects(attempt, (error) => {
          assert.ok(error instanceof Problem && error.message.includes(name), String(error));
          assert.match(error.message, message);
          return true;
        });
    }
  });

  it('says what matters of a map, a table and a tilt series', async () => {
    const map = await describeFile('test/fixtures/mrc/EMD-3001.map.bz2');
    assert.equal(map.kind, 'MRC volume');
    assert.deepEqual(map.facts.axes, 'zxy');
    const table = await describeFile('test/fixtures/star/m_particles.star');
    assert.equal(table.kind, 'particles of M');
    assert.equal(table.facts['poses a particle'], 1);
    const series = await describeFile('test/fixtures/warp/TS_1.xml');
    assert.equal(series.facts.tilts, 41);
    assert.deepEqual(series.facts['image warp grid'], [6, 4, 41]);
  });

  it('covers the files of a population', async () => {
    const { path, species, source } = await writePopulation(inFolder());
    assert.deepEqual((await describeFile(path)).facts.species, [species.path]);
    assert.deepEqual((await describeFile(species.path)).facts.missing, []);
    assert.equal((await describeFile(source.path)).facts.series, 2);
    const settings = await describeFile(inFolder('warp_tiltseries.settings'));
    assert.equal(settings.facts['pixel size (Å)'], 10);
    const series = await describeFile(inFolder('warp_tiltseries', 'TS_1.xml'));
    assert.equal(series.facts['tilt images found'], 3);
  });

  it('refuses folders, missing files and XML of others', async () => {
    await assert.rejects(describeFile(inFolder()), /it is no file/);
    await assert.rejects(describeFile(inFolder('none.xml')), /there is no such file/);
    await writeFile(inFolder('tilt.com'), '$tilt -StandardInput');
    await assert.rejects(
      describeFile(inFolder('tilt.com')),
      /tilt\.com: it is of no kind that is known here/,
    );
    await writeFile(inFolder('a.xml'), '<html />');
    await assert.rejects(
      describeFile(inFolder('a.xml')),
      /a\.xml: its root element <html> belongs to no file/,
    );
  });
});
