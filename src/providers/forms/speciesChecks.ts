/** Checks a New Species form as it is filled in: what can be known from the values and the headers of the files. */
import path from 'node:path';
import type { FormFindings, FormValues, Remedy } from '../../../shared/protocol/form';
import type { MapHeader } from '../../formats/maps/mapFormat';
import { isAccessible } from '../../files/isAccessible';
import { readMapHeader } from '../../formats/maps/mapHeader';
import { tableNameProblem } from '../../model/particleFormats';
import { createSpecies } from '../../commands/createSpecies';
import { problems, text } from '../../commands/formValues';
import { noSourceProblem } from '../../commands/sourceBoxes';
import { largestOrder } from '../../commands/speciesFields';
import { sectionsOf } from './commandForm';
import { checkFields } from './fieldChecks';

export interface SpeciesSurroundings {
  /** Names of the population's species and data sources. */
  readonly taken: readonly string[];
  readonly sources: readonly string[];
}

export async function checkSpecies(
  values: FormValues,
  { taken, sources }: SpeciesSurroundings,
): Promise<FormFindings> {
  const [half1, half2, mask] = await Promise.all(
    ['half1', 'half2', 'mask'].map((name) => readHeader(text(values, name))),
  );
  const general = checkFields(sectionsOf(createSpecies, sources), values);
  const twoFiles = text(values, 'half2Kind') === 'file';
  const maskFile = text(values, 'maskKind') === 'file';
  const ownPixel = text(values, 'pixelSize') !== '';
  const specific = problems({
    name: nameProblem(text(values, 'name'), taken),
    symmetryOrder: orderProblem(values),
    half1: half1.problem ?? cubeProblem(half1.header) ?? boxProblem(half1.header, values),
    half2: twoFiles ? (half2.problem ?? likeHalfMapProblem(half2.header, half1.header)) : null,
    mask: maskFile ? (mask.problem ?? likeHalfMapProblem(mask.header, half1.header)) : null,
    pixelSize: ownPixel ? null : noPixelProblem(half1.header),
    sameLowpass: twoFiles ? null : lowpassProblem(text(values, 'sameLowpass'), values, half1.header),
    lowpass: twoFiles ? lowpassProblem(text(values, 'lowpass'), values, half1.header) : null,
    mirrorMaps: /^(?!.*(.).*\1)[xyz]*$/.test(text(values, 'mirrorMaps'))
      ? null
      : 'Axes by name, each once, such as z or xyz.',
    shiftMaps: shiftProblem(text(values, 'shiftMaps')),
    helicalUnits: unitsProblem(values),
    helicalRise: helixProblem(values),
    particles: particlesProblem(text(values, 'particles')),
    ...noSourceProblem(values),
  });
  const disagreements = [
    twoFiles ? pixelDisagreement('half2', half2.header, half1.header) : null,
    maskFile ? pixelDisagreement('mask', mask.header, half1.header) : null,
  ].filter((one) => one !== null);
  const errors: Readonly<Record<string, string>> = {
    ...specific,
    ...general,
    ...Object.fromEntries(
      disagreements
        .filter(({ field }) => specific[field] === undefined)
        .map(({ field, error }) => [field, error]),
    ),
  };
  const partner =
    errors.half2 === undefined ? null : await partnerRemedy(text(values, 'half1'), text(values, 'half2'));
  return {
    errors,
    notes: problems({
      pixelSize: ownPixel ? headerDisagreement(half1.header, Number(text(values, 'pixelSize'))) : null,
      half1: describe(half1.header),
      half2: twoFiles ? describe(half2.header) : null,
      mask: maskFile ? describe(mask.header) : null,
    }),
    remedies: {
      ...Object.fromEntries(
        disagreements.flatMap(({ field, remedy }) => (remedy === null ? [] : [[field, remedy]])),
      ),
      ...(partner !== null && { half2: partner }),
    },
  };
}

function nameProblem(name: string, taken: readonly string[]): string | null {
  if (name === '') return 'A name is needed.';
  if (name.toLowerCase() === 'new species') return 'Give the species a name of its own.';
  return taken.includes(name) ? 'The population has a species of this name.' : null;
}

/** The other half-map beside half-map 1, by its name; null where it is chosen already, or is not there. */
async function partnerRemedy(half1: string, half2: string): Promise<Remedy | null> {
  const name = path.basename(half1).replace(/half(-?map)?([_-]?)1/i, 'half$1$22');
  const partner = path.join(path.dirname(half1), name);
  if (!path.isAbsolute(half1) || partner === half1 || partner === half2 || !(await isAccessible(partner)))
    return null;
  return { label: `Use ${name}`, changes: { half2: partner } };
}

function shiftProblem(shift: string): string | null {
  const parts = shift.split(',').map((part) => part.trim());
  return shift === '' || (parts.length === 3 && parts.every((part) => part !== '' && isFinite(Number(part))))
    ? null
    : 'Three numbers with commas between them.';
}

