/**
 * Replaces, adds and removes files so that all of it happens or none, whatever stops the process, the disk or the power:
 *
 *     stage    new content lies beside its target under a temporary name; what it replaces has a second name
 *     commit   the journal says "complete": from here on the new files count
 *     apply    temporary names become the real ones, folders that go are put aside; where that fails, the old ones come back
 *     clean    second names and the journal go
 *
 * Whoever finds a journal of a process that is gone finishes what it says: `finishSave`.
 */
import { lstat } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { errorCode, fileProblem } from './fileProblem';
import { Problem } from '../../shared/problem';
import { replaceOwnFile } from './atomicFile';
import {
  flushFolder,
  isThere,
  makeFolder,
  removeTree,
  temporaryName,
  writeDurably,
  type FileContent,
} from './durableFile';
import { files } from './files';
import {
  formatJournal,
  formatPointer,
  isJournal,
  leadsTo,
  placeOf,
  readJournal,
  type Journal,
  type Move,
  type Removal,
  type State,
} from './journal';
import { tellNotice } from './notices';

export class Save {
  readonly #moves: Move[] = [];
  readonly #removals: Removal[] = [];
  /** Target -> where its new content lies, and what of that is renamed. */
  readonly #staged = new Map<string, { readonly path: string; readonly root: string }>();
  /** Folder that is not there yet -> the temporary one that becomes it. */
  readonly #newFolders = new Map<string, string>();

  /**
   * @param journal on storage that outlives the process
   * @param pointers files that are to lead to the journal from elsewhere, for whoever looks there first
   */
  constructor(
    private readonly journal: string,
    private readonly pointers: readonly string[] = [],
  ) {}

