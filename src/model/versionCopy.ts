/**
 * Copies of a species or source in `versions/`: what a copy holds, whether what is in use has one already, and whether it
 * is still what it was when it was made. A copy has the checksums of its files beside them, as `sha256sum -c` reads them.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, readFile, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { isThere, type FileContent } from '../files/durableFile';
import { errorCode, fileProblem } from '../files/fileProblem';
import { Problem } from '../../shared/problem';
import { isReadableFile } from './ownFiles';

/** Name of the file of checksums in a copy. */
export const checksumFile = 'murmur.sha256';

/** What a copy is made of. */
export interface VersionContent {
  /** Of the .species or .source. */
  readonly owner: string;
  /** What the owner file says, with the number of the version left out: two that differ are two versions. */
  readonly record: string;
  /** The owner file in the copy; null where it is gone. */
  text(version: string): string | Uint8Array | null;
  /** The record of a copy that is there; undefined where it cannot be read. */
  recordOf(copy: string): Promise<string | undefined>;
  /** Name -> where its bytes are now. */
  readonly files: ReadonlyMap<string, string>;
  /** Names of all files that may be in a copy, beside the owner's. */
  readonly names: readonly string[];
}

/** Copies that are made in the same save: they are not in their folders yet. */
export type VersionsInMaking = Map<string, VersionContent>;

/**
 * The version that holds just this, or the name of a new one: the fingerprint, or where a version of that name holds
 * something else, which fingerprints don't see, with a number behind it.
 *
 * @returns `contents` by absolute path; null where there is a copy already
 */
export async function versionFor(
  fingerprint: string,
  content: VersionContent,
  inMaking: VersionsInMaking,
): Promise<{ readonly version: string; readonly contents: ReadonlyMap<string, FileContent> | null }> {
  for (let count = 1; ; count++) {
    const version = count === 1 ? fingerprint : `${fingerprint}-${count}`;
    const folder = versionFolder(content.owner, version);
    const made = inMaking.get(folder);
    if (made === undefined && !(await isThere(folder))) {
      inMaking.set(folder, content);
      return { version, contents: await copyOf(folder, version, content) };
    }
    const isSame = made === undefined ? await isCopyOf(folder, content) : await areSame(made, content);
    if (isSame) return { version, contents: null };
  }
}

export function versionFolder(owner: string, version: string): string {
  return join(dirname(owner), 'versions', version);
}

async function copyOf(
  folder: string,
  version: string,
  content: VersionContent,
): Promise<ReadonlyMap<string, FileContent>> {
  const contents = new Map<string, FileContent>();
  const sums: string[] = [];
  const text = content.text(version);
  if (text !== null) {
    contents.set(join(folder, basename(content.owner)), text);
    sums.push(`${createHash('sha256').update(text).digest('hex')}  ${basename(content.owner)}\n`);
  }
  for (const [name, path] of content.files) {
    contents.set(join(folder, name), { copyOf: path });
    sums.push(`${await sha256(path)}  ${name}\n`);
  }
  contents.set(join(folder, checksumFile), sums.join(''));
  return contents;
}

/** Whether nothing of it would be lost without another copy: files may be missing, but none is another one. */
export async function isCovered(version: string, content: VersionContent): Promise<boolean> {
  const folder = versionFolder(content.owner, version);
  const copy = await contentOf(folder, content);
  if (copy === null) return false;
  const names = new Set(content.files.keys());
  return areSame({ ...copy, files: new Map([...copy.files].filter(([name]) => names.has(name))) }, content);
}

async function isCopyOf(folder: string, content: VersionContent): Promise<boolean> {
  const copy = await contentOf(folder, content);
  return copy !== null && areSame(copy, content);
}

/** Of a copy on disk; null where its record cannot be read. */
async function contentOf(folder: string, like: VersionContent): Promise<VersionContent | null> {
  const record = await like.recordOf(join(folder, basename(like.owner)));
  if (record === undefined) return null;
  const files = new Map<string, string>();
  for (const name of like.names)
    if (await isReadableFile(join(folder, name))) files.set(name, join(folder, name));
  return { ...like, record, files };
}

async function areSame(a: VersionContent, b: VersionContent): Promise<boolean> {
  if (a.record !== b.record || a.files.size !== b.files.size) return false;
  for (const [name, path] of a.files) {
    const other = b.files.get(name);
    if (other === undefined || (other !== path && !(await haveSameBytes(path, other)))) return false;
  }
  return true;
}

/**
 * Throws Problem when a file of the copy is not what it was, or is gone.
 *
 * @returns names of the files that are what they were; null where no checksums were kept: M keeps none
 */
export async function verifyChecksums(folder: string): Promise<ReadonlySet<string> | null> {
  const path = join(folder, checksumFile);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw fileProblem(error, path, 'cannot read the checksums of the version');
  }
  const remedy = 'choose another version, or bring the file back from a backup';
  const verified = new Set<string>();
  for (const line of text.split('\n').filter((each) => each !== '')) {
    const found = /^([0-9a-f]{64}) [ *]([^/\\]+)$/.exec(line);
    if (found === null)
      throw new Problem(`it has a line that is no checksum: ${line}`, { where: path, remedy });
    const file = join(folder, found[2]);
    const sum = await sha256(file).catch((error: unknown) => {
      if (errorCode(error) !== 'ENOENT') throw fileProblem(error, file, 'cannot read the file');
      throw new Problem('the version lacks this file', { where: file, remedy });
    });
    if (sum !== found[1])
      throw new Problem('it is not what it was when this version was made', { where: file, remedy });
    verified.add(found[2]);
  }
  return verified;
}

async function sha256(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash);
  return hash.digest('hex');
}

async function haveSameBytes(a: string, b: string): Promise<boolean> {
  const sizes = await Promise.all([a, b].map(async (path) => stat(path).then(({ size }) => size)));
  if (sizes[0] !== sizes[1]) return false;
  const [first, second] = [await open(a, 'r'), await open(b, 'r')];
  try {
    const pieces = [Buffer.alloc(1 << 20), Buffer.alloc(1 << 20)];
    for (let at = 0; at < sizes[0];) {
      const { bytesRead } = await first.read(pieces[0], 0, pieces[0].length, at);
      await second.read(pieces[1], 0, bytesRead, at);
      if (pieces[0].compare(pieces[1], 0, bytesRead, 0, bytesRead) !== 0) return false;
      at += bytesRead;
    }
    return true;
  } finally {
    await first.close();
    await second.close();
  }
}
