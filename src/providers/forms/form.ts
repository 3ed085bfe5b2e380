/** A form as the extension host knows it: what it asks, how it is checked, and what it does. */
import type { FormDescription, FormFindings, FormValues } from '../../../shared/protocol/form';

export interface Form {
  readonly description: Omit<FormDescription, 'state'>;
  check(values: FormValues): Promise<FormFindings>;
  /** What the file dialog of a field offers: names and extensions. */
  filters(field: string): Record<string, string[]>;
  /** Does what the form is for; a failure's sentence is shown in the form. */
  submit(values: FormValues, work: FormWork): Promise<void>;
}

/** How what a form does says where it is, and learns that it is to end. */
export interface FormWork {
  readonly say: (progress: string) => void;
  readonly token: CancellationToken;
}

/** VS Code's own has this shape. */
export interface CancellationToken {
  readonly isCancellationRequested: boolean;
  onCancellationRequested(listener: () => unknown): { dispose(): unknown };
}

/**
 * Checks once more what the page has checked already, since that may be old or not from the page at all, and does
 * nothing while a field is wrong.
 * @returns what is wrong; null when it was done
 */
export async function submitForm(
  form: Form,
  values: FormValues,
  work: FormWork,
): Promise<FormFindings | null> {
  const findings = await form.check(values);
  if (Object.keys(findings.errors).length > 0) return findings;
  await form.submit(values, work);
  return null;
}
