/** Alignments of tilt series as IMOD (.xf with .tlt or .rawtlt) and AreTomo (.aln) write them. */
import { Problem } from '../problem';
import { parseNumber } from './xmlNumbers';

/** Of one tilt image, in the units of Warp's tilt series but for the shift. */
export interface AlignedTilt {
  /** Of the image in the stack, from 0. */
  readonly index: number;
  /** Degrees; undefined where the file does not say. */
  readonly angle: number | undefined;
  /** Tilt axis from the image's Y, degrees. */
  readonly axisAngle: number;
  /** Where the volume's centre lies in the image, pixels from the image's centre. */
  readonly offset: readonly [x: number, y: number];
}

/** IMOD's transforms from raw to aligned images: `A11 A12 A21 A22 DX DY`, one line an image. Throws Problem. */
export function parseXf(text: string, where: string): readonly AlignedTilt[] {
  return table(text, where).map(({ values, line }, index) => {
    if (values.length !== 6)
      throw new Problem(`expected 6 numbers, got ${values.length}`, { where: `${where}:${line}` });
    const [a11, a12, a21, a22, dx, dy] = values;
    if (Math.abs(a11 * a22 - a12 * a21) < 1e-6)
      throw new Problem('the transform is singular', { where: `${where}:${line}` });
    return {
      index,
      angle: undefined,
      axisAngle: (Math.atan2(a12, a11) * 180) / Math.PI,
      // Aligned images have the axis along Y and the volume in the middle: undo the shift, then the rotation.
      offset: [-(a11 * dx + a21 * dy), -(a12 * dx + a22 * dy)],
    };
  });
}

/** Angles of IMOD (.tlt, .rawtlt, .xtilt): the first number of each line, degrees. Throws Problem. */
export function parseAngles(text: string, where: string): readonly number[] {
  return table(text, where).map(({ values }) => values[0]);
}

/**
 * AreTomo's global alignment; images that it left out are missing. Local alignments are not read.
 * Throws Problem for what is no .aln file.
 */
export function parseAln(text: string, where: string): readonly AlignedTilt[] {
  if (!text.startsWith('# AreTomo Alignment'))
    throw new Problem('this is not an AreTomo alignment: it does not start with "# AreTomo Alignment"', {
      where,
    });
  const rows = table(text.split(/^# *Local Alignment/m)[0], where);
  const bad = rows.find(({ values }) => values.length !== 10 || !Number.isInteger(values[0]));
  if (bad !== undefined)
    throw new Problem(`expected SEC, ROT, GMAG, TX, TY and five more numbers, got ${bad.values.length}`, {
      where: `${where}:${bad.line}`,
    });
  // Versions count sections from 0 or from 1; only the former ever write a 0.
  const size = /^# RawSize = \d+ \d+ (\d+)/m.exec(text);
  const sections = rows.map(({ values }) => values[0]);
  const fromOne = !sections.includes(0) && (size === null || sections.includes(Number(size[1])));
  return rows.map(({ values }) => ({
    index: values[0] - (fromOne ? 1 : 0),
    angle: values[9],
    axisAngle: values[1],
    offset: [values[3], values[4]],
  }));
}

/** Lines of numbers; comments and empty lines are left out. */
function table(text: string, where: string): readonly { values: readonly number[]; line: number }[] {
  const rows = text.split('\n').flatMap((raw, i) => {
    const words = raw.replace(/#.*/, '').trim().split(/\s+/);
    if (words[0] === '') return [];
    const values = words.map((word) => {
      const value = parseNumber(word);
      if (value === undefined || !Number.isFinite(value))
        throw new Problem(`expected a number, got ${word.slice(0, 40)}`, { where: `${where}:${i + 1}` });
      return value;
    });
    return [{ values, line: i + 1 }];
  });
  if (rows.length === 0) throw new Problem('it holds no numbers', { where });
  return rows;
}
