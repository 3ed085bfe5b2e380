/** Tilt series of Warp 1: UTF-16, and an anisotropic magnification of three numbers, which Warp and M no longer apply. */
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { averagePath, halfAveragePath } from '../../../src/model/tiltMovies';
import { formatTiltSeries } from '../../../src/model/tiltSeriesChanges';
import { readTiltSeries } from '../../../src/model/tiltSeriesFile';
import { useTemporaryFolder } from '../../support/temporaryFolder';
import { writeWarpProject } from '../../support/warpProject';

describe('tilt series of Warp 1', () => {
  const inFolder = useTemporaryFolder();
  const source = { pixelSize: 10, dimensions: [60, 80, 20] } as const;

  it('in UTF-16 are read, and three magnification numbers stay in the file without effect', async () => {
    await writeWarpProject(inFolder());
    const path = inFolder('warp_tiltseries', 'TS_1.xml');
    const text = (await readFile(path, 'utf8'))
      .replace('encoding="utf-8"', 'encoding="utf-16"')
      .replace('Strange=', 'MagnificationCorrection="1.02, 0.98, 30" Strange=');
    await writeFile(path, Buffer.from(text, 'utf16le'));
    const file = await readTiltSeries(path, source);
    assert.equal(file.series.tiltCount, 3);
    assert.deepEqual(file.series.magnification, [1, 0, 0, 1]);
    assert.ok(formatTiltSeries(file, { weight: 0.5 }).includes('MagnificationCorrection="1.02, 0.98, 30"'));
  });

  it('have averages, and averages of even and odd frames, where Warp puts them', () => {
    assert.equal(averagePath('/d/fs/m_1.tif'), '/d/fs/average/m_1.mrc');
    assert.equal(halfAveragePath('/d/fs/m_1.tif', 'odd'), '/d/fs/average/odd/m_1.mrc');
  });
});
