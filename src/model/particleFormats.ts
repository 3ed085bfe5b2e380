/** The formats that particles are read from, and what commands, forms and dialogs say of them. */
import { readText } from '../files/fileProblem';
import { parseStar } from '../formats/star';
import { Problem, unlessProblem } from '../../shared/problem';
import type { ImportedParticles } from './importedParticles';
import { dynamo } from './particleFormats/dynamo';
import { m } from './particleFormats/m';
import { motiveList } from './particleFormats/motiveList';
import type { ParticleFormat, ParticleReading } from './particleFormats/particleFormat';
import { pytom } from './particleFormats/pytom';
import { relion } from './particleFormats/relion';
import { stopgap } from './particleFormats/stopgap';

export const particleFormats: readonly ParticleFormat[] = [relion, m, dynamo, stopgap, motiveList, pytom];

export interface ParticleFile {
  readonly path: string;
  /** Key of its format. */
  readonly format: string;
}

/** Throws Problem, which says so where the table is of another format. */
export async function readParticleFile(
  { path, format: key }: ParticleFile,
  options: ParticleReading,
  formats = particleFormats,
): Promise<ImportedParticles> {
  const format = particleFormat(key, formats);
  try {
    return await format.read(path, options);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const found = await recognized(path, formats);
    if (found.length === 0 || found.includes(format)) throw error;
    const { what, where = path } = error;
    throw new Problem(what, { where, remedy: `it is ${found[0].name}'s particle table, give it as such` });
  }
}

/** Throws Problem for a key of no format. */
export function particleFormat(key: string, formats = particleFormats): ParticleFormat {
  const found = formats.find((format) => format.key === key);
  if (found === undefined)
    throw new Problem(`particles are not read from ${key}`, {
      remedy: `choose among ${formats.map((format) => format.key).join(', ')}`,
    });
  return found;
}

/** Formats that have a table like one of the file's, the last of the list first: M keeps columns of RELION. */
async function recognized(
  path: string,
  formats: readonly ParticleFormat[],
): Promise<readonly ParticleFormat[]> {
  const tables = await unlessProblem(readText(path).then((text) => parseStar(text, path)));
  return formats
    .toReversed()
    .filter(({ labels }) => labels.some(([label]) => tables?.some(({ columns }) => columns.includes(label))));
}

/** `--particles_relion` of a command, and what it says of itself. */
export interface TableOption {
  readonly format: ParticleFormat;
  /** `particles_relion` */
  readonly name: string;
  /** Where the command asks for one table. */
  readonly help: string;
}

/** The option's name: `particles_relion`. */
export function tableOption({ key }: Pick<ParticleFormat, 'key'>): string {
  return `particles_${key}`;
}

/** One for each format. */
export function tableOptions(formats = particleFormats): readonly TableOption[] {
  return formats.map((format, i) => {
    const { file, from } = format;
    const instead = i === 0 ? '' : '; instead of the others';
    return { format, name: tableOption(format), help: `${file} from ${from}${instead}` };
  });
}

/** The tables that were given. @param values by the option's name */
export function tablesGiven(
  values: Readonly<Record<string, unknown>>,
  formats = particleFormats,
): readonly ParticleFile[] {
  return formats.flatMap((format) => {
    const path = values[tableOption(format)];
    return typeof path === 'string' ? [{ path, format: format.key }] : [];
  });
}

/** Throws Problem unless one table was given, and no more. */
export function tableGiven(
  values: Readonly<Record<string, unknown>>,
  formats = particleFormats,
): ParticleFile {
  const [table, ...others] = tablesGiven(values, formats);
  if (table === undefined || others.length > 0)
    throw new Problem(`particles come from one table, given with ${listed(optionNames(formats))}`, {
      remedy: 'give exactly one of them',
    });
  return table;
}

/** `--particles_relion`, ... */
export function optionNames(formats = particleFormats): readonly string[] {
  return formats.map((format) => `--${tableOption(format)}`);
}

/** For dialogs that ask for a table. */
export function particleFilters(formats = particleFormats): Record<string, string[]> {
  const filters: Record<string, string[]> = {};
  for (const { filter } of formats)
    filters[filter.name] = [...new Set([...(filters[filter.name] ?? []), ...filter.endings])];
  return filters;
}

/** What is wrong with the name of a table, in a sentence; null for nothing. */
export function tableNameProblem(path: string, formats = particleFormats): string | null {
  const endings = [...new Set(formats.flatMap(({ filter }) => filter.endings.map((one) => `.${one}`)))];
  return endings.some((ending) => path.endsWith(ending)) ? null : `A ${listed(endings)} file is needed.`;
}

/** Throws Problem where pixel sizes are given for a table that has its units. @param given any of them */
export function checkUnits(format: string, given: boolean, formats = particleFormats): void {
  const { hasUnits, name } = particleFormat(format, formats);
  if (hasUnits || !given) return;
  const others = formats.filter((one) => one.hasUnits).map((one) => one.name);
  throw new Problem(
    `pixel sizes of coordinates and shifts belong to particles from ${listed(others)}, those from ${name} are in Å`,
    { remedy: 'leave them out' },
  );
}

/** `a, b or c` */
function listed(words: readonly string[]): string {
  const [last = ''] = words.slice(-1);
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} or ${last}`;
}
