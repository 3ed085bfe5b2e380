/** Every real file of test/fixtures, with the large ones unpacked. */
import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { gunzipSync } from 'node:zlib';

export interface RealFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** @param ending of the name, without the .gz of what is kept packed */
export async function realFiles(ending: RegExp): Promise<readonly RealFile[]> {
  const entries = await readdir('test/fixtures', { recursive: true, withFileTypes: true });
  const files: RealFile[] = [];
  for (const { name, parentPath } of entries.filter(
    (entry) => entry.isFile() && entry.name !== 'README.md',
  )) {
    const packed = basename(parentPath) === 'large';
    const bare = packed ? name.replace(/\.gz$/, '') : name;
    if (!ending.test(bare)) continue;
    const bytes = await readFile(join(parentPath, name));
    files.push({ name: bare, bytes: packed ? gunzipSync(bytes) : bytes });
  }
  return files;
}
