/**
 * A disk on which a program dies, or the disk itself fails, at a chosen operation. What was not flushed before the power
 * went may be lost or torn: content of files, and names in folders from some operation on.
 */
import { link, lstat, mkdir, open, rename, rm, truncate, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { seededUniform } from '../../shared/math/random';
import type { Files, NewFile } from '../../src/files/files';
import { makeFolder, removeFolder } from './temporaryFolder';

/** What happens at the chosen operation: the process dies, or the system refuses that one operation, or all from then on. */
export type Fault = 'death' | { readonly code: 'ENOSPC' | 'EACCES'; readonly lasts: boolean };

/** What of the unflushed survives: all (only the process died), nothing, names without their content, or what chance decides. */
export type Loss = 'nothing' | 'everything' | 'content' | { readonly seed: number };

const needsSpace = new Set(['create', 'write', 'copy', 'link', 'linkTo', 'makeFolder', 'rename', 'flush']);
const needsPermission = new Set([
  'create',
  'copy',
  'link',
  'linkTo',
  'rename',
  'remove',
  'makeFolder',
  'removeFolder',
]);

/** Whether an operation of this kind can be refused for that reason. */
export function canFail(kind: string, code: 'ENOSPC' | 'EACCES'): boolean {
  return (code === 'ENOSPC' ? needsSpace : needsPermission).has(kind);
}

export class CrashFiles implements Files {
  operations = 0;
  /** What was done, for messages of tests. */
  readonly log: string[] = [];
  readonly kinds: string[] = [];
  readonly #unflushed = new Set<string>();
  readonly #names: { readonly folder: string; readonly undo: () => Promise<void> }[] = [];
  #stash = '';
  #isMended = false;

  constructor(
    private readonly disk: Files,
    private readonly at = Infinity,
    private readonly fault: Fault = 'death',
  ) {}

  async create(path: string): Promise<NewFile> {
    await this.step('create', path);
    const file = await this.disk.create(path);
    this.named(path, async () => unlink(path));
    return {
      write: async (content) => {
        this.#unflushed.add(path);
        await this.step('write', path, async () =>
          file.write(Buffer.from(content).subarray(0, content.length / 2)),
        );
        await file.write(content);
      },
      setMode: async (mode) => {
        await this.step('setMode', path);
        await file.setMode(mode);
      },
      flush: async () => {
        await this.step('flush', path);
        this.#unflushed.delete(path);
      },
      close: async () => file.close(),
    };
  }

  async copy(from: string, to: string): Promise<void> {
    await this.step('copy', to);
    await this.disk.copy(from, to);
    this.#unflushed.add(to);
    this.named(to, async () => unlink(to));
  }

  /** Real flushes would only take time: what they promise is kept track of here. */
  async flush(path: string): Promise<void> {
    await this.step('flush', path);
    this.#unflushed.delete(path);
    for (let i = this.#names.length - 1; i >= 0; i--)
      if (this.#names[i].folder === path) this.#names.splice(i, 1);
  }

  async append(path: string, text: string): Promise<void> {
    await this.step('append', path);
    await this.disk.append(path, text);
  }

  async rename(from: string, to: string): Promise<void> {
    await this.step('rename', to);
    const before = (await isFile(to)) ? await this.stashed(to) : null;
    await this.disk.rename(from, to);
    if (this.#unflushed.delete(from)) this.#unflushed.add(to);
    // Renaming one name of a file to another of its names leaves both.
    if (await isThere(from)) return;
    this.named(to, async () => {
      await rename(to, from);
      if (before !== null) await rename(before, to);
    });
  }

  async link(from: string, to: string): Promise<void> {
    await this.step('link', to);
    await this.disk.link(from, to);
    this.named(to, async () => unlink(to));
  }

  async linkTo(target: string, path: string): Promise<void> {
    await this.step('linkTo', path);
    await this.disk.linkTo(target, path);
    this.named(path, async () => unlink(path));
  }

  async remove(path: string): Promise<void> {
    await this.step('remove', path);
    const kept = await this.stashed(path);
    await this.disk.remove(path);
    this.#unflushed.delete(path);
    this.named(path, async () => rename(kept, path));
  }

  async makeFolder(path: string): Promise<void> {
    await this.step('makeFolder', path);
    await this.disk.makeFolder(path);
    this.named(path, async () => rm(path, { recursive: true }));
  }

  async removeFolder(path: string): Promise<void> {
    await this.step('removeFolder', path);
    await this.disk.removeFolder(path);
    this.named(path, async () => mkdir(path));
  }

  /** Whatever was refused is possible again. */
  mend(): void {
    this.#isMended = true;
  }

  /** The power comes back: what was lost is lost. */
  async lose(loss: Loss): Promise<void> {
    if (loss !== 'nothing') {
      for (const path of this.#unflushed) await tear(path);
      // A folder may have gone with all that is in it.
      if (loss === 'everything')
        for (const { folder, undo } of this.#names.toReversed()) if (await isThere(folder)) await undo();
      if (typeof loss === 'object') await this.loseByChance(loss.seed);
    }
    if (this.#stash !== '') removeFolder(this.#stash);
  }

  /** In each folder everything from some operation on. */
  private async loseByChance(seed: number): Promise<void> {
    const uniform = seededUniform(seed);
    const folders = [...new Set(this.#names.map(({ folder }) => folder))];
    const left = new Map(
      folders.map((folder) => {
        const count = this.#names.filter((name) => name.folder === folder).length;
        return [folder, Math.floor((count + 1) * uniform())];
      }),
    );
    for (const { folder, undo } of this.#names.toReversed()) {
      const lost = left.get(folder) ?? 0;
      if (lost === 0) continue;
      left.set(folder, lost - 1);
      if (await isThere(folder)) await undo();
    }
  }

  private named(path: string, undo: () => Promise<void>): void {
    this.#names.push({ folder: dirname(path), undo });
  }

  private async step(kind: string, path: string, partly?: () => Promise<void>): Promise<void> {
    const n = this.operations++;
    this.log.push(`${n} ${kind} ${path}`);
    this.kinds.push(kind);
    if (n < this.at || this.#isMended) return;
    if (this.fault === 'death') {
      if (n === this.at) await partly?.();
      throw new Error(`died at ${kind} ${path}`);
    }
    const { code, lasts } = this.fault;
    if (canFail(kind, code) && (lasts || n === this.at))
      throw Object.assign(new Error(`${code}: ${kind} ${path}`), { code });
  }

  private async stashed(path: string): Promise<string> {
    if (this.#stash === '') this.#stash = makeFolder();
    const kept = join(this.#stash, String(this.operations));
    await link(path, kept);
    return kept;
  }
}

/** The first half is there, and then what the blocks held before. */
async function tear(path: string): Promise<void> {
  if (!(await isFile(path))) return;
  const file = await open(path, 'r+');
  const { size } = await file.stat();
  const from = Math.floor(size / 2);
  await file.write(Buffer.alloc(size - from, '\0'), 0, size - from, from);
  await file.close();
  if (size % 3 === 0) await truncate(path, from);
}

async function isFile(path: string): Promise<boolean> {
  return lstat(path).then(
    (found) => !found.isDirectory(),
    () => false,
  );
}

async function isThere(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}
