/** References between project files. */
import assert from 'node:assert/strict';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import {
  fileName,
  fromReference,
  projectFile,
  resolveFrom,
  rootName,
  safeName,
  toReference,
} from '../../../src/formats/paths';
import { useTemporaryFolder } from '../../support/temporaryFolder';

describe('references between files', () => {
  const inFolder = useTemporaryFolder();

  it('are relative and percent-encoded', () => {
    assert.equal(
      toReference('/a/b/p.population', '/a/b/species/x y/ä#?.species'),
      'species/x%20y/%C3%A4%23%3F.species',
    );
    assert.equal(toReference('/a/b/p.population', '/a/c/d.source'), '../c/d.source');
  });

  it('are found in the spelling under which the file exists', async () => {
    await mkdir(inFolder('x y'));
    await writeFile(inFolder('x y', 'a.source'), '');
    await writeFile(inFolder('b%20c.source'), '');
    const from = inFolder('p.population');
    for (const reference of ['x y/a.source', 'x%20y/a.source', 'x y\\a.source'])
      assert.equal(fromReference(from, reference), inFolder('x y', 'a.source'));
    assert.equal(fromReference(from, 'b%20c.source'), inFolder('b%20c.source'));
    assert.equal(fromReference(from, 'none%zz.source'), inFolder('none%zz.source'));
    assert.equal(fromReference(from, '/abs/olute'), '/abs/olute');
  });

  it('are followed from where a linked folder or file really lies, and written so', async () => {
    await mkdir(inFolder('disk', 'm'), { recursive: true });
    await mkdir(inFolder('home'));
    await writeFile(inFolder('disk', 'a.source'), '');
    await writeFile(inFolder('home', 'b.source'), '');
    await writeFile(inFolder('disk', 'm', 'p.population'), '');
    await symlink(inFolder('disk', 'm'), inFolder('home', 'm'));
    await symlink(inFolder('disk', 'm', 'p.population'), inFolder('home', 'p.population'));
    const linked = inFolder('home', 'm', 'p.population');
    assert.equal(fromReference(linked, '../a.source'), inFolder('disk', 'a.source'));
    assert.equal(fromReference(linked, '../b.source'), inFolder('home', 'b.source'));
    const written = toReference(linked, inFolder('home', 'b.source'));
    assert.equal(written, '../../home/b.source');
    assert.equal(fromReference(linked, written), inFolder('home', 'b.source'));
    assert.equal(toReference(linked, inFolder('home', 'm', 'new', 'c.species')), 'new/c.species');
    assert.equal(projectFile(inFolder('home', 'p.population')), inFolder('disk', 'm', 'p.population'));
    assert.equal(projectFile(linked), linked);
    const inFile = inFolder('disk', 'a.source', 'x.population');
    assert.equal(projectFile(inFile), inFile);
  });

  it('of Windows are understood', async () => {
    await mkdir(inFolder('x'));
    await writeFile(inFolder('a\\b'), '');
    assert.equal(resolveFrom(inFolder('x', 'f'), '..\\y\\z.mrc'), inFolder('y', 'z.mrc'));
    assert.equal(resolveFrom(inFolder('f'), 'a\\b'), inFolder('a\\b'));
    assert.equal(resolveFrom('/a/f', '/b'), '/b');
  });

  it('have names like those of M: no blanks or separators, only the last extension goes', () => {
    assert.equal(safeName('HIV / 1 b'), 'HIV1b');
    assert.equal(rootName('F:\\data\\TS_1.mrc.tomostar'), 'TS_1.mrc');
    assert.equal(rootName('/a.b/none'), 'none');
    assert.equal(fileName('a/b\\c.d'), 'c.d');
  });
});
