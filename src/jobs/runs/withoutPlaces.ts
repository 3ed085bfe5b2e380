/** Texts for others to read: without the home folder and the user's name, and with no path that leads out of a project. */
import { realpath } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { basename } from 'node:path';
import { homeFolder } from '../../files/homeFolder';

export interface Places {
  /** Of the project, absolute, in every spelling: paths in it are told from there. */
  readonly folders: readonly string[];
  readonly homes: readonly string[];
  readonly users: readonly string[];
}

/** @param folder of the project */
export async function placesOf(folder: string, env = process.env): Promise<Places> {
  const homes = await spellings([homeFolder(), env['HOME'], env['USERPROFILE']]);
  const users = [
    userName(),
    env['USER'],
    env['LOGNAME'],
    env['USERNAME'],
    ...homes.map((home) => basename(home)),
  ];
  return { folders: await spellings([folder]), homes, users: [...new Set(users.filter(isText))] };
}

/** Of other absolute paths the last name is left. */
export function withoutPlaces(text: string, { folders, homes, users }: Places): string {
  let told = text;
  for (const folder of longestFirst(folders))
    told = told.replaceAll(placeOf(folder), (_, slash?: string) => (slash === undefined ? '.' : ''));
  for (const home of longestFirst(homes))
    told = told.replaceAll(placeOf(home), (_, slash?: string) => `~${slash === undefined ? '' : '/'}`);
  told = told.replaceAll(absolutePath, (path: string, url?: string) => url ?? lastName(path));
  for (const user of longestFirst(users))
    told = told.replaceAll(new RegExp(`(?<!${wordLetter})${escaped(user)}(?!${wordLetter})`, 'gu'), '~');
  return told;
}

const wordLetter = String.raw`[\p{L}\p{N}_]`;
/** Of a path that is not taken for the end of a sentence's part. */
const name = String.raw`[^\s\\/:;="'<>|(),]+`;
// A path begins where no relative one goes on; folders may have blanks in their names where a slash follows.
const absolutePath = new RegExp(
  String.raw`(https?:\/\/\S+)|(?<![\p{L}\p{N}_.%\\/-])(?:(?:file:|~)?\/+|[A-Za-z]:[\\/]+|\\\\+)(?:${name}(?: ${name})*[\\/]+)*(?:${name})?`,
  'gu',
);

function lastName(path: string): string {
  const names = path.split(/[\\/]+/).filter((part) => part !== '' && !/^(file:|~|[A-Za-z]:)$/.test(part));
  return names.at(-1) ?? (path.startsWith('~') ? '~' : path);
}

/** A folder where it stands alone or before what is in it; with either kind of slash, also as JSON has them. */
function placeOf(folder: string): RegExp {
  const path = folder
    .split(/[\\/]/)
    .map(escaped)
    .join(String.raw`(?:\/|\\{1,2})`);
  return new RegExp(
    String.raw`(?<![\p{L}\p{N}_.~-])${path}(?:(\/|\\{1,2})|(?![\p{L}\p{N}_-]|\.[\p{L}\p{N}_]))`,
    'gu',
  );
}

async function spellings(paths: readonly (string | undefined)[]): Promise<readonly string[]> {
  const known = paths.filter(isText).map((path) => path.replace(/[\\/]+$/, ''));
  const real = await Promise.all(known.map(async (path) => realpath(path).catch(() => path)));
  // The root would be everywhere.
  return [...new Set([...known, ...real])].filter((path) => path.length > 1);
}

function longestFirst(texts: readonly string[]): readonly string[] {
  return texts.toSorted((a, b) => b.length - a.length);
}

function isText(value: string | undefined): value is string {
  return value !== undefined && value !== '';
}

function escaped(text: string): string {
  return text.replace(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`);
}

/** Systems without a list of users have no name to tell. */
function userName(): string | undefined {
  try {
    return userInfo().username;
  } catch {
    return undefined;
  }
}
