/** Checks the form of an operation on a species, and asks the command itself what would come of it. */
import type { FormFindings, FormSection, FormValues } from '../../../shared/protocol/form';
import { checkFields, problems } from './fieldChecks';
import type { SpeciesOperation } from './speciesOperations';

/**
 * @param run the operation's command with arguments that let it write nothing; its result
 * @param patience ms: while one is typing every letter is checked, and the command waits for the last of them
 */
export function checkOperation(
  operation: SpeciesOperation,
  sections: readonly FormSection[],
  run: (args: readonly string[]) => Promise<unknown>,
  patience = 300,
): (values: FormValues) => Promise<FormFindings> {
  let checks = 0;
  let last: { readonly line: string; readonly result: Promise<unknown> } | undefined;
  return async (values) => {
    const number = ++checks;
    const fields = checkFields(sections, values);
    const errors = { ...problems((await operation.problems?.(values)) ?? {}), ...fields };
    // What the fields say of themselves breaks the command too.
    const preview = Object.keys(fields).length > 0 ? null : (operation.preview?.(values) ?? null);
    if (preview === null) return { errors, notes: {} };
    const line = preview.arguments.join('\n');
    if (last?.line !== line) {
      await new Promise((resolve) => setTimeout(resolve, patience));
      if (number !== checks) return { errors, notes: {} };
      last = { line, result: run(preview.arguments) };
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
