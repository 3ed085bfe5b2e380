/** Values for what a lane asks: from the command line, a form or its defaults; none can be more than a word of the job script. */
import { Problem } from '../../../shared/problem';
import type { PlaceQuestion } from '../runs/jobRunner';
import type { Values } from './expression';
import type { Lane } from './lane';

/** Letters that mean nothing to a shell, wherever they stand. */
const plainWord = /^(?!-)[\p{L}\p{N}_@%+=:,./[\]-]*$/u;

/** Why a value cannot be taken, as the sentence below a control; null for one that can. */
export function answerProblem(question: PlaceQuestion, text: string): string | null {
  if (question.kind === 'switch') return /^(true|false)$/.test(text) ? null : 'It is true or false.';
  if (question.kind === 'choice')
    return question.choices.includes(text) ? null : `It is one of ${question.choices.join(', ')}.`;
  if (question.kind === 'number') {
    const value = Number(text);
    const { least, most } = question;
    if (text.trim() === '' || !Number.isFinite(value)) return 'A number is needed.';
    if (question.whole === true && !Number.isInteger(value)) return 'It is not a whole number.';
    return value < least || value > most ? `Between ${least} and ${most}.` : null;
  }
  if (text === '' && question.required === true) return 'It is needed.';
  // What the lane says itself is as good as its script.
  if (text === question.default) return null;
  return plainWord.test(text)
    ? null
    : 'Letters, digits and _ @ % + = : , . / [ ] - are allowed, as job scripts are read by a shell.';
}

/**
 * By name, with defaults where nothing was given.
 * Throws Problem for a name that the lane does not ask for, and for a value that cannot be taken.
 */
export function laneValues({ name, variables }: Lane, given: Readonly<Record<string, string>>): Values {
  for (const key of Object.keys(given))
    if (!variables.some((variable) => variable.name === key))
      throw new Problem(`lane ${name} does not ask for "${key}"`, {
        remedy:
          variables.length === 0
            ? 'it asks for nothing'
            : `it asks for ${variables.map((one) => one.name).join(', ')}`,
      });
  return Object.fromEntries(
    variables.map((question) => {
      const text = Object.hasOwn(given, question.name) ? given[question.name] : question.default;
      const problem = answerProblem(question, text);
      if (problem !== null)
        throw new Problem(
          `"${question.name}" of lane ${name} cannot be "${text}": ${problem.replace(/\.$/, '')}`,
          {
            remedy: `give another value with --set ${question.name}=...`,
          },
        );
      return [question.name, valueOf(question, text)];
    }),
  );
}

/** `partition=gpu`. Throws Problem. */
export function parseAssignments(texts: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    texts.map((text) => {
      const [, key, value] = /^([A-Za-z_]\w*)\s*=\s*(.*)$/s.exec(text.trim()) ?? [];
      if (key === undefined) throw new Problem(`"${text}" is not like partition=gpu`);
      return [key, value];
    }),
  );
}

function valueOf(question: PlaceQuestion, text: string): string | number | boolean {
  if (question.kind === 'number') return Number(text);
  return question.kind === 'switch' ? text === 'true' : text;
}
