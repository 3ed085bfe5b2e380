/** The engine runs on a real Node.js or not at all. */
import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { findNode, type NodeSurroundings } from '../../../src/providers/engineNode';
import { useSuiteFolder } from '../../support/temporaryFolder';

describe('the Node.js that runs the engine', () => {
  const inFolder = useSuiteFolder();
  let folder: string;
  before(() => {
    folder = inFolder();
    mkdirSync(path.join(folder, 'bin'));
    writeFileSync(path.join(folder, 'bin', 'node'), '');
    chmodSync(path.join(folder, 'bin', 'node'), 0o755);
    writeFileSync(path.join(folder, 'no-program'), '');
  });

  const surroundings = (changes: Partial<NodeSurroundings>): NodeSurroundings => ({
    setting: '',
    ownExecutable: '/vscode/node',
    electron: undefined,
    searchPath: '',
    windows: false,
    ...changes,
  });

  it('is the one that runs VS Code on a remote host', async () => {
    assert.equal(await findNode(surroundings({})), '/vscode/node');
  });

  it('is the setting’s, before anything else', async () => {
    const setting = path.join(folder, 'bin', 'node');
    assert.equal(await findNode(surroundings({ setting })), setting);
  });

  it('is the one on the PATH where Electron runs VS Code, never Electron', async () => {
    const found = await findNode(
      surroundings({
        electron: '30.0',
        ownExecutable: '/Applications/Code',
        searchPath: `/nowhere::${folder}/bin`,
      }),
    );
    assert.equal(found, path.join(folder, 'bin', 'node'));
  });

  it('is asked for in one sentence when there is none', async () => {
    await assert.rejects(
      findNode(surroundings({ electron: '30.0', searchPath: '/nowhere' })),
      /no `node` on the PATH; install Node.js 20 or newer, or set murmuration.nodePath/,
    );
    await assert.rejects(
      findNode(surroundings({ setting: path.join(folder, 'no-program') })),
      /no-program: the setting murmuration.nodePath names no program/,
    );
  });
});
