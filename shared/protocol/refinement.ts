/** What the editor of refinement settings and the extension host say to each other. The document is the truth. */
import type { FormFindings, FormSection, FormValues } from './form';

export interface RefinementPreset {
  readonly id: string;
  readonly label: string;
  readonly help: string;
}

export interface RefinementPage {
  readonly fileName: string;
  readonly sections: readonly FormSection[];
  readonly presets: readonly RefinementPreset[];
  readonly state: RefinementState;
}

export interface RefinementState {
  readonly values: FormValues;
  readonly findings: FormFindings;
  /** Why the text cannot be shown as a form: it is no JSON. */
  readonly textProblem: string | null;
  /** Why nothing can be changed or run here; null when all can. */
  readonly locked: string | null;
  /** A refinement is being started. */
  readonly busy: boolean;
  /** Why the last attempt failed. */
  readonly error: string | null;
}

/** One human-readable line each. */
export interface RefinementEstimate {
  /** Series: images, parameters by group, images per parameter. */
  readonly series: readonly {
    readonly name: string;
    readonly particles: string;
    readonly images: string;
    readonly parameters: string;
    readonly perParameter: string;
    /** Why the series is left out; empty otherwise. */
    readonly skipped: string;
  }[];
  readonly summary: readonly (readonly [label: string, value: string])[];
}

/** What the extension host answers. */
export interface RefinementHost {
  open(): RefinementPage;
  /** Puts what was typed into the document, one undo step. */
  edit(changes: FormValues): Promise<void>;
  applyPreset(id: string): Promise<void>;
  /** Asks the engine; an error in one sentence otherwise. */
  estimate(): Promise<RefinementEstimate>;
  /** Saves the document and starts the job, unless something is wrong with a field. */
  refine(): Promise<void>;
  /** Puts the command for a shell on the clipboard, and says which. */
  copyCommand(): Promise<string>;
  openAsText(): Promise<void>;
}

/** What the webview answers. */
export interface RefinementView {
  setState(state: RefinementState): void;
}
