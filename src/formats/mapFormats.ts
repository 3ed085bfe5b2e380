/**
 * Files with maps or stacks of images: the formats, in the order in which they are offered, and the endings of names that
 * dialogs, editors and patterns are made of. What a file is in the end its content tells.
 */
import { compressionEndings } from './compressed';
import { em } from './maps/em';
import type { MapEnding, MapFormat } from './maps/mapFormat';
import { mrc } from './maps/mrc';

export const mapFormats: readonly MapFormat[] = [mrc, em];

/** `*.mrc`, `*.mrc.gz`, ... */
export function mapPatterns(formats = mapFormats): readonly string[] {
  return offered(formats).flatMap(({ ending }) =>
    ['', ...compressionEndings.map((one) => `.${one}`)].map((compressed) => `*.${ending}${compressed}`),
  );
}

/** For dialogs that ask for a file. */
export function mapFilters(formats = mapFormats): Record<string, string[]> {
  return { 'Density maps': [...offered(formats).map(({ ending }) => ending), ...compressionEndings] };
}

export function isMapName(path: string, formats = mapFormats): boolean {
  return endingOf(path, formats) !== undefined;
}

/** The name without its ending, whichever it is, and that of a compressed file. */
export function mapStem(name: string): string {
  return name.replace(new RegExp(`(\\.\\w+)(\\.(${compressionEndings.join('|')}))?$`), '');
}

/** Null where the name does not tell. */
export function heldByName(path: string, formats = mapFormats): MapEnding['holds'] {
  return endingOf(path, formats)?.holds ?? null;
}

function offered(formats: readonly MapFormat[]): readonly MapEnding[] {
  return formats.flatMap(({ endings }) => endings.filter(({ isAmbiguous }) => isAmbiguous !== true));
}

function endingOf(path: string, formats: readonly MapFormat[]): MapEnding | undefined {
  const parts = path.toLowerCase().split('.').slice(1);
  const isCompressed = compressionEndings.some((one) => one === parts.at(-1));
  const ending = parts.at(isCompressed ? -2 : -1);
  return offered(formats).find((one) => one.ending === ending);
}
