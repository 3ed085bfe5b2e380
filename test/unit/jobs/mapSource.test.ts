/** Maps whose sections are read one after the other are those that are read as a whole. */
import assert from 'node:assert/strict';
import { readMrc, writeMrc } from '../../../src/formats/mrc';
import { eachSection, openMap, readMap } from '../../../src/jobs/maps/mapSource';
import { useTemporaryFolder } from '../../support/temporaryFolder';

const files = 'test/fixtures/mrc';

describe('A map that is read when there is a place for it', () => {
  const inFolder = useTemporaryFolder();

  it('has the same sections as the whole map: in several pieces, compressed, other axes, other numbers', async () => {
    // More than what is read at once.
    const size = [64, 48, 50] as const;
    const data = Float32Array.from({ length: 64 * 48 * 50 }, (_, i) => Math.sin(i));
    await writeMrc(inFolder('long.mrc'), { size, pixelSize: 2, data });
    for (const path of [
      inFolder('long.mrc'),
      `${files}/5i55_tiny.ccp4`,
      `${files}/emd_3197.map.gz`,
      `${files}/EMD-3197.map`,
      `${files}/merged_mask.mrc`,
    ]) {
      const { header, data: expected } = await readMrc(path);
      const source = await openMap(path);
      assert.deepEqual(source.box, header.size, path);
      assert.equal(source.pixelSize, header.pixelSize[0]);
      const [whole, joined] = [new Float32Array(expected.length), new Float32Array(expected.length)];
      await readMap(source, whole);
      assert.deepEqual(whole, expected, path);
      const seen: number[] = [];
      await eachSection(source, (section, z) => {
        seen.push(z);
        joined.set(section, z * section.length);
      });
      assert.deepEqual(joined, expected, path);
      assert.deepEqual(
        seen,
        Array.from({ length: header.size[2] }, (_, z) => z),
      );
    }
  });
});
