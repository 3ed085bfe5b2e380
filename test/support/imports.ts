/** What the source files import, read from their text. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';

export interface Import {
  /** Path of the importing file, from the repository's root. */
  readonly from: string;
  /** Path without extension for a file of the repository, else the name of a package. */
  readonly to: string;
  /** Erased when compiled. */
  readonly typeOnly: boolean;
  /** `import()`: when it is needed. */
  readonly late: boolean;
}

/** Paths from the repository's root, with forward slashes. */
export function filesUnder(folder: string, ending: RegExp): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => posix.join(folder, name.replaceAll('\\', '/')))
    .filter((path) => ending.test(path))
    .sort();
}

export function importsOf(file: string): readonly Import[] {
  const text = readFileSync(join(file), 'utf8');
  const found: Import[] = [];
  for (const [, kind, names, target] of text.matchAll(
    /^(?:import|export)\s+(type\s)?\s*(?:([\w\s{},*$]+?)\s*from\s*)?['"]([^'"]+)['"]/gm,
  ))
    found.push({
      from: file,
      to: resolved(file, target),
      typeOnly: kind !== undefined || onlyTypes(names ?? ''),
      late: false,
    });
  for (const [, target] of text.matchAll(/\bimport\(\s*['"]([^'"]+)['"]/g))
    found.push({ from: file, to: resolved(file, target), typeOnly: false, late: true });
  return found;
}

function resolved(file: string, target: string): string {
  return target.startsWith('.') ? posix.join(posix.dirname(file), target) : target;
}

/** `{ type A, type B }` */
function onlyTypes(names: string): boolean {
  const inBraces = /^\{([^}]*)\}$/.exec(names);
  const parts = (inBraces?.[1] ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
  return parts.length > 0 && parts.every((part) => part.startsWith('type '));
}
