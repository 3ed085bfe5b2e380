/** Defocus of a tilt series' images as IMOD's ctfplotter (.defocus) and CTFFIND (text output) list it. */
import { Problem } from '../../shared/problem';
import { numberRemedy, parseNumber } from './xmlNumbers';

/** Of one image, or of a few neighbors that were fitted together. */
export interface ListedDefocus {
  /** In the stack, from 0; halves for the middle of an even number of images. */
  readonly index: number;
  /** Degrees; undefined where the file does not say. */
  readonly tilt: number | undefined;
  /** Degrees at the first and the last of a few images that were fitted together. */
  readonly ends?: readonly [first: number, last: number];
  /** Along the axis of astigmatism and across it, Å, underfocus positive; equal without astigmatism. */
  readonly u: number;
  readonly v: number;
  /** Axis of astigmatism from the image's X, degrees. */
  readonly angle: number;
  /** Radians */
  readonly phaseShift: number;
  /** Å up to which the fit is good; undefined where the file does not say. */
  readonly resolution: number | undefined;
}

export type TiltedDefocus = ListedDefocus & { readonly tilt: number };

/** Lists of ctfplotter say the tilt angle of each image. */
export type DefocusList = {
  /** What the microscope was taken for: V, Å, a fraction; undefined where the file does not say. */
  readonly optics: { readonly voltage: number; readonly cs: number; readonly amplitude: number } | undefined;
} & (
  | { readonly program: 'ctfplotter'; readonly entries: readonly TiltedDefocus[] }
  | { readonly program: 'CTFFIND'; readonly entries: readonly ListedDefocus[] }
  /** Whose table has the name of each image; entries are those of one series, by the index of their tilts. */
  | { readonly program: 'Gctf or RELION'; readonly entries: readonly ListedDefocus[] }
);

/** Either kind, by what it holds. Throws Problem with the line. */
export function parseDefocusList(text: string, where: string): DefocusList {
  return /^#.*\bdefocus 1\b/im.test(text)
    ? { program: 'CTFFIND', entries: parseCtffind(text, where), optics: opticsOf(text) }
    : { program: 'ctfplotter', entries: parseCtfplotter(text, where), optics: undefined };
}

