/** Which files a value may mean. RELION's are relative to its project, which is some folder above the file. */

export interface PathReference {
  /** As it stands in the file, without `number@` in front. */
  readonly path: string;
  /** Part of the line that it covers. */
  readonly start: number;
  readonly end: number;
}

/** Undefined for what is no path: `None`, nothing, a number. */
export function pathIn(text: string, start: number): PathReference | undefined {
  const number = /^\d+@/.exec(text)?.[0].length ?? 0;
  const path = text.slice(number);
  if (path === '' || /^(none|null|<na>|[-+\d.eE]+)$/i.test(path)) return undefined;
  return { path, start: start + number, end: start + text.length };
}

/** Whether a value of a column that nobody knows looks like a path. */
export function looksLikePath(text: string): boolean {
  return /[\w.]\/[\w.]|^\.{0,2}\/|\.(mrcs?|map|rec|st|ali|eer|tiff?|star|tomostar|xml|txt|settings|source|species|edf|png|json)$/i.test(
    text,
  );
}

/** Where a path leads from the folder of the file at `filePath`, in the spellings it may have; with forward slashes. */
export function pathsBeside(filePath: string, path: string): readonly string[] {
  return spellings(path).map((spelling) => joined(parent(filePath), spelling));
}

/** The same from every folder above too, nearest first. */
export function candidatePaths(filePath: string, path: string): readonly string[] {
  const spelt = spellings(path);
  if (isAbsolute(spelt[0])) return spelt;
  const folders: string[] = [];
  for (let folder = parent(filePath); ; folder = parent(folder)) {
    folders.push(folder);
    if (folder === '' || folders.length > 40) break;
  }
  return folders.flatMap((folder) => spelt.map((spelling) => joined(folder, spelling)));
}

function spellings(path: string): readonly string[] {
  const slashed = path.replaceAll('\\', '/');
  return [...new Set([slashed, percentDecoded(slashed)])];
}

function isAbsolute(path: string): boolean {
  return path.startsWith('/') || /^[A-Za-z]:\//.test(path);
}

/** M writes references percent-encoded. */
function percentDecoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

function parent(path: string): string {
  return path.slice(0, Math.max(path.lastIndexOf('/'), 0));
}

function joined(folder: string, path: string): string {
  if (isAbsolute(path)) return path;
  const parts = folder.split('/');
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/');
}
