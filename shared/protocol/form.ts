/** What a form and the extension host say to each other. The host says what is asked; the webview shows it. */

export type FieldValue = string | boolean;
export type FormValues = Readonly<Record<string, FieldValue>>;

interface FieldBase {
  readonly name: string;
  readonly label: string;
  /** What it means and where the value usually comes from. */
  readonly help?: string;
  /** A text of a few letters. */
  readonly short?: boolean;
  /** Shown only while this other field has this value. */
  readonly shownWhen?: { readonly field: string; readonly is: FieldValue | readonly FieldValue[] };
  /** Why it cannot be changed; it is shown all the same. */
  readonly unavailable?: string;
}

/** What a number is held to; both sides check it. */
export interface NumberRule {
  readonly least: number;
  readonly most: number;
  readonly whole?: boolean;
  readonly required?: boolean;
}

export type FormField = FieldBase &
  (
    | { readonly kind: 'text'; readonly placeholder?: string }
    | { readonly kind: 'number'; readonly placeholder?: string; readonly rule: NumberRule }
    | {
        readonly kind: 'file';
        readonly placeholder?: string;
        /** What its dialog asks for; without it a file that is there. */
        readonly pick?: 'folder' | 'save';
      }
    | {
        readonly kind: 'choice';
        readonly options: readonly { readonly value: string; readonly label: string }[];
      }
    | {
        readonly kind: 'check';
        /** What it stays at where it is unavailable; off without this. */
        readonly fixed?: boolean;
      }
  );

export interface FormSection {
  readonly title: string;
  /** Of a form with several pages; they come in the order of their first sections. */
  readonly page?: string;
  /** Closed at first: what few people change. */
  readonly closed?: boolean;
  readonly fields: readonly FormField[];
}

export interface FormDescription {
  readonly title: string;
  readonly intro: string;
  readonly submitLabel: string;
  readonly busyLabel: string;
  readonly sections: readonly FormSection[];
  readonly initial: FormValues;
  readonly state: FormState;
}

export interface FormState {
  readonly busy: boolean;
  /** What is being done, human-readable. */
  readonly progress?: string;
  /** Why the last attempt failed, one sentence. */
  readonly error: string | null;
}

export interface FormFindings {
  /** By field: why the form cannot be sent. */
  readonly errors: Readonly<Record<string, string>>;
  /** By field: what was found out about a value that is fine. */
  readonly notes: Readonly<Record<string, string>>;
  /** By field: a change that fixes what its error or note is about. */
  readonly remedies?: Readonly<Record<string, Remedy>>;
}

export interface Remedy {
  readonly label: string;
  readonly changes: FormValues;
}

/** What the extension host answers. */
export interface FormHost {
  describe(): FormDescription;
  check(values: FormValues): Promise<FormFindings>;
  /** Opens a file dialog; null when it was closed. */
  pickFile(field: string): Promise<string | null>;
  /** Runs nothing while a field is wrong; on success the host closes the form; otherwise the state says why. */
  submit(values: FormValues): Promise<void>;
  /** Ends what is being done, or else closes the form. */
  cancel(): void;
}

/** What the webview answers. */
export interface FormView {
  setState(state: FormState): void;
}
