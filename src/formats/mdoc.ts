/** SerialEM's metadata of tilt series and movies (.mdoc): values of the whole, titles, and a section an image. */
import { Problem } from '../../shared/problem';
import { parseNumber } from './xmlNumbers';

export interface Mdoc {
  readonly values: ReadonlyMap<string, string>;
  /** Texts of `[T = ...]`. */
  readonly titles: readonly string[];
  readonly sections: readonly MdocSection[];
  /** The sections that are of an image or a movie; others speak of the camera or the file. */
  readonly images: readonly MdocSection[];
}

export interface MdocSection {
  /** `ZValue`, `FrameSet` or `MontSection`. */
  readonly kind: string;
  readonly index: string;
  readonly values: ReadonlyMap<string, string>;
}

/** Throws Problem with the line for what is no mdoc. */
export function parseMdoc(text: string, where: string): Mdoc {
  const values = new Map<string, string>();
  const titles: string[] = [];
  const sections: (MdocSection & { values: Map<string, string> })[] = [];
  text.split('\n').forEach((raw, i) => {
    const line = raw.trim();
    if (line === '') return;
    const match = /^(\[?)\s*([\w ]+?)\s*=\s*(.*?)\s*(\]?)$/.exec(line);
    if (match === null || (match[1] === '[') !== (match[4] === ']'))
      throw new Problem('expected NAME = VALUE or [NAME = VALUE]', {
        where: `${where}:${i + 1}`,
        remedy: 'check whether this is an .mdoc file',
      });
    const [, bracket, name, value] = match;
    if (name === 'T') titles.push(value);
    else if (bracket === '[') sections.push({ kind: name, index: value, values: new Map() });
    else (sections.at(-1)?.values ?? values).set(name, value);
  });
  if (sections.length === 0) throw new Problem('it describes no images', { where });
  const kind = ['ZValue', 'FrameSet', 'MontSection'].find((name) =>
    sections.some((section) => section.kind === name),
  );
  return {
    values,
    titles,
    sections,
    images: sections.filter((section) => section.kind === (kind ?? sections[0].kind)),
  };
}

/** Degrees, from a title or a value; undefined when the file does not say. */
export function tiltAxisAngle({ titles, values, sections }: Mdoc): number | undefined {
  for (const title of titles) {
    const match = /tilt\s*axis\s*angle\s*=\s*([-+.\d]+)/i.exec(title);
    if (match !== null) return parseNumber(match[1]);
  }
  return parseNumber(values.get('TiltAxisAngle') ?? sections[0]?.values.get('TiltAxisAngle'));
}
