/** Warp's settings, tomostar files and the sizes of raw movies. */
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { readImageSize } from '../../../src/formats/imageFormats';
import { readSettings } from '../../../src/formats/settings';
import { parseTomostar } from '../../../src/formats/tomostar';
import { useTemporaryFolder } from '../../support/temporaryFolder';
import { writeWarpProject } from '../../support/warpProject';

describe('settings of Warp', () => {
  const inFolder = useTemporaryFolder();

  it('give what a data source needs, and defaults for the rest', async () => {
    const settings = await readSettings(await writeWarpProject(inFolder()));
    assert.equal(settings.dataFolder, 'tomostar');
    assert.equal(settings.processingFolder, 'warp_tiltseries');
    assert.equal(settings.extension, '*.tomostar');
    assert.deepEqual([settings.pixelSize, ...settings.dimensions], [10, 60, 80, 20]);
    assert.equal(settings.dosePerFrame, -3.5);
    assert.equal(settings.eerGroupFrames, 10);
  });

  it('name a gain only if it is to be corrected', async () => {
    const gain = (correct: string): string =>
      `<Settings><Import><Param Name="PixelSize" Value="1.7"/><Param Name="GainPath" Value="g.mrc"/><Param Name="CorrectGain" Value="${correct}"/></Import></Settings>`;
    await writeFile(inFolder('a.settings'), gain('True'));
    await writeFile(inFolder('b.settings'), gain('False'));
    assert.equal((await readSettings(inFolder('a.settings'))).gainPath, 'g.mrc');
    assert.equal((await readSettings(inFolder('b.settings'))).gainPath, '');
  });
});

describe('tomostar files', () => {
  it('list tilts; axis and offsets may be missing', () => {
    const tilts = parseTomostar(
      'data_\nloop_\n_wrpMovieName\n_wrpAngleTilt\n_wrpDose\nm/a.tif 3.0 5.2\nm/b.tif -3 0\n',
      't',
    );
    assert.deepEqual(tilts[0], {
      movie: 'm/a.tif',
      angle: 3,
      dose: 5.2,
      axisAngle: 0,
      axisOffsetX: 0,
      axisOffsetY: 0,
    });
    assert.equal(tilts.length, 2);
  });

  it('without tilts, required columns or numbers are refused', () => {
    assert.throws(() => parseTomostar('data_\nloop_\n_wrpMovieName\n', 't'), /t: it lists no tilts/);
    assert.throws(() => parseTomostar('data_\nloop_\n_wrpMovieName\na\n', 't'), /wrpDose are required/);
    assert.throws(
      () => parseTomostar('data_\nloop_\n_wrpMovieName\n_wrpAngleTilt\n_wrpDose\na x 0\n', 't'),
      /t:6: wrpAngleTilt is no number: x/,
    );
  });
});

describe('the size of a raw movie', () => {
  const inFolder = useTemporaryFolder();

  it('comes from the header of TIFF, BigTIFF and MRC files', async () => {
    assert.deepEqual(await readImageSize('test/fixtures/tiff/gray.none.u1.tif'), [32, 32]);
    assert.deepEqual(await readImageSize('test/fixtures/tiff/gray.bigtiff.u1.tif'), [111, 83]);
    assert.deepEqual(await readImageSize('test/fixtures/tiff/gray.bigendian.u2.tif'), [111, 83]);
    assert.deepEqual(await readImageSize('test/fixtures/mrc/tiny1.map'), [3, 3]);
  });

  it('is refused for anything else', async () => {
    await writeFile(inFolder('a.tif'), Buffer.from('49492a00ffffff7f0000000000000000', 'hex'));
    await assert.rejects(
      readImageSize(inFolder('a.tif')),
      /Problem: .*a\.tif: its directories point beyond its end/,
    );
    await assert.rejects(readImageSize('package.json'), /not an MRC file/);
    await assert.rejects(readImageSize(inFolder('none')), /there is no such file/);
  });
});
