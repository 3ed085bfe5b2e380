/** Writing files so that nothing is ever half-written. */
import assert from 'node:assert/strict';
import { chmod, lstat, mkdir, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { finishSave, replaceFilesTogether } from '../../../src/files/save';
import { replaceOwnFile, writeFileAtomically } from '../../../src/files/atomicFile';
import { makeFolder, temporaryName } from '../../../src/files/durableFile';
import { useTemporaryFolder } from '../../support/temporaryFolder';

const finish = async (journal: string): Promise<boolean> => finishSave(journal, async () => undefined);

describe('writing a file', () => {
  const inFolder = useTemporaryFolder();

  it('replaces it, keeps its permissions and leaves nothing beside it', async () => {
    await writeFile(inFolder('a'), 'old');
    await chmod(inFolder('a'), 0o640);
    await writeFileAtomically(inFolder('a'), 'new');
    assert.equal(await readFile(inFolder('a'), 'utf8'), 'new');
    assert.equal((await stat(inFolder('a'))).mode & 0o777, 0o640);
    assert.deepEqual(await readdir(inFolder()), ['a']);
  });

  it('goes through a symbolic link instead of replacing it', async () => {
    await mkdir(inFolder('elsewhere'));
    await writeFile(inFolder('elsewhere', 'a'), 'old');
    await symlink(inFolder('elsewhere', 'a'), inFolder('link'));
    await writeFileAtomically(inFolder('link'), 'new');
    assert.ok((await lstat(inFolder('link'))).isSymbolicLink());
    assert.equal(await readFile(inFolder('elsewhere', 'a'), 'utf8'), 'new');
  });

  it('whose name is ours replaces a link, whatever it leads to', async () => {
    await writeFile(inFolder('precious'), 'old');
    for (const target of ['precious', 'nowhere']) {
      await symlink(inFolder(target), inFolder(`to-${target}`));
      await replaceOwnFile(inFolder(`to-${target}`), 'new');
      assert.ok((await lstat(inFolder(`to-${target}`))).isFile());
    }
    assert.equal(await readFile(inFolder('precious'), 'utf8'), 'old');
    assert.deepEqual((await readdir(inFolder())).sort(), ['precious', 'to-nowhere', 'to-precious']);
  });

  it('says in one sentence why it cannot', async () => {
    await writeFile(inFolder('file'), '');
    await assert.rejects(
      writeFileAtomically(inFolder('none', 'a'), ''),
      /^Problem: .*none\/a: cannot write the file, there is no such/,
    );
    await assert.rejects(writeFileAtomically(inFolder('file', 'a'), ''), /a part of the path is a file/);
    await assert.rejects(makeFolder(inFolder('file', 'b')), /a file of that name is in the way/);
    await assert.rejects(makeFolder(inFolder('file')), /a file of that name is in the way/);
    assert.deepEqual(await readdir(inFolder()), ['file']);
  });

  it('makes folders and says which was the first new one', async () => {
    assert.equal(await makeFolder(inFolder('x', 'y', 'z')), inFolder('x'));
    assert.equal(await makeFolder(inFolder('x', 'y', 'z')), undefined);
  });
});

describe('replacing files together', () => {
  const inFolder = useTemporaryFolder();

  it('writes all and removes its journal', async () => {
    await replaceFilesTogether(
      new Map([
        [inFolder('a'), '1'],
        [inFolder('d', 'b'), '2'],
      ]),
      inFolder('journal'),
    );
    assert.deepEqual((await readdir(inFolder())).sort(), ['a', 'd']);
    assert.equal(await readFile(inFolder('d', 'b'), 'utf8'), '2');
    assert.equal(await finish(inFolder('journal')), false);
  });

  it('writes none when one cannot be written', async () => {
    await writeFile(inFolder('a'), 'old');
    await mkdir(inFolder('taken'));
    const files = new Map([
      [inFolder('a'), 'new'],
      [inFolder('a', 'b'), 'new'],
    ]);
    await assert.rejects(replaceFilesTogether(files, inFolder('journal')), /in the way/);
    assert.equal(await readFile(inFolder('a'), 'utf8'), 'old');
    assert.deepEqual((await readdir(inFolder())).sort(), ['a', 'taken']);
  });

  it('is completed after a crash once all content is there, and undone before', async () => {
    const [a, b] = [inFolder('a'), inFolder('b')];
    for (const state of ['complete', 'writing']) {
      await writeFile(a, 'old');
      await writeFile(b, 'old');
      const temporaries = [temporaryName(a), temporaryName(b)];
      for (const path of temporaries) await writeFile(path, 'new');
      const relative = (path: string): string => path.slice(inFolder().length + 1);
      const moves = [
        [temporaries[0], a],
        [temporaries[1], b],
      ].map((pair) => pair.map(relative));
      await writeFile(inFolder('journal'), JSON.stringify({ state, moves }));
      assert.equal(await finish(inFolder('journal')), state === 'complete');
      const expected = state === 'complete' ? 'new' : 'old';
      assert.deepEqual([await readFile(a, 'utf8'), await readFile(b, 'utf8')], [expected, expected]);
      assert.deepEqual((await readdir(inFolder())).sort(), ['a', 'b']);
    }
  });

  it('never moves or removes what a foreign journal names', async () => {
    await writeFile(inFolder('precious'), 'x');
    await writeFile(inFolder('other'), 'y');
    for (const state of ['complete', 'writing']) {
      await writeFile(
        inFolder('journal'),
        JSON.stringify({ state, moves: [['precious', 'other'], [1, 2], 'x'] }),
      );
      await finish(inFolder('journal'));
    }
    for (const text of ['{"state":', '', '[]', '{"state":"done","moves":[]}']) {
      await writeFile(inFolder('journal'), text);
      await assert.rejects(
        finish(inFolder('journal')),
        /journal: the journal of an interrupted save is damaged, .* murmur restore/,
      );
      assert.equal(await readFile(inFolder('journal'), 'utf8'), text);
    }
    await rm(inFolder('journal'));
    assert.deepEqual((await readdir(inFolder())).sort(), ['other', 'precious']);
    assert.equal(await readFile(inFolder('other'), 'utf8'), 'y');
  });
});
