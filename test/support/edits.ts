/** Applies quick fixes to text, as an editor would. */
import type { Edit } from '../../src/language/edit';
import type { Fix } from '../../src/language/finding';

export function applyFix(text: string, fix: Fix): string {
  const lines = text.split('\n');
  const offset = (line: number, column: number): number =>
    lines.slice(0, line).reduce((sum, { length }) => sum + length + 1, 0) + column;
  const from = ({ line, start }: Edit): number => offset(line, start);
  // From the end, so that earlier places stay where they are.
  return [...fix.edits]
    .sort((a, b) => from(b) - from(a))
    .reduce(
      (changed, edit) =>
        changed.slice(0, from(edit)) + edit.text + changed.slice(offset(edit.endLine ?? edit.line, edit.end)),
      text,
    );
}
