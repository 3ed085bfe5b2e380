/** The correlation curves of a species (`_fsc.star`), one row per shell. */
import { readText } from '../files/fileProblem';
import { column, formatStar, parseStar } from '../formats/star';
import { formatFloat, parseNumber } from '../formats/xmlNumbers';
import { Problem } from '../../shared/problem';

/** One value per shell; resolution in Å, Infinity for shell 0. */
export interface FscTable {
  readonly resolution: Float64Array;
  readonly unmasked: Float64Array;
  readonly randomised: Float64Array;
  readonly corrected: Float64Array;
  readonly masked: Float64Array;
}

export function formatFsc(curves: FscTable): string {
  const rows = Array.from(curves.resolution, (_, shell) =>
    labels.map(([, key]) => formatFloat(curves[key][shell])),
  );
  return formatStar([{ name: '', columns: labels.map(([label]) => label), rows }]);
}

/** Throws Problem for a missing or broken file. */
export async function readFsc(path: string): Promise<FscTable> {
  const table = parseStar(await readText(path), path).at(0);
  const values = (label: string): Float64Array => {
    const texts = table === undefined ? undefined : column(table, label);
    if (texts === undefined) throw new Problem(`column ${label} is missing`, { where: path });
    return Float64Array.from(texts, (text, row) => {
      const value = parseNumber(text);
      if (value === undefined)
        throw new Problem(`row ${row + 1} of ${label} is no number: ${text}`, { where: path });
      return value;
    });
  };
  const [resolution, unmasked, randomised, corrected, masked] = labels.map(([label]) => values(label));
  return { resolution, unmasked, randomised, corrected, masked };
}

const labels = [
  ['wrpResolution', 'resolution'],
  ['wrpFSCUnmasked', 'unmasked'],
  ['wrpFSCRandomized', 'randomised'],
  ['wrpFSCCorrected', 'corrected'],
  ['wrpFSCMasked', 'masked'],
] as const;
