/** Many files that are written while more are made, and taken away together where the work fails. */
import { replaceOwnFile } from '../../files/atomicFile';
import { makeFolder, removeTree, type FileContent } from '../../files/durableFile';
import { Problem } from '../../../shared/problem';

/** Files on their way to the disk at once: flushing is waiting. */
const most = 8;

export class SavedFiles {
  readonly #paths: string[] = [];
  readonly #newFolders: string[] = [];
  readonly #onTheWay = new Set<Promise<void>>();

  async makeFolder(path: string): Promise<void> {
    const topmost = await makeFolder(path);
    if (topmost !== undefined) this.#newFolders.push(topmost);
  }

  /** Returns when there is room for the next one. Throws the Problem of any that failed. */
  async save(path: string, content: FileContent): Promise<void> {
    const saved: Promise<void> = replaceOwnFile(path, content).then(() => {
      this.#paths.push(path);
      this.#onTheWay.delete(saved);
    });
    // Failed ones stay on the way, and are thrown to whoever waits next.
    saved.catch(() => undefined);
    this.#onTheWay.add(saved);
    if (this.#onTheWay.size >= most) await Promise.race(this.#onTheWay);
  }

  /** When all are on the disk. Throws the Problem of the first that failed. */
  async finish(): Promise<void> {
    await Promise.all(this.#onTheWay);
  }

  /** Takes away all that was written, and nothing where writing failed; throws `error`, which says so where some stay. */
  async removeAfter(error: unknown): Promise<never> {
    await Promise.allSettled(this.#onTheWay);
    const left: string[] = [];
    for (const path of [...this.#paths, ...this.#newFolders])
      await removeTree(path).catch(() => left.push(path));
    if (left.length === 0) throw error;
    throw new Problem(
      `${error instanceof Error ? error.message : String(error)}; unfinished files are left`,
      { where: left[0], remedy: 'remove them', cause: error },
    );
  }
}
