/** Job scripts and commands of other programs in our terms: placeholders with our names, and a question for each that we have no value for. */
import { Problem } from '../../../shared/problem';
import { shellWords } from '../runs/shellWords';
import { plainSlurm } from '../runs/slurm/queueCommands';
import type { LaneText } from './createLane';
import { ownPlaceholders } from './lane';
import { namesOfTemplate } from './template';

/** What a file of another program becomes. */
export interface ImportedLane extends LaneText {
  /** Empty where the file says none. */
  readonly name: string;
  /** What was left out or is otherwise here, one sentence each. */
  readonly notes: readonly string[];
}

/** Where an import comes from. */
export interface LaneSource {
  readonly file: string;
  readonly scriptPath: string;
  readonly script: string;
}

/** Numbers that every lane's form has under the same name. */
const usualQuestions: Readonly<Record<string, object>> = {
  cpus: { type: 'number', whole: true, label: 'Processor cores', default: 4, least: 1, most: 1024 },
  gpus: { type: 'number', whole: true, label: 'GPUs', default: 1, least: 0, most: 16 },
  memory: { type: 'number', label: 'Memory (GB)', default: 32, least: 0.1, most: 100000 },
};

/** What Slurm is told on the command line; a script that says it, too, would scatter messages. */
const ours = /^#SBATCH\s+(--(job-name|output|error|open-mode|signal|requeue|no-requeue)\b|-[Joe]\b)/;

/**
 * @param names ours by theirs
 * @returns the script, and lines that it has no more
 */
export function renamedScript(
  script: string,
  names: Readonly<Record<string, string>>,
): { readonly script: string; readonly dropped: readonly string[] } {
  const lines = script.split('\n');
  const dropped = lines.filter((line) => ours.test(line));
  const kept = lines
    .filter((line) => !ours.test(line))
    // What a comment explains is not asked for.
    .map((line) => (/^\s*#(?!SBATCH|!)/.test(line) ? line.replace(/\{\{\s*(.*?)\s*\}\}/g, '$1') : line))
    .join('\n')
    .replace(/\{\{[\s\S]*?\}\}|\{%[\s\S]*?%\}/g, (tag) =>
      tag.replace(/\b[A-Za-z_]\w*\b/g, (word) => (Object.hasOwn(names, word) ? names[word] : word)),
    );
  return { script: kept, dropped };
}

/** A question for every placeholder of a script that has no value. @param defaults of some. Throws Problem. */
export function questionsOf(
  script: string,
  where: string,
  defaults: Readonly<Record<string, string>> = {},
): readonly object[] {
  return [...namesOfTemplate(script, where)]
    .filter(([name]) => !Object.hasOwn(ownPlaceholders, name))
    .map(([name, value]) => ({
      name,
      ...(Object.hasOwn(usualQuestions, name)
        ? usualQuestions[name]
        : { label: name.replaceAll('_', ' '), default: defaults[name] ?? String(value ?? '') }),
    }));
}

/** `/opt/slurm/bin/sbatch {{ options }} {{ script }}` of `/opt/slurm/bin/sbatch {{ script_path_abs }}`. Throws Problem. */
export function submitLine(line: string, script: string, where: string): string {
  if (!/(^|[\s/])sbatch(\s|$)/.test(line))
    throw new Problem(`jobs are submitted with something else than sbatch: ${line}`, {
      where,
      remedy: 'only clusters with Slurm can be imported',
    });
  const filled = replaced(line, script, '{{ options }} {{ script }}');
  return /--parsable\b/.test(filled) ? filled : filled.replace(/(^|[\s/])sbatch\b/, '$1sbatch --parsable');
}

/** With our name for a placeholder. */
export function replaced(line: string, name: string, by: string): string {
  return line.replace(new RegExp(`\\{\\{\\s*${name}\\s*\\}\\}`, 'g'), by);
}

/** Questions to Slurm with programs of the same folder as another one's: `/opt/slurm/bin/squeue -j {{ id }}`. */
export function questionLines(line: string): object {
  const [program = 'squeue'] = shellWords(line.replace(/\{\{.*?\}\}/g, 'x')).words;
  const folder = program.slice(0, program.lastIndexOf('/') + 1);
  if (folder === '') return {};
  return {
    status: folder + plainSlurm.status,
    show: folder + plainSlurm.show,
    accounting: folder + plainSlurm.accounting,
  };
}

/** The text of a member; undefined where it has none. Throws Problem for anything else. */
export function textOf(
  json: Readonly<Record<string, unknown>>,
  key: string,
  where: string,
): string | undefined {
  const value = json[key];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') throw new Problem(`"${key}" is no text`, { where });
  return value;
}
