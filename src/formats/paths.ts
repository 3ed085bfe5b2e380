/** References from one project file to another: relative, percent-encoded as M writes them, and read in either spelling. */
import { existsSync, lstatSync, realpathSync } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';

/** How `fromFile` refers to `target`; both absolute. Where links lead elsewhere, as the system follows them. */
export function toReference(fromFile: string, target: string): string {
  const folder = dirname(fromFile);
  const real = realPath(folder);
  const path = relative(real, real === folder ? target : realPath(target))
    .split(sep)
    .join('/');
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
  // A folder may be a link to another place, from which `..` leads elsewhere.
  const folders = [...new Set([folder, realPath(folder)])];
  const candidates = folders.flatMap((from) => [...new Set(spellings)].map((path) => resolve(from, path)));
  return candidates.find((path) => existsSync(path)) ?? candidates[0];
}

/** The file that a link leads to, else the path itself: what a project file refers to lies around that file. */
export function projectFile(path: string): string {
  const file = resolve(path);
  try {
    return lstatSync(file).isSymbolicLink() ? realPath(file) : file;
  } catch {
    // Whoever reads it says why that is not possible.
    return file;
  }
}

/** Links are followed as far as the path exists. */
function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    const parent = dirname(path);
    return parent === path ? path : join(realPath(parent), basename(path));
  }
}

/** A file or folder that a file names: absolute, or relative to the folder of that file. */
export function resolveFrom(file: string, path: string): string {
  return resolveIn(dirname(file), path);
}

/** The same from a folder. Separators may be those of Windows, where older versions of Warp ran. */
export function resolveIn(folder: string, path: string): string {
  const asWritten = resolve(folder, path);
  return path.includes('\\') && !existsSync(asWritten) ? resolve(folder, localPath(path)) : asWritten;
}

/** A path of either system with separators that every system understands. */
export function localPath(path: string): string {
  return path.replaceAll('\\', '/');
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

/**
 * The name of a series that a table gives, with or without an extension. Names may have dots: only what is the ending of
 * some program's files is taken off.
 */
export function seriesStem(name: string): string {
  return fileName(name).replace(
    /\.(tomostar|mrcs?|st|rec|ali|preali|map|em|hdf|star|xml|mdoc|tiff?|eer|zarr|json)$/i,
    '',
  );
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
