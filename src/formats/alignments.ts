/** Alignments of tilt series as IMOD (.xf with .tlt or .rawtlt) and AreTomo (.aln) write them. */
import { Problem } from '../../shared/problem';
import { numberRemedy, parseNumber } from './xmlNumbers';

/** Of one tilt image, in the units of Warp's tilt series but for the shift. */
export interface AlignedTilt {
  /** Degrees; undefined where the file does not say. */
  readonly angle: number | undefined;
  /** Tilt axis from the image's Y, degrees. */
  readonly axisAngle: number;
  /** Where the volume's center lies in the image, pixels from the image's center. */
  readonly offset: readonly [x: number, y: number];
  /** How much larger the aligned image is. */
  readonly magnification: number;
  /** How much further a place lies than the rest says, pixels; x and y count from the image's center, in pixels. */
  readonly local?: (x: number, y: number) => readonly [x: number, y: number];
}

/** IMOD's transforms from raw to aligned images: `A11 A12 A21 A22 DX DY`, one line an image. Throws Problem. */
export function parseXf(text: string, where: string): readonly AlignedTilt[] {
  return table(text, where).map(({ values, line }) => {
    if (values.length !== 6)
      throw new Problem(`expected 6 numbers, got ${values.length}`, { where: `${where}:${line}` });
    const [a11, a12, a21, a22, dx, dy] = values;
    const area = Math.abs(a11 * a22 - a12 * a21);
    if (area < 1e-6) throw new Problem('the transform is singular', { where: `${where}:${line}` });
    return {
      angle: undefined,
      axisAngle: (Math.atan2(a12, a11) * 180) / Math.PI,
      // Aligned images have the axis along Y and the volume in the middle: undo the shift, then the rotation.
      offset: [-(a11 * dx + a21 * dy), -(a12 * dx + a22 * dy)],
      magnification: Math.sqrt(area),
    };
  });
}

/** Angles of IMOD (.tlt, .rawtlt, .xtilt): the first number of each line, degrees. Throws Problem. */
export function parseAngles(text: string, where: string): readonly number[] {
  return table(text, where).map(({ values }) => values[0]);
}

export interface AlnFile {
  readonly tilts: readonly (AlignedTilt & {
    readonly angle: number;
    /** Number of the image in the stack; versions count from 0 or from 1. */
    readonly section: number;
  })[];
  /** Of the stack: columns, rows, images; undefined where the file does not say. */
  readonly size: readonly [columns: number | undefined, rows: number | undefined, images: number | undefined];
  /** Images that were left out as dark: place in the stack sorted by angle, number in it, degrees. */
  readonly dark: readonly { readonly place: number; readonly section: number; readonly angle: number }[];
  /** The images were aligned patch by patch, too. */
  readonly isLocal: boolean;
  /** Patches by row of `tilts`: their centers as the global alignment turns them, and what they are shifted beside it, pixels. */
  readonly patches: readonly (readonly Patch[])[];
  /** Tilt of the sample about X that AreTomo corrects, degrees; 0 where the file does not say. */
  readonly alphaOffset: number;
}

export interface Patch {
  readonly center: readonly [number, number];
  readonly shift: readonly [number, number];
}

/** AreTomo's alignment; images that it left out are missing, and so are patches that it says are bad. Throws Problem. */
export function parseAln(text: string, where: string): AlnFile {
  if (!text.startsWith('# AreTomo Alignment'))
    throw new Problem('this is not an AreTomo alignment: it does not start with "# AreTomo Alignment"', {
      where,
    });
  const [global, local] = text.split(/^# *Local Alignment/m);
  const rows = table(global, where);
  const bad = rows.find(({ values }) => values.length !== 10 || !Number.isInteger(values[0]));
  if (bad !== undefined)
    throw new Problem(`expected SEC, ROT, GMAG, TX, TY and five more numbers, got ${bad.values.length}`, {
      where: `${where}:${bad.line}`,
    });
  const raw = /^# *RawSize *= *(\d+) +(\d+) +(\d+)/m.exec(global);
  // Version 1.0 says only how many images and patches there are.
  const counts = /^# *(\d+) +(\d+) *\r?$/m.exec(global);
  const patches = /^# *NumPatches *= *(\d+)/m.exec(global)?.[1] ?? counts?.[2] ?? '0';
  const isLocal = Number(patches) > 0 || (local ?? '').trim() !== '';
  return {
    patches: patchesOf(local ?? '', { where, before: global.split('\n').length - 1 }, rows.length),
    tilts: rows.map(({ values }) => ({
      section: values[0],
      angle: values[9],
      axisAngle: values[1],
      offset: [values[3], values[4]],
      magnification: values[2],
    })),
    size:
      raw === null
        ? [undefined, undefined, counts === null ? undefined : Number(counts[1])]
        : [Number(raw[1]), Number(raw[2]), Number(raw[3])],
    dark: darkFrames(global, where),
    isLocal,
    alphaOffset: Number(/^# *AlphaOffset *= *([-+.\de]+)/im.exec(global)?.[1] ?? 0),
  };
}

/** Rows `tilt patch X Y SX SY good`; a tilt is the number of its row. @param before lines of the file before the text */
function patchesOf(
  text: string,
  { where, before }: { readonly where: string; readonly before: number },
  tilts: number,
): readonly (readonly Patch[])[] {
  const found = Array.from({ length: tilts }, (): Patch[] => []);
  if (text.replace(/#.*/g, '').trim() === '') return found;
  for (const { values, line } of table(text, where)) {
    const place = `${where}:${before + line}`;
    if (values.length < 6 || values.length > 7)
      throw new Problem(
        `expected a tilt, a patch, X, Y, SX, SY and whether it is good, got ${values.length}`,
        {
          where: place,
        },
      );
    const [tilt, , x, y, sx, sy, good = 1] = values;
    const own = found.at(tilt);
    if (!Number.isInteger(tilt) || tilt < 0 || own === undefined)
      throw new Problem(`it aligns tilt ${tilt} locally, and has ${tilts} tilts counted from 0`, {
        where: place,
      });
    if (good >= 0.9) own.push({ center: [x, y], shift: [sx, sy] });
  }
  return found;
}

function darkFrames(text: string, where: string): AlnFile['dark'] {
  return text.split('\n').flatMap((raw, i) => {
    const found = /^# *DarkFrame *=(.*)$/.exec(raw.trim());
    if (found === null) return [];
    const [place, section, angle] = found[1].trim().split(/\s+/).map(parseNumber);
    if (place === undefined || section === undefined || angle === undefined)
      throw new Problem('expected two numbers of an image and its tilt angle after DarkFrame', {
        where: `${where}:${i + 1}`,
        remedy: 'the file may be truncated, run AreTomo again',
      });
    return [{ place, section, angle }];
  });
}

/** Lines of numbers; comments and empty lines are left out. */
function table(text: string, where: string): readonly { values: readonly number[]; line: number }[] {
  const rows = text.split('\n').flatMap((raw, i) => {
    const words = raw.replace(/#.*/, '').trim().split(/\s+/);
    if (words[0] === '') return [];
    const values = words.map((word) => {
      const value = parseNumber(word);
      if (value === undefined || !Number.isFinite(value))
        throw new Problem(`expected a number, got ${word.slice(0, 40)}`, {
          where: `${where}:${i + 1}`,
          remedy: numberRemedy(word, 'fix that line, or write the file again'),
        });
      return value;
    });
    return [{ values, line: i + 1 }];
  });
  if (rows.length === 0) throw new Problem('it holds no numbers', { where });
  return rows;
}