/** Whether a text looks like a list of either program: other lists of numbers do not. */
export function isDefocusList(text: string): boolean {
  if (/^#.*\bdefocus 1\b/im.test(text)) return true;
  const first = text.split('\n').find((line) => !/^\s*(#|$)/.test(line)) ?? '';
  const words = first.trim().split(/\s+/);
  return words.length === 6 && /^[23]$/.test(words[5]);
}

function opticsOf(text: string): DefocusList['optics'] {
  const [voltage, cs, amplitude] = [
    /^#.*acceleration voltage: ([\d.]+) keV/m,
    /^#.*spherical aberration: ([\d.]+) mm/m,
    /^#.*amplitude contrast: ([\d.]+)/m,
  ].map((pattern) => parseNumber(pattern.exec(text)?.[1]));
  if (voltage === undefined || cs === undefined || amplitude === undefined) return undefined;
  return { voltage: 1000 * voltage, cs: 1e7 * cs, amplitude };
}

/** Sum of these in the first line of version 3. */
const flags = { astigmatism: 1, angleInRadians: 2, phase: 4, phaseInRadians: 8, cutOn: 32 } as const;

/** `first view, last view, angle, angle, defocus in nm ...`; version 3 tells in its first line which columns follow. */
export function parseCtfplotter(text: string, where: string): readonly TiltedDefocus[] {
  const rows = numberRows(text, where);
  const version = rows[0].values.length === 6 ? rows[0].values[5] : undefined;
  if (version !== 2 && version !== 3)
    throw new Problem('its first line does not end with version 2 or 3 of ctfplotter', {
      where: `${where}:${rows[0].line}`,
      remedy: 'save it again with ctfplotter of IMOD 4.9 or later',
    });
  const flag = version === 3 ? rows[0].values[0] : 0;
  const has = (bit: number): boolean => (flag & bit) !== 0;
  const expected =
    5 + (has(flags.astigmatism) ? 2 : 0) + (has(flags.phase) ? 1 : 0) + (has(flags.cutOn) ? 1 : 0);
  const body = version === 3 ? rows.slice(1) : rows;
  if (body.length === 0) throw new Problem('it lists no images', { where });
  return body.map(({ values, line }, i) => {
    const columns = values.length - (version === 2 && i === 0 ? 1 : 0);
    if (columns !== expected)
      throw new Problem(`expected ${expected} numbers, got ${columns}`, { where: `${where}:${line}` });
    const [first, last, from, to, defocus, second, axis] = values;
    if (!(Number.isInteger(first) && Number.isInteger(last) && first >= 1 && last >= first))
      throw new Problem(`expected numbers of images from 1, got ${first} and ${last}`, {
        where: `${where}:${line}`,
      });
    const astigmatic = has(flags.astigmatism);
    const phase = has(flags.phase) ? values[astigmatic ? 7 : 5] : 0;
    return {
      index: (first + last) / 2 - 1,
      tilt: (from + to) / 2,
      ...(first !== last && { ends: [from, to] as const }),
      u: 10 * defocus,
      v: 10 * (astigmatic ? second : defocus),
      angle: astigmatic ? axis * (has(flags.angleInRadians) ? 180 / Math.PI : 1) : 0,
      phaseShift: phase * (has(flags.phaseInRadians) ? 1 : Math.PI / 180),
      resolution: undefined,
    };
  });
}

/** `image, defocus 1, defocus 2, azimuth, phase shift, score, resolution`; version 5 adds columns, which are left alone. */
export function parseCtffind(text: string, where: string): readonly ListedDefocus[] {
  return numberRows(text, where).map(({ values, line }) => {
    if (values.length < 7)
      throw new Problem(`expected 7 numbers, got ${values.length}`, { where: `${where}:${line}` });
    const [image, u, v, angle, phaseShift, , resolution] = values;
    if (!Number.isInteger(image) || image < 1)
      throw new Problem(`expected the number of an image from 1, got ${image}`, {
        where: `${where}:${line}`,
      });
    return { index: image - 1, tilt: undefined, u, v, angle, phaseShift, resolution };
  });
}

export interface ImageDefocus {
  /** Mean of both axes and their difference, Å. */
  readonly defocus: Float64Array;
  readonly astigmatism: Float64Array;
  /** Radians, between 0 and pi. */
  readonly astigmatismAngle: Float64Array;
  readonly phaseShift: Float64Array;
}

/** Of every image of a series; images that are not listed lie between their listed neighbors. Throws Problem. */
export function defocusOfImages(
  entries: readonly ListedDefocus[],
  count: number,
  where: string,
): ImageDefocus {
  const sorted = [...entries].sort((a, b) => a.index - b.index);
  const last = sorted[sorted.length - 1];
  if (last.index > count - 1)
    throw new Problem(`it lists image ${Math.ceil(last.index) + 1}, the series has ${count}`, {
      where,
      remedy: 'give the list of this series, made from all its images',
    });
  const twin = sorted.find((entry, i) => i > 0 && sorted[i - 1].index === entry.index);
  if (twin !== undefined) throw new Problem(`it lists image ${twin.index + 1} twice`, { where });
  const images = Array.from({ length: count }, (_, index) => between(sorted, index));
  return {
    defocus: Float64Array.from(images, ([mean]) => mean),
    astigmatism: Float64Array.from(images, ([, cos, sin]) => Math.hypot(cos, sin)),
    astigmatismAngle: Float64Array.from(images, ([, cos, sin]) => {
      const angle = Math.atan2(sin, cos) / 2;
      return angle < 0 ? angle + Math.PI : angle;
    }),
    phaseShift: Float64Array.from(images, ([, , , phase]) => phase),
  };
}

type Parts = readonly [mean: number, cos: number, sin: number, phase: number];

/** Astigmatism is a vector of the doubled angle, so that neighbors at 179 and 1 degrees meet at 0. */
function partsOf({ u, v, angle, phaseShift }: ListedDefocus): Parts {
  const doubled = (2 * angle * Math.PI) / 180;
  return [(u + v) / 2, (u - v) * Math.cos(doubled), (u - v) * Math.sin(doubled), phaseShift];
}

function between(sorted: readonly ListedDefocus[], index: number): Parts {
  const after = sorted.findIndex((entry) => entry.index >= index);
  if (after <= 0) return partsOf(sorted[after < 0 ? sorted.length - 1 : 0]);
  const [a, b] = [sorted[after - 1], sorted[after]];
  const share = (index - a.index) / (b.index - a.index);
  const [from, to] = [partsOf(a), partsOf(b)];
  const mix = (i: number): number => from[i] + share * (to[i] - from[i]);
  return [mix(0), mix(1), mix(2), mix(3)];
}

/** Lines of numbers; comments and empty lines are left out. CTFFIND gives no resolution as `inf` or `nan`. */
function numberRows(text: string, where: string): readonly { values: readonly number[]; line: number }[] {
  const rows = text.split('\n').flatMap((raw, i) => {
    const words = raw.replace(/#.*/, '').trim().split(/\s+/);
    if (words[0] === '') return [];
    const values = words.map((word, at) => {
      const value = at === 6 && /^-?(inf|nan)$/i.test(word) ? Infinity : parseNumber(word);
      if (value === undefined || (at !== 6 && !Number.isFinite(value)))
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