function orderProblem(values: FormValues): string | null {
  const most = largestOrder(text(values, 'symmetryGroup'));
  return Number(text(values, 'symmetryOrder')) > most ? `Between 1 and ${most}.` : null;
}

interface HeaderOrProblem {
  readonly header: MapHeader | null;
  readonly problem: string | null;
}

async function readHeader(file: string): Promise<HeaderOrProblem> {
  if (file === '') return { header: null, problem: 'A map file is needed.' };
  if (!path.isAbsolute(file)) return { header: null, problem: 'The whole path is needed, from the root.' };
  try {
    return { header: await readMapHeader(file), problem: null };
  } catch (error) {
    return { header: null, problem: error instanceof Error ? error.message : String(error) };
  }
}

function cubeProblem(header: MapHeader | null): string | null {
  if (header === null) return null;
  const [x, y, z] = header.size;
  return x === y && y === z ? null : `A cubic map is needed; this one has ${sizeText(header)}.`;
}

function boxProblem(header: MapHeader | null, values: FormValues): string | null {
  if (header === null) return null;
  const edge = header.size[0] * (Number(text(values, 'pixelSize')) || header.pixelSize[0]);
  const diameter = Number(text(values, 'diameter'));
  return edge > 0 && edge < diameter
    ? `The box is ${Number(edge.toFixed(0))} Å wide, the particle ${diameter} Å.`
    : null;
}

/** A pixel size that was typed replaces the header's; one that is far from it is worth a second look. */
function headerDisagreement(header: MapHeader | null, typed: number): string | null {
  const own = header?.pixelSize[0] ?? 0;
  return own > 0 && typed > 0 && Math.abs(typed / own - 1) > 0.05
    ? `The header of half-map 1 says ${Number(own.toFixed(4))} Å/px.`
    : null;
}

function likeHalfMapProblem(header: MapHeader | null, half1: MapHeader | null): string | null {
  if (header === null || half1 === null) return null;
  return header.size.every((edge, axis) => edge === half1.size[axis])
    ? null
    : `Half-map 1 has ${sizeText(half1)}, this one ${sizeText(header)}.`;
}

function noPixelProblem(half1: MapHeader | null): string | null {
  return half1 === null || half1.pixelSize[0] > 0 ? null : 'The header does not say it; give it here.';
}

interface Disagreement {
  readonly field: string;
  readonly error: string;
  readonly remedy: Remedy | null;
}

/** Headers are rounded differently by different programs; a thousandth is no disagreement. */
function pixelDisagreement(
  field: 'half2' | 'mask',
  header: MapHeader | null,
  half1: MapHeader | null,
): Disagreement | null {
  if (header === null || half1 === null) return null;
  const [own] = header.pixelSize;
  const [first] = half1.pixelSize;
  if (!(own > 0 && first > 0) || Math.abs(own / first - 1) <= 1e-3) return null;
  const error = `Half-map 1 has ${first.toFixed(4)} Å/px, this one ${own.toFixed(4)} Å/px.`;
  return {
    field,
    error,
    remedy:
      field === 'mask'
        ? { label: 'Make the mask from the average map instead', changes: { maskKind: 'average' } }
        : { label: 'Use half-map 1 for both', changes: { half2Kind: 'same' } },
  };
}

function lowpassProblem(typed: string, values: FormValues, half1: MapHeader | null): string | null {
  const resample = Number(text(values, 'resample'));
  const pixel = resample || Number(text(values, 'pixelSize')) || half1?.pixelSize[0] || 0;
  return typed !== '' && Number(typed) < 2 * pixel
    ? `Maps of ${Number(pixel.toFixed(4))} Å/px hold no more than ${Number((2 * pixel).toFixed(4))} Å.`
    : null;
}

/** What a helix has would be lost without more than one unit. */
function unitsProblem(values: FormValues): string | null {
  const typed = ['Twist', 'Rise', 'Height'].some((name) => Number(text(values, `helical${name}`)) !== 0);
  return typed && Number(text(values, 'helicalUnits')) <= 1 ? 'A helix has 2 units or more.' : null;
}

function helixProblem(values: FormValues): string | null {
  const [units, twist, rise, height] = ['Units', 'Twist', 'Rise', 'Height'].map((name) =>
    Number(text(values, `helical${name}`)),
  );
  if (units <= 1) return null;
  if (!(rise > 0)) return 'The rise of a helix is more than 0.';
  if (twist === 0) return 'The twist of a helix is not 0.';
  return height < rise * (units - 1) ? `The height has to be at least ${rise * (units - 1)} Å.` : null;
}

function particlesProblem(file: string): string | null {
  if (file === '') return 'A particle table is needed.';
  if (!path.isAbsolute(file)) return 'The whole path is needed, from the root.';
  return tableNameProblem(file);
}

function describe(header: MapHeader | null): string | null {
  if (header === null) return null;
  const pixel = header.pixelSize[0];
  return `${sizeText(header)}, ${pixel > 0 ? `${Number(pixel.toFixed(4))} Å/px` : 'no pixel size in the header'}`;
}

function sizeText(header: MapHeader): string {
  return `${header.size.join(' × ')} px`;
}
