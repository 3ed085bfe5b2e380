import assert from 'node:assert/strict';
import { heldByName, isMapName, mapFilters, mapPatterns } from '../../../src/formats/mapFormats';

describe('Names of files with maps', () => {
  it('are known by their ending, compressed or not', () => {
    for (const name of ['a.mrc', 'A.MRC', '/p.x/a.b.rec', 'a.map.gz', 'a.em.bz2', 'a.ccp4', 'stack.mrcs'])
      assert.ok(isMapName(name), name);
    for (const name of ['a.star', 'mrc', 'a.mrc.zip', 'a.gz', 'a.tif', 'a.gz.mrc.star', ''])
      assert.ok(!isMapName(name), name);
  });

  it('tell stacks from volumes where programs keep to it', () => {
    assert.deepEqual(
      ['a.mrcs', 'a.st.gz', 'a.rec', 'a.map', 'a.mrc', 'a.star'].map((name) => heldByName(name)),
      ['stack', 'stack', 'volume', 'volume', null, null],
    );
  });

  it('make what dialogs and editors offer', () => {
    assert.ok(mapPatterns().includes('*.mrc') && mapPatterns().includes('*.em.bz2'));
    assert.deepEqual(Object.values(mapFilters()).flat().slice(-2), ['gz', 'bz2']);
  });
});
