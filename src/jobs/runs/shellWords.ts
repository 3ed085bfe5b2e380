/** Words of a POSIX shell: taken apart as it does, and quoted so that it leaves them whole. */
import { Problem } from '../../../shared/problem';

export interface ShellWords {
  readonly words: readonly string[];
  /** There is more than words: a pipe, a variable, a pattern. Only a shell understands that. */
  readonly needsShell: boolean;
}

/** Throws Problem where a quote is not closed. */
export function shellWords(line: string): ShellWords {
  const words: string[] = [];
  let word: string | null = null;
  let needsShell = false;
  let quote = '';
  for (let i = 0; i < line.length; i++) {
    const letter = line[i];
    if (quote !== '') {
      if (letter === quote) quote = '';
      else if (quote === '"' && letter === '\\' && '"\\$`'.includes(line[i + 1])) word += line[++i];
      else {
        if (quote === '"' && '$`'.includes(letter)) needsShell = true;
        word += letter;
      }
    } else if (letter === '"' || letter === "'") {
      quote = letter;
      word ??= '';
    } else if (letter === '\\' && i + 1 < line.length) word = (word ?? '') + line[++i];
    else if (/\s/.test(letter)) {
      if (letter === '\n') needsShell = true;
      if (word !== null) words.push(word);
      word = null;
    } else {
      if ('|&;<>()$`*?~#{}!'.includes(letter)) needsShell = true;
      word = (word ?? '') + letter;
    }
  }
  if (quote !== '') throw new Problem(`the quote ${quote} is not closed in: ${line}`);
  if (word !== null) words.push(word);
  return { words, needsShell };
}

export function shellLine(words: readonly string[]): string {
  return words.map(shellQuoted).join(' ');
}

/** Whatever a shell might take apart is in single quotes. */
export function shellQuoted(word: string): string {
  if (/^[\w@%+=:,./-]+$/.test(word)) return word;
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
