/** References from one project file to another: relative, percent-encoded as M writes them, and read in either spelling. */
import { existsSync } from 'node:fs';
import { dirname, isAbsolute, relative, resolve, sep } from 'node:path';

/** How `fromFile` refers to `target`; both absolute. */
export function toReference(fromFile: string, target: string): string {
  const path = relative(dirname(fromFile), target).split(sep).join('/');
  return encodeURI(path).replace(/[?#]/g, encodeURIComponent);
}

/**
 * The absolute path that a reference in `fromFile` means. M never decodes what it encoded, and older versions ran on Windows,
 * so the first spelling under which a file exists wins; if there is none, the reference as it stands.
 */
export function fromReference(fromFile: string, reference: string): string {
  const folder = dirname(fromFile);
  const decoded = percentDecoded(reference);
  const spellings = [reference, decoded, reference.replaceAll('\\', '/'), decoded.replaceAll('\\', '/')];
  const candidates = [...new Set(spellings)].map((path) => resolve(folder, path));
  return candidates.find((path) => existsSync(path)) ?? candidates[0];
}

/** A folder that a file names: absolute, or relative to the folder of that file. */
export function resolveFrom(file: string, path: string): string {
  return isAbsolute(path) ? path : resolve(dirname(file), path);
}

/** File and folder names that M makes from a name: without blanks and path separators. */
export function safeName(name: string): string {
  return name.replace(/[/\\\0\s]/g, '');
}

/** The file name without folders (of either system) and without its last extension. */
export function rootName(path: string): string {
  const name = fileName(path);
  const dot = name.lastIndexOf('.');
  return dot < 0 ? name : name.slice(0, dot);
}

/** The file name without folders of either system. */
export function fileName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
}

function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