  /** Absolute path -> content. A link is replaced by a file, never written through. Throws Problem. */
  async stage(contents: ReadonlyMap<string, FileContent>): Promise<void> {
    const first = this.#moves.length;
    for (const target of contents.keys()) await this.plan(target);
    await this.announce();
    for (const move of this.#moves.slice(first)) await keep(move.target, move.backup);
    for (const [target, content] of contents) {
      const path = this.#staged.get(target)?.path ?? target;
      await makeFolder(dirname(path));
      await writeDurably(path, content, target).catch((error: unknown) => {
        throw fileProblem(error, target, 'cannot write the file');
      });
    }
    for (const folder of this.foldersOf(contents.keys())) await flushFolder(folder);
  }

  /** The file is gone once all is done. */
  async remove(target: string): Promise<void> {
    const backup = temporaryName(target);
    this.#removals.push({ target, backup });
    await this.announce();
    await keep(target, backup);
    await flushFolder(dirname(target));
  }

  /** The folder is gone with all that is in it once all is done: until it is put aside as a whole nothing in it changes. */
  async removeFolder(target: string): Promise<void> {
    const aside = temporaryName(target);
    this.#removals.push({ target, backup: aside });
    await this.announce();
    await makeFolder(aside);
    await flushFolder(dirname(target));
  }

  /** Where to read now what will be at `path`; null for what is removed. */
  at(path: string): string | null {
    if (this.#removals.some(({ target }) => target === path)) return null;
    return this.#staged.get(path)?.path ?? path;
  }

  /** Throws Problem; then nothing has changed, unless it says so. */
  async commit(): Promise<void> {
    const undo = temporaryName(this.journal);
    try {
      await writeDurably(undo, this.text('undo'), this.journal);
      await replaceOwnFile(this.journal, this.text('complete'));
      await apply(this.#moves, this.#removals);
    } catch (error) {
      await this.undo(undo, error);
      throw error;
    }
    // What cannot be tidied up now is tidied up by whoever comes next.
    await removeTree(undo).catch(() => undefined);
    await this.clean().catch(() => undefined);
  }

  /** Takes back what was staged; what cannot be removed now goes when the next one looks for journals. */
  async discard(): Promise<void> {
    await this.clean().catch(() => undefined);
  }

  /** Before the journal says "complete" there is only what was staged; afterwards whoever comes next would go on with it. */
  private async undo(undo: string, cause: unknown): Promise<void> {
    const isCommitted = async (): Promise<boolean> => {
      const found = await readJournal(this.journal);
      return found !== undefined && 'state' in found && found.state === 'complete';
    };
    if (!(await isCommitted())) {
      await removeTree(undo).catch(() => undefined);
      return this.discard();
    }
    try {
      await files().rename(undo, this.journal);
      await takeBack(this.#moves, this.#removals);
      await this.clean();
    } catch {
      const why = cause instanceof Error ? cause.message : String(cause);
      // An "undo" in the journal is carried out by whoever comes next: the old files count.
      throw (await isCommitted())
        ? new Problem(`the change is saved, but not all of its files could be put in their places (${why})`, {
            where: this.journal,
            remedy: 'do not repeat it: the next command that changes the project completes it',
            cause,
          })
        : new Problem(`the change failed (${why}), and not all files could be put back yet`, {
            where: this.journal,
            remedy: 'the next command that changes the project puts them back',
            cause,
          });
    }
  }

  private async plan(target: string): Promise<void> {
    if (this.#staged.has(target)) throw new Error(`${target} is staged twice`);
    const missing = await topmostMissing(dirname(target));
    if (missing === undefined) {
      const temporary = temporaryName(target);
      this.#moves.push({
        temporary,
        target,
        backup: (await isReplaceable(target)) ? temporaryName(target) : null,
      });
      this.#staged.set(target, { path: temporary, root: temporary });
      return;
    }
    let temporary = this.#newFolders.get(missing);
    if (temporary === undefined) {
      temporary = temporaryName(missing);
      this.#newFolders.set(missing, temporary);
      this.#moves.push({ temporary, target: missing, backup: null });
    }
    this.#staged.set(target, { path: join(temporary, relative(missing, target)), root: temporary });
  }

  /** Every folder that has a new name in it. */
  private foldersOf(targets: Iterable<string>): ReadonlySet<string> {
    const folders = new Set<string>();
    for (const target of targets) {
      const { path, root } = this.#staged.get(target) ?? { path: target, root: target };
      for (let at = path; at.startsWith(root); at = dirname(at)) folders.add(dirname(at));
    }
    return folders;
  }

  /** Says what will lie about before it does. */
  private async announce(): Promise<void> {
    for (const pointer of this.pointers) await replaceOwnFile(pointer, formatPointer(pointer, this.journal));
    await replaceOwnFile(this.journal, this.text('writing'));
  }

  private async clean(): Promise<void> {
    await tidy(this.journal, {
      state: 'complete',
      moves: this.#moves,
      removals: this.#removals,
      pointers: this.pointers,
    });
  }

  private text(state: State): string {
    return formatJournal(this.journal, {
      state,
      moves: this.#moves,
      removals: this.#removals,
      pointers: this.pointers,
    });
  }
}

/** All of them or none, with a journal of their own; one that is there already is finished first. Throws Problem. */
export async function replaceFilesTogether(
  contents: ReadonlyMap<string, FileContent>,
  journal: string,
): Promise<void> {
  await finishSave(journal, async () => undefined);
  await saveTogether(journal, [], async (save) => save.stage(contents));
}

/** Stages and commits; what was staged goes again where that fails. @returns what `stage` does. Throws Problem. */
export async function saveTogether<T>(
  journal: string,
  pointers: readonly string[],
  stage: (save: Save) => Promise<T>,
): Promise<T> {
  const save = new Save(journal, pointers);
  let result: T;
  try {
    result = await stage(save);
  } catch (error) {
    await save.discard();
    throw error;
  }
  await save.commit();
  return result;
}

/**
 * Completes a save that was committed, or takes back one that was not.
 *
 * @param journal or a pointer to one
 * @param own called with every place that the save changes before anything is touched; throws when it is somebody else's now
 * @returns true when it completed one. Throws Problem where files cannot be moved.
 */
export async function finishSave(journal: string, own: (journal: string) => Promise<void>): Promise<boolean> {
  const found = await readJournal(journal);
  if (found === undefined) return false;
  if ('see' in found) {
    const done = isJournal(found.see) ? await finishAt(found.see, own) : false;
    await removeTree(journal);
    await flushFolder(dirname(journal));
    return done;
  }
  for (const pointer of found.pointers) if (await leadsTo(pointer, journal)) await own(pointer);
  if (found.state === 'complete') await apply(found.moves, found.removals);
  if (found.state === 'undo') await takeBack(found.moves, found.removals);
  await tidy(journal, found);
  tellNotice(
    `${placeOf(journal)}: an interrupted save of an earlier command was ${found.state === 'complete' ? 'completed' : 'taken back'} first`,
  );
  return found.state === 'complete';
}

/** Once the owner of the place is ours, it may have finished the save itself. */
async function finishAt(journal: string, own: (journal: string) => Promise<void>): Promise<boolean> {
  await own(journal);
  return finishSave(journal, own);
}

async function apply(moves: readonly Move[], removals: readonly Removal[]): Promise<void> {
  for (const { temporary, target } of moves)
    if (await isThere(temporary))
      await files()
        .rename(temporary, target)
        .catch((error: unknown) => {
          throw fileProblem(error, target, 'cannot replace the file');
        });
  for (const { target, backup } of removals)
    if (await isFolder(backup))
      await putAside(target, backup).catch((error: unknown) => {
        throw fileProblem(error, target, 'cannot remove the folder');
      });
    else if (await isThere(backup))
      await removeTree(target).catch((error: unknown) => {
        throw fileProblem(error, target, 'cannot remove the file');
      });
  await flushFolders(moves, removals);
}

async function takeBack(moves: readonly Move[], removals: readonly Removal[]): Promise<void> {
  for (const { temporary, target, backup } of moves)
    if (backup !== null) await bringBack(backup, target);
    else if (!(await isThere(temporary))) await removeTree(target);
  for (const { target, backup } of removals)
    await bringBack((await isFolder(backup)) ? insideOf(backup, target) : backup, target);
  await flushFolders(moves, removals);
}

/** Into a folder that staging made: without that one nothing is removed, whatever a journal from elsewhere says. */
async function putAside(target: string, aside: string): Promise<void> {
  const place = insideOf(aside, target);
  if ((await isThere(target)) && !(await isThere(place))) await files().rename(target, place);
}

function insideOf(aside: string, target: string): string {
  return join(aside, basename(target));
}

async function isFolder(path: string): Promise<boolean> {
  return lstat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

/** Renaming one of two names of a file to the other does nothing; tidying up removes the one that is too much. */
async function bringBack(backup: string, target: string): Promise<void> {
  if (await isThere(backup)) await files().rename(backup, target);
}

/** What the journal names is gone for good before the journal is. */
async function tidy(journal: string, { moves, removals, pointers }: Journal): Promise<void> {
  for (const { temporary, backup } of moves) {
    await removeTree(temporary);
    if (backup !== null) await removeTree(backup);
  }
  for (const { backup } of removals) await removeTree(backup);
  await flushFolders(moves, removals);
  for (const pointer of pointers) if (await leadsTo(pointer, journal)) await removeTree(pointer);
  await removeTree(journal);
  for (const folder of new Set([journal, ...pointers].map(dirname))) await flushFolder(folder);
}

async function flushFolders(moves: readonly Move[], removals: readonly Removal[]): Promise<void> {
  for (const folder of new Set([...moves, ...removals].map(({ target }) => dirname(target))))
    await flushFolder(folder);
  for (const { backup } of removals) if (await isFolder(backup)) await flushFolder(backup);
}

/** Gives what is there a second name, or where the file system has no such names a copy. */
async function keep(target: string, backup: string | null): Promise<void> {
  if (backup === null) return;
  try {
    await files().link(target, backup);
  } catch (error) {
    if (!['EPERM', 'ENOTSUP', 'ENOSYS', 'EMLINK', 'EACCES'].includes(errorCode(error)))
      throw fileProblem(error, target, 'cannot keep the file while it is replaced');
    await writeDurably(backup, { copyOf: target }, target).catch((cause: unknown) => {
      throw fileProblem(cause, target, 'cannot keep the file while it is replaced');
    });
  }
}

/** False where there is nothing yet. Throws Problem where no file can be. */
async function isReplaceable(target: string): Promise<boolean> {
  const found = await lstat(target).catch((error: unknown) => {
    if (['ENOENT', 'ENOTDIR'].includes(errorCode(error))) return undefined;
    throw fileProblem(error, target, 'cannot write the file');
  });
  if (found?.isDirectory() === true)
    throw new Problem('cannot write the file, a folder of that name is in the way', {
      where: target,
      remedy: 'rename that folder',
    });
  return found !== undefined;
}

async function topmostMissing(folder: string): Promise<string | undefined> {
  let missing: string | undefined;
  for (let at = folder; dirname(at) !== at && !(await isThere(at)); at = dirname(at)) missing = at;
  return missing;
}
