/** What the graphics library writes to standard error by itself, between the lines of the engine. */

/** Its warnings of limits that it lowers and of drivers that are not there, each with a line of where in its source. */
const warning = /^Warning: .*(?:artificially reduced|Couldn't load ).*$(?:\r?\n[ \t]+at .*$)*(?:\r?\n)*/gm;

/** @param text whole lines */
export function withoutLibraryWarnings(text: string): string {
  return text.replace(warning, '');
}
