/** SerialEM's metadata files. */
import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { parseMdoc, tiltAxisAngle } from '../../../src/formats/mdoc';

const folder = 'test/fixtures/mdoc';

describe('mdoc files', () => {
  const parse = async (name: string) => parseMdoc(await readFile(`${folder}/${name}.mdoc`, 'utf8'), name);

  it('give the values of every image', async () => {
    const mdoc = await parse('tilt_series');
    assert.equal(mdoc.values.get('PixelSpacing'), '5.4');
    assert.equal(mdoc.sections[1].values.get('TiltAngle'), '3.00113');
    assert.equal(
      mdoc.sections[0].values.get('SubFramePath'),
      'D:\\DATA\\Flo\\HGK149_20151130\\frames\\TS_01_000_0.0.mrc',
    );
    assert.equal(tiltAxisAngle(mdoc), 85.3);
    const movie = await parse('frame_set_single');
    assert.deepEqual([movie.sections.length, movie.sections[0].kind], [1, 'FrameSet']);
    assert.equal(movie.sections[0].values.get('FrameDosesAndNumber'), '0.63824 12');
  });

  it('of all kinds at hand are read', async () => {
    for (const name of await readdir(folder))
      assert.ok(parseMdoc(await readFile(`${folder}/${name}`, 'utf8'), name).sections.length > 0, name);
    assert.equal(tiltAxisAngle(await parse('TS_001')), 85);
  });

  it('with a line that is none are refused with its number', () => {
    assert.throws(
      () => parseMdoc('[ZValue = 0]\nTiltAngle 3\n', 'a.mdoc'),
      /a\.mdoc:2: expected NAME = VALUE/,
    );
    assert.throws(() => parseMdoc('', 'a.mdoc'), /a\.mdoc: it describes no images/);
  });
});
