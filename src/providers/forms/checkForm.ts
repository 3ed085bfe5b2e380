/** Checks the form of a command, and asks the command itself what would come of it. */
import type { FormFindings, FormValues } from '../../../shared/protocol/form';
import { isShown } from '../../../shared/isShown';
import type { About } from '../../commands/field';
import { pathProblem, problems, text } from '../../commands/formValues';
import { readMapHeader } from '../../formats/maps/mapHeader';
import { formArguments, formOf, sectionsOf, type FormCommand } from './commandForm';
import { checkFields } from './fieldChecks';

/**
 * @param run the command with arguments that let it write nothing; its result
 * @param patience ms: while one is typing every letter is checked, and the command waits for the last of them
 */
export function checkForm(
  command: FormCommand,
  about: About,
  run: (args: readonly string[]) => Promise<unknown>,
  patience = 300,
): (values: FormValues) => Promise<FormFindings> {
  const form = formOf(command);
  const sections = sectionsOf(command, about.sources);
  let checks = 0;
  let last: { readonly line: string; readonly result: Promise<unknown> } | undefined;
  return async (values) => {
    const number = ++checks;
    const fields = checkFields(sections, values);
    const errors = {
      ...problems({ ...(await mapProblems(command, values)), ...(await form.problems?.(values)) }),
      ...fields,
    };
    // What the fields say of themselves breaks the command too.
    const preview = Object.keys(fields).length > 0 ? null : (form.preview?.(values) ?? null);
    if (preview === null) return { errors, notes: {} };
    const args = [...formArguments(command, values, about, preview.given), ...preview.options];
    const line = args.join('\n');
    if (last?.line !== line) {
      await new Promise((resolve) => setTimeout(resolve, patience));
      if (number !== checks) return { errors, notes: {} };
      last = { line, result: run(args) };
    }
    try {
      const found = preview.findings(await last.result);
      return { ...found, errors: { ...found.errors, ...errors } };
    } catch (error) {
      last = undefined;
      return {
        errors: { [preview.field]: error instanceof Error ? error.message : String(error), ...errors },
        notes: {},
      };
    }
  };
}

/** Why files are not the maps that are needed; null where the header can be read. */
async function mapProblems(
  { fields }: FormCommand,
  values: FormValues,
): Promise<Record<string, string | null>> {
  const asked = Object.entries(fields).filter(
    ([key, field]) =>
      field.kind === 'file' && field.files === 'map' && key in values && isShown(field, values),
  );
  return Object.fromEntries(
    await Promise.all(asked.map(async ([key]) => [key, await mapProblem(text(values, key))] as const)),
  );
}

async function mapProblem(file: string): Promise<string | null> {
  const problem = pathProblem(file, 'A map');
  if (problem !== null) return problem;
  return readMapHeader(file).then(
    () => null,
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
}
