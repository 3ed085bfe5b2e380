/** Classes of RELION's classification in one table: chosen from, or taken together, but never pooled unasked. */
import { Problem } from '../../shared/problem';

export const classLabel = 'rlnClassNumber';

/** Numbers of RELION's classes to take, or all of them together. */
export type ClassChoice = readonly string[] | 'all';

/**
 * @param classes one per particle
 * @returns whether each particle is taken
 * Throws Problem where there are several classes and nothing says which, and for classes that are not there.
 */
export function chosenByClass(
  classes: readonly string[],
  choice: ClassChoice | undefined,
  where: string,
): readonly boolean[] {
  const counts = new Map<string, number>();
  for (const one of classes) counts.set(one, (counts.get(one) ?? 0) + 1);
  const listed = [...counts]
    .sort(([a], [b]) => Number(a) - Number(b))
    .map(([name, count]) => `${name} (${count} particles)`)
    .join(', ');
  if (choice === undefined && counts.size > 1)
    throw new Problem(`its particles are of ${counts.size} classes: ${listed}`, {
      where,
      remedy: 'choose some with --classes 1,2, or take them together with --classes all',
    });
  if (choice === undefined || choice === 'all') return classes.map(() => true);
  const missing = choice.find((one) => !counts.has(one));
  if (missing !== undefined)
    throw new Problem(`it has no particles of class ${missing}, but of ${listed}`, {
      where,
      remedy: 'correct --classes',
    });
  return classes.map((one) => choice.includes(one));
}

/** `1,3` or `all`. Throws Problem. */
export function parseClasses(text: string): ClassChoice {
  const trimmed = text.trim();
  if (trimmed === 'all') return 'all';
  const numbers = trimmed.split(/[\s,]+/);
  if (!numbers.every((one) => /^\d+$/.test(one)))
    throw new Problem(`classes are numbers with commas between them, or all, not ${text}`, {
      remedy: 'correct --classes',
    });
  return numbers.map((one) => String(Number(one)));
}
