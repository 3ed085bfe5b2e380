/** What one file of this folder says of its command; the command line, the form, ids and menus of VS Code are derived from it. */
import type { FormFindings, FormValues } from '../../shared/protocol/form';
import type { About, Fields, ValuesOf } from './field';
import type { Palette } from './palette';

const populationField = {
  kind: 'file',
  option: '-p, --population <file>',
  required: true,
  help: 'the .population file',
} as const;

/** The options that say what a command is about. */
const targets = {
  population: { population: populationField },
  species: {
    population: populationField,
    species: {
      kind: 'text',
      option: '-s, --species <species>',
      required: true,
      help: 'path, GUID or name of the species',
    },
  },
  source: {
    population: populationField,
    source: {
      kind: 'text',
      option: '-s, --source <source>',
      required: true,
      help: 'path, GUID or name of the data source',
    },
  },
  series: { population: populationField },
  map: {},
  none: {},
} as const;

export type Target = keyof typeof targets;

/** How a command says where it is, and learns that it is to end. */
export interface CommandWork {
  readonly say: (message: string) => void;
  /** From here on an interruption ends the work in order; `sentence` says what becomes of it. */
  readonly cancelled: (sentence: string) => AbortSignal;
}

/** The form of a command: its sections name fields by their keys. */
export interface CommandForm<Key extends string = string> {
  readonly title: string;
  readonly intro: string;
  readonly submitLabel: string;
  readonly busyLabel?: string;
  readonly sections: readonly {
    readonly title: string;
    readonly page?: string;
    readonly closed?: boolean;
    readonly fields: readonly Key[];
  }[];
  /** Values of fields that follow from others of the form; '' gives nothing. */
  given?(values: FormValues, about: About): Readonly<Partial<Record<Key, string>>>;
  /** What the fields' own rules cannot say, by control. */
  problems?(values: FormValues): FormProblems | Promise<FormProblems>;
  /** What would come of it: arguments with which the command writes nothing, and what its result says of the fields; null where there is nothing to ask. */
  preview?(values: FormValues): FormPreview<Key> | null;
  /** What VS Code says when it is done. @param result the JSON object; @param name of what it is about */
  done?(result: unknown, values: FormValues, name: string): string;
}

export type FormProblems = Readonly<Record<string, string | null>>;

interface FormPreview<Key extends string = string> {
  /** Values that differ from those that are typed. */
  readonly given: Readonly<Partial<Record<Key, string>>>;
  readonly options: readonly string[];
  readonly findings: (result: unknown) => FormFindings;
  /** Where the command's failure is shown. */
  readonly field: string;
}

interface Said<Fs, Result> {
  /** As it is typed after `murmur`. */
  readonly name: string;
  /** One sentence. */
  readonly description: string;
  readonly fields: Fs;
  /** Needs modules that are large: imports them when it is called. Throws Problem. */
  run(values: ValuesOf<Fs>, work: CommandWork): Promise<Result>;
  /** What is printed with --json, where that is not the result itself. */
  json?(result: Result, values: ValuesOf<Fs>): object | Promise<object>;
  /** Units of what is printed with --json. */
  readonly jsonUnits?: string;
  /** What it says when it is done, human-readable. */
  done(result: Result, values: ValuesOf<Fs>): readonly string[];
  /** The work was done and found what is wrong: exit code 1. */
  failed?(result: Result): boolean;
  readonly form?: CommandForm<Extract<keyof Fs, string>>;
  /** It uses the GPU that the settings name, always or with these values of the form. */
  readonly usesGpu?: boolean | ((values: FormValues) => boolean);
  /** May be ended in the middle: then what it wrote is removed. */
  readonly cancellable?: true;
}

type Merged<T extends Target, F> = Omit<(typeof targets)[T], keyof F> & F;

/** A command of the command line as lists have it. */
export interface Command extends Said<Fields, unknown> {
  readonly target: Target;
  /** Without it VS Code has no such command. */
  readonly palette: Palette | undefined;
}

/** @param said fields are those after the ones that say what the command is about */
export function command<
  const T extends Target,
  const F extends Fields,
  Result,
  P extends Palette | undefined = undefined,
>(
  said: { readonly target: T; readonly fields: F; readonly palette?: P } & Omit<
    Said<Merged<T, F>, Result>,
    'fields'
  >,
): Said<Merged<T, F>, Result> & { readonly target: T; readonly palette: P } {
  return {
    ...said,
    palette: (said.palette === undefined ? undefined : { ...said.palette, trusted: true }) as P,
    fields: { ...targets[said.target], ...said.fields } as Merged<T, F>,
  };
}
