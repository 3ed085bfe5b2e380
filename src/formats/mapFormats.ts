/**
 * Files with maps or stacks of images, by the endings of their names: dialogs, editors and patterns are made of this list.
 * What a file is in the end its content tells (`container`).
 */
interface MapFormat {
  readonly ending: string;
  /** What its files hold by the habit of the programs that write them; null where only the header tells. */
  readonly holds: 'volume' | 'stack' | null;
}

const formats: readonly MapFormat[] = [
  { ending: 'mrc', holds: null },
  { ending: 'map', holds: 'volume' },
  { ending: 'mrcs', holds: 'stack' },
  { ending: 'rec', holds: 'volume' },
  { ending: 'st', holds: 'stack' },
  { ending: 'ccp4', holds: 'volume' },
  { ending: 'em', holds: 'volume' },
];
const compressions = ['gz', 'bz2'] as const;

/** `*.mrc`, `*.mrc.gz`, ... */
export const mapPatterns: readonly string[] = formats.flatMap(({ ending }) =>
  ['', ...compressions.map((one) => `.${one}`)].map((compressed) => `*.${ending}${compressed}`),
);

/** For dialogs that ask for a file. */
export const mapFilters: Record<string, string[]> = {
  'Density maps': [...formats.map(({ ending }) => ending), ...compressions],
};

export function isMapName(path: string): boolean {
  return formatOf(path) !== undefined;
}

/** Null where the name does not tell. */
export function heldByName(path: string): MapFormat['holds'] {
  return formatOf(path)?.holds ?? null;
}

function formatOf(path: string): MapFormat | undefined {
  const parts = path.toLowerCase().split('.').slice(1);
  const isCompressed = compressions.some((one) => one === parts.at(-1));
  const ending = parts.at(isCompressed ? -2 : -1);
  return formats.find((format) => format.ending === ending);
}
