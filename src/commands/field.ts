/** What a command asks: one field is an option on the command line, a value for `run`, and a control of the form. */
import type { FieldValue, FormField } from '../../shared/protocol/form';
import type { Species } from '../model/species';

/** What a form is about; start values may come from it. */
export interface About {
  readonly population: string;
  readonly species: Species | null;
  /** Names of the population's data sources. */
  readonly sources: readonly string[];
}

interface FieldBase {
  /** As commander writes it: `-t, --threshold <density>`; `<file>` is an argument without a name. Without it the form alone has the field. */
  readonly option?: string;
  /** For the command line, with the unit and with a default that is no value. */
  readonly help?: string;
  /** The command does not run without it. */
  readonly required?: true;
  /** In the form; without it the command line alone has the field. */
  readonly label?: string;
  /** What the form says below it. */
  readonly hint?: string;
  readonly placeholder?: string;
  /** What the form starts with, where that is neither the default nor nothing. */
  readonly start?: FieldValue | ((about: About) => FieldValue);
  /** The form shows it while another field has this value. */
  readonly shownWhen?: NonNullable<FormField['shownWhen']>;
}

interface NumberField extends FieldBase {
  readonly kind: 'number';
  readonly whole?: true;
  /** Least and most, both allowed. */
  readonly range?: readonly [number, number];
  /** More than 0, where only the command itself knows how large it may be. */
  readonly positive?: true;
  readonly default?: number;
  /** The form asks for it although the command can do without. */
  readonly needed?: true;
}

interface TextField extends FieldBase {
  readonly kind: 'text';
  readonly default?: string;
  /** A text of a few letters. */
  readonly short?: true;
}

type FileKind = 'map' | 'star' | 'particles' | 'source' | 'settings';

interface FileField extends FieldBase {
  readonly kind: 'file';
  readonly default?: string;
  /** What its dialog asks for; without it a file that is there. */
  readonly pick?: 'folder' | 'save';
  /** What its dialog offers; the form reads the header of a map. */
  readonly files?: FileKind;
}

interface ChoiceField extends FieldBase {
  readonly kind: 'choice';
  readonly choices: readonly {
    readonly value: string;
    readonly label?: string;
    /** Arguments that this choice of the form stands for, where they are not the option with the value. */
    readonly gives?: readonly string[];
  }[];
  readonly default?: string;
}

interface SwitchField extends FieldBase {
  readonly kind: 'switch';
  /** The option switches it off. */
  readonly reverse?: true;
  /** Why it cannot be changed; it stays at its start value. */
  readonly unavailable?: string;
}

/** A text that means something else. */
interface ParsedField extends FieldBase {
  readonly kind: 'parsed';
  /** Throws Problem. */
  readonly parse: (text: string) => unknown;
  readonly default?: unknown;
  /** The default in words. */
  readonly defaultText?: string;
}

/** Three lengths with commas between them; in the form three numbers, `keyX` to `keyZ`. */
interface VectorField extends FieldBase {
  readonly kind: 'vector';
  readonly range: readonly [number, number];
  /** Of the form's numbers. */
  readonly labels: readonly [string, string, string];
}

/** Some of a few names, with commas between them; in the form a check box each. */
interface PartsField extends FieldBase {
  readonly kind: 'parts';
  readonly parts: Readonly<Record<string, { readonly value: string; readonly label: string }>>;
}

/** Names with blanks between them. */
interface NamesField extends FieldBase {
  readonly kind: 'names';
}

/** Names of data sources; in the form a check box for each that the population has. */
interface SourcesField extends FieldBase {
  readonly kind: 'sources';
}

export type Field =
  | NumberField
  | TextField
  | FileField
  | ChoiceField
  | SwitchField
  | ParsedField
  | VectorField
  | PartsField
  | NamesField
  | SourcesField;

export type Fields = Readonly<Record<string, Field>>;

/** What the option says; choices of the form that give something else are none of it. */
type ChosenBy<C> = C extends { gives: unknown } ? never : C extends { value: infer V } ? V : never;

type ValueOf<F> = F extends { kind: 'number' }
  ? number
  : F extends { kind: 'switch' }
    ? boolean
    : F extends { kind: 'parsed'; parse: (text: string) => infer T }
      ? T
      : F extends { kind: 'choice'; choices: readonly (infer C)[] }
        ? ChosenBy<C>
        : F extends { kind: 'vector' }
          ? readonly [number, number, number]
          : F extends { kind: 'parts'; parts: Readonly<Record<string, { value: infer V }>> }
            ? readonly V[]
            : F extends { kind: 'names' | 'sources' }
              ? readonly string[]
              : string;

/** What `run` gets: a value for every field that has an option, undefined where none was given and none is the default. */
export type ValuesOf<Fs> = {
  readonly [K in keyof Fs as Fs[K] extends { option: string } ? K : never]: Fs[K] extends
    { required: true } | { default: unknown } | { kind: 'switch' }
    ? ValueOf<Fs[K]>
    : ValueOf<Fs[K]> | undefined;
};

/** `threshold` of `-t, --threshold <density>`, `file` of `<file>`. */
export function optionName({ option = '' }: Pick<FieldBase, 'option'>): string {
  return /--([\w-]+)/.exec(option)?.[1] ?? option.replace(/[<>[\].]/g, '');
}
