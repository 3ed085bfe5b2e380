/** What the text files beside a tilt series hold: SerialEM's mdoc, and IMOD's, AreTomo's and CTFFIND's results. */
import { parseAngles } from '../../formats/alignments';
import { isDefocusList, parseDefocusList } from '../../formats/defocusLists';
import { readForeignText } from '../../files/fileProblem';
import { imodOption, parseImodCommands } from '../../formats/imodCommands';
import { parseMdoc, tiltAxisAngle } from '../../formats/mdoc';
import { parseNumberList } from '../../formats/numberList';
import { parseTiltalignLog } from '../../formats/tiltalignLog';
import type { Described, Fact } from '../../formats/described';
import type { AlignmentFormat } from '../import/alignmentFormat';

export async function describeMdoc(path: string): Promise<Described> {
  const mdoc = parseMdoc(await readForeignText(path), path);
  const { images } = mdoc;
  const angles = images.map(({ values }) => Number(values.get('TiltAngle')));
  const spacing = mdoc.values.get('PixelSpacing') ?? images[0].values.get('PixelSpacing');
  return {
    kind: 'SerialEM mdoc',
    facts: {
      images: images.length,
      'tilt angles (degrees)': range(angles.filter(Number.isFinite)),
      'tilt axis (degrees)': tiltAxisAngle(mdoc) ?? null,
      'pixel size (Å)': spacing === undefined ? null : Number(spacing),
      'first movie': images[0].values.get('SubFramePath') ?? null,
    },
  };
}

export async function describeAngles(path: string): Promise<Described> {
  const angles = parseAngles(await readForeignText(path), path);
  return { kind: 'list of angles', facts: { images: angles.length, 'angles (degrees)': range(angles) } };
}

export async function describeDefocus(path: string): Promise<Described> {
  const text = await readForeignText(path);
  if (!/\.defocus$/i.test(path) && !isDefocusList(text)) return describeNumbers(path, text);
  const { program, entries } = parseDefocusList(text, path);
  const fits = entries.flatMap(({ resolution }) => (resolution === undefined ? [] : [resolution]));
  return {
    kind: `defocus from ${program}`,
    facts: {
      images: entries.length,
      'defocus (µm)': range(entries.map(({ u, v }) => (u + v) / 2e4)),
      'astigmatism (µm)': range(entries.map(({ u, v }) => Math.abs(u - v) / 1e4)),
      'phase shift (degrees)': range(entries.map(({ phaseShift }) => (phaseShift * 180) / Math.PI)),
      'resolution of the fits (Å)': range(fits.filter(Number.isFinite)),
    },
  };
}

/** Doses, orders, angles: nothing in such a list says what its numbers are. */
function describeNumbers(path: string, text: string): Described {
  const { rows, headings } = parseNumberList(text, path);
  const columns = rows[0].map((_, column) => range(rows.map((row) => row[column])) ?? []);
  return {
    kind: 'list of numbers',
    facts: {
      rows: rows.length,
      ...(headings.length > 0 && { headings }),
      ...Object.fromEntries(columns.map((extent, column) => [`from, to in column ${column + 1}`, extent])),
    },
  };
}

export async function describeTiltalignLog(path: string): Promise<Described> {
  const views = parseTiltalignLog(await readForeignText(path), path);
  return {
    kind: 'solution of tiltalign (IMOD)',
    facts: {
      images: views.length,
      'first and last view': [views[0].view, views[views.length - 1].view],
      'tilt angles (degrees)': range(views.map(({ tilt }) => tilt)),
      'tilt axis (degrees)': range(views.map(({ rotation }) => rotation)),
      'residuals (nm)': range(views.map(({ residual }) => residual)),
    },
  };
}

/** What matters for taking an alignment over; the other options are told by their names. */
const imodFacts: readonly (readonly [fact: string, ...names: string[]])[] = [
  ['images', 'InputFile', 'InputProjections'],
  ['result', 'OutputFile'],
  ['transforms', 'TransformFile'],
  ['tilt angles', 'TILTFILE'],
  ['tilts about X', 'XTILTFILE'],
  ['local alignment', 'LOCALFILE'],
  ['binning', 'BinByFactor', 'IMAGEBINNED'],
  ['size (pixels)', 'SizeToOutputInXandY', 'FULLIMAGE'],
  ['thickness (pixels)', 'THICKNESS'],
  ['tilt of the sample about X (degrees)', 'XAXISTILT'],
  ['added to the tilt angles (degrees)', 'OFFSET'],
  ['left out', 'EXCLUDELIST', 'EXCLUDELIST2', 'ExcludeSections'],
];

export async function describeImodCommands(path: string): Promise<Described> {
  const commands = parseImodCommands(await readForeignText(path), path);
  const shell = new Set(['setenv', 'if', 'set', 'echo']);
  const programs = commands.filter(({ program }) => !shell.has(program));
  const main = programs.find(({ options }) => options.length > 0);
  const facts: Record<string, Fact> = { programs: programs.map(({ program }) => program) };
  for (const [fact, ...names] of imodFacts) {
    const value = imodOption(main, ...names);
    if (value !== undefined) facts[fact] = value;
  }
  facts.options = main?.options.map(({ name }) => name) ?? [];
  return { kind: 'command file of IMOD', facts };
}

/** Throws Problem. */
export async function describeAlignment({ name, parse }: AlignmentFormat, path: string): Promise<Described> {
  const tilts = parse(await readForeignText(path), path);
  const angles = tilts.flatMap(({ angle }) => (angle === undefined ? [] : [angle]));
  const shifts = tilts.map(({ offset }) => Math.hypot(...offset));
  return {
    kind: `${name} alignment`,
    facts: {
      images: tilts.length,
      'tilt angles (degrees)': range(angles),
      'tilt axis (degrees)': range(tilts.map(({ axisAngle }) => axisAngle)),
      'largest shift (pixels)': Math.max(...shifts),
    },
  };
}

function range(values: readonly number[]): readonly number[] | null {
  return values.length === 0 ? null : [Math.min(...values), Math.max(...values)];
}
