/** Chooses the Node.js that runs the engine; never Electron, which cannot run the GPU library. */
import { constants } from 'node:fs';
import path from 'node:path';
import { isAccessible } from '../files/isAccessible';
import { Problem } from '../../shared/problem';

export interface NodeSurroundings {
  /** The setting `murmuration.nodePath`, empty when not set. */
  readonly setting: string;
  /** What runs this extension. */
  readonly ownExecutable: string;
  /** Defined when that is Electron. */
  readonly electron: string | undefined;
  /** The environment variable PATH. */
  readonly searchPath: string;
  readonly windows: boolean;
}

const remedy = 'install Node.js 20 or newer, or set murmuration.nodePath to where it is';

/** In order: the setting, what runs VS Code on a remote host, `node` on the PATH. */
export async function findNode(surroundings: NodeSurroundings): Promise<string> {
  const { setting, ownExecutable, electron, searchPath, windows } = surroundings;
  if (setting !== '') {
    if (await isExecutable(setting)) return setting;
    throw new Problem('the setting murmuration.nodePath names no program that can be run', {
      where: setting,
      remedy,
    });
  }
  if (electron === undefined) return ownExecutable;
  for (const folder of searchPath.split(windows ? ';' : ':')) {
    const candidate = path.join(folder, windows ? 'node.exe' : 'node');
    if (folder !== '' && (await isExecutable(candidate))) return candidate;
  }
  throw new Problem('the engine needs Node.js, and there is no `node` on the PATH', { remedy });
}

async function isExecutable(file: string): Promise<boolean> {
  return isAccessible(file, constants.X_OK);
}
