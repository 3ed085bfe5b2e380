/**
 * The journal of a save: a file that says what lies about and how far it has come. Places that are changed together have one
 * journal, at the first of them; the others have pointers to it under the name that their own would have.
 */
import { readFile } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { isTemporary } from './durableFile';
import { Problem } from '../../shared/problem';
import { errorCode, fileProblem } from './fileProblem';

/** The journal beside a file or folder that is changed. */
export function journalOf(place: string): string {
  return join(dirname(place), `.${basename(place)}.unfinished_save`);
}

/** What is changed by the saves of a journal. */
export function placeOf(journal: string): string {
  return join(
    dirname(journal),
    basename(journal)
      .replace(/^\./, '')
      .replace(/\.unfinished_save$/, ''),
  );
}

export interface Move {
  readonly temporary: string;
  readonly target: string;
  /** A second name of what is replaced; null where there is nothing yet. */
  readonly backup: string | null;
}

export interface Removal {
  readonly target: string;
  /** A second name of a file; for a folder, the one that it is moved into. */
  readonly backup: string;
}

const states = ['writing', 'complete', 'undo'] as const;

export type State = (typeof states)[number];

/** What a save is doing. */
export interface Journal {
  readonly state: State;
  readonly moves: readonly Move[];
  readonly removals: readonly Removal[];
  readonly pointers: readonly string[];
}

export function formatJournal(journal: string, { state, moves, removals, pointers }: Journal): string {
  const folder = dirname(journal);
  const short = (path: string): string => relative(folder, path);
  return JSON.stringify({
    state,
    moves: moves.map(({ temporary, target, backup }) =>
      [temporary, target, ...(backup === null ? [] : [backup])].map(short),
    ),
    removals: removals.map(({ target, backup }) => [short(target), short(backup)]),
    pointers: pointers.map(short),
  });
}

export function formatPointer(pointer: string, journal: string): string {
  return JSON.stringify({ see: relative(dirname(pointer), journal) });
}

/** Undefined when there is none. Paths are relative, so that it holds where the storage is mounted elsewhere. */
export async function readJournal(journal: string): Promise<Journal | { readonly see: string } | undefined> {
  let text: string;
  try {
    text = await readFile(journal, 'utf8');
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(errorCode(error))) return undefined;
    throw fileProblem(error, journal, 'cannot read the journal of an interrupted save');
  }
  const content = parseJson(text) as Partial<
    Record<'state' | 'see' | 'moves' | 'removals' | 'pointers', unknown>
  > | null;
  const folder = dirname(resolve(journal));
  if (typeof content?.see === 'string') return { see: resolve(folder, content.see) };
  const paths = (list: unknown, least: number): string[][] =>
    (Array.isArray(list) ? (list as unknown[]) : [])
      .filter((entry): entry is string[] => isTexts(entry) && entry.length >= least)
      .map((entry) => entry.map((path) => resolve(folder, path)));
  // A journal may come with somebody else's project: it may move or remove our own temporaries and nothing else.
  const moves = paths(content?.moves, 2)
    .map(([temporary, target, backup]) => ({ temporary, target, backup: backup ?? null }))
    .filter(
      ({ temporary, target, backup }) =>
        isOurs(temporary, target) && (backup === null || isOurs(backup, target)),
    );
  const removals = paths(content?.removals, 2)
    .map(([target, backup]) => ({ target, backup }))
    .filter(({ target, backup }) => isOurs(backup, target));
  const pointers = isTexts(content?.pointers)
    ? content.pointers.map((path) => resolve(folder, path)).filter(isJournal)
    : [];
  const state = states.find((one) => one === content?.state);
  // It is written in one piece: nothing of ours leaves half of one, and what it meant must not be guessed.
  if (state === undefined)
    throw new Problem(
      'the journal of an interrupted save is damaged, so it is not known which files are of before and which of after it',
      {
        where: journal,
        remedy: 'delete it, look with murmur check, and go back to a version with murmur restore',
      },
    );
  return { state, moves, removals, pointers };
}

/** Whether a file is a pointer to this journal. */
export async function leadsTo(pointer: string, journal: string): Promise<boolean> {
  const found = await readJournal(pointer);
  return found !== undefined && 'see' in found && found.see === resolve(journal);
}

export function isJournal(path: string): boolean {
  return /^\..+\.unfinished_save$/.test(basename(path));
}

function isOurs(temporary: string, target: string): boolean {
  return dirname(temporary) === dirname(target) && isTemporary(temporary);
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((part) => typeof part === 'string');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
