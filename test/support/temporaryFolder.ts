/** Folders of tests, removed afterwards. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Joins names to a folder. */
export type InFolder = (...names: string[]) => string;

/** Call inside `describe`: each test has a folder of its own. */
export function useTemporaryFolder(): InFolder {
  let folder = '';
  beforeEach(() => {
    folder = makeFolder();
  });
  afterEach(() => removeFolder(folder));
  return (...names) => join(folder, ...names);
}

/** Call inside `describe`: all tests have one folder, for what is made once and only read. */
export function useSuiteFolder(): InFolder {
  let folder = '';
  before(() => {
    folder = makeFolder();
  });
  after(() => removeFolder(folder));
  return (...names) => join(folder, ...names);
}

/** A folder that is there as long as this process. */
export function folderOfProcess(): string {
  const folder = makeFolder();
  process.once('exit', () => removeFolder(folder));
  return folder;
}

export function makeFolder(): string {
  return mkdtempSync(join(tmpdir(), 'murmur-'));
}

/** Tries again where a process that is about to end still writes. */
export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
}
