/** Writes files so that a reader, or a crash, sees all of the old content or all of the new: one file, or a group. */
import { readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, relative, resolve } from 'node:path';
import {
  flushFolder,
  isTemporaryOf,
  makeFolder,
  temporaryName,
  throughLinks,
  writeDurably,
  type FileContent,
} from './durableFile';
import { errorCode, fileProblem } from './fileProblem';

/** Writes beside the target, flushes to disk, then renames over it. Throws Problem; the old file survives every failure. */
export async function writeFileAtomically(
  path: string,
  content: Uint8Array | Iterable<Uint8Array> | string,
): Promise<void> {
  const target = await throughLinks(path);
  const temporary = temporaryName(target);
  try {
    await writeDurably(temporary, content, target);
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw fileProblem(error, path, 'cannot write the file');
  }
  await flushFolder(dirname(target));
}

/**
 * The journal first names the temporaries, then declares them complete; only then do the renames start.
 * Finish an interrupted replacement before starting another one with the same journal.
 *
 * @param files absolute path -> new content
 * @param journal path of the journal, on storage that outlives the process; gone when all is done
 */
export async function replaceFilesTogether(
  files: ReadonlyMap<string, FileContent>,
  journal: string,
): Promise<void> {
  await finishInterruptedReplacement(journal);
  const moves: Move[] = [];
  for (const path of files.keys()) {
    await makeFolder(dirname(path));
    const target = await throughLinks(path);
    moves.push({ temporary: temporaryName(target), target });
  }
  await writeJournal(journal, 'writing', moves);
  try {
    let i = 0;
    for (const content of files.values()) {
      const { temporary, target } = moves[i++];
      await writeDurably(temporary, content, target).catch((error: unknown) => {
        throw fileProblem(error, target, 'cannot write the file');
      });
    }
    await flushFolders(moves);
    await writeJournal(journal, 'complete', moves);
  } catch (error) {
    await finishInterruptedReplacement(journal).catch(() => undefined);
    throw error;
  }
  await finishInterruptedReplacement(journal);
}

/**
 * Completes a replacement whose new files were all written, or removes the temporaries of one that was not.
 * Returns true when it completed one.
 */
export async function finishInterruptedReplacement(journal: string): Promise<boolean> {
  const found = await readJournal(journal);
  if (found === undefined) return false;
  for (const { temporary, target } of found.moves) {
    if (found.state === 'writing') await rm(temporary, { force: true });
    else if (await exists(temporary))
      await rename(temporary, target).catch((error: unknown) => {
        throw fileProblem(error, target, 'cannot replace the file');
      });
  }
  await flushFolders(found.moves);
  await rm(journal, { force: true });
  await flushFolder(dirname(journal));
  return found.state === 'complete';
}

interface Move {
  readonly temporary: string;
  readonly target: string;
}

type State = 'writing' | 'complete';

/** Paths are relative to the journal, so that it still holds where the same storage is mounted elsewhere. */
async function writeJournal(journal: string, state: State, moves: readonly Move[]): Promise<void> {
  const folder = dirname(resolve(journal));
  const relativeMoves = moves.map((move) => [
    relative(folder, move.temporary),
    relative(folder, move.target),
  ]);
  await writeFileAtomically(journal, JSON.stringify({ state, moves: relativeMoves }));
}

async function readJournal(journal: string): Promise<{ state: State; moves: Move[] } | undefined> {
  let text: string;
  try {
    text = await readFile(journal, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw fileProblem(error, journal, 'cannot read the journal of an interrupted write');
  }
  const folder = dirname(resolve(journal));
  const content = parseJson(text) as { state?: unknown; moves?: unknown } | null;
  const pairs = Array.isArray(content?.moves) ? (content.moves as unknown[]) : [];
  const moves = pairs
    .filter(
      (pair): pair is [string, string] =>
        Array.isArray(pair) && pair.every((part) => typeof part === 'string'),
    )
    .map(([temporary, target]) => ({
      temporary: resolve(folder, temporary),
      target: resolve(folder, target),
    }))
    // A journal may come with somebody else's project: it may move or remove our own temporaries and nothing else.
    .filter(({ temporary, target }) => isTemporaryOf(temporary, target));
  return { state: content?.state === 'complete' ? 'complete' : 'writing', moves };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

async function flushFolders(moves: readonly Move[]): Promise<void> {
  for (const folder of new Set(moves.map((move) => dirname(move.target)))) await flushFolder(folder);
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
