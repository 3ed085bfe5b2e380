/** Has one of a lane's commands run: its words as they are, and a shell only where the lane's line needs one. */
import { execFile } from 'node:child_process';
import { Problem } from '../../../../shared/problem';
import { shellLine, shellQuoted, shellWords } from '../shellWords';
import { placeholder, type QueueCommand, type QueueCommands } from './queueCommands';

/** A list takes the place of as many words. */
export type CommandValues = Readonly<Record<string, string | readonly string[]>>;

/** A command that is silent for so long is ended, ms. */
const patience = 60_000;

/** Slurm, or the way to it, said no. */
export class CommandFailure extends Problem {
  constructor(
    /** What it said on standard error. */
    readonly said: string,
    options: ConstructorParameters<typeof Problem>[1],
  ) {
    super(said === '' ? 'the command failed without a word' : said, options);
  }
}

/** @returns what it prints. Throws CommandFailure with what it said, Problem where it cannot be started. */
export async function runCommand(
  commands: QueueCommands,
  name: QueueCommand,
  values: CommandValues,
  env: NodeJS.ProcessEnv = process.env,
): Promise<string> {
  return run(commandWords(commands, name, values), name === 'submit' ? outsideOfJobs(env) : env);
}

/** A job that another job submits is none of its steps: what Slurm has told the one would confuse the other. */
function outsideOfJobs(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !/^SLURM_(?!CONF$|CLUSTERS$)/.test(name)));
}

/** What is executed: the program, and its arguments. Throws Problem. */
export function commandWords(
  { send, ...lines }: QueueCommands,
  name: QueueCommand,
  values: CommandValues,
): readonly string[] {
  const words = filledWords(lines[name], values);
  if (/^\{\{\s*command\s*\}\}$/.test(send.trim())) return words;
  // On the other side a shell takes it apart again.
  return filledWords(send, { command: shellLine(words) });
}

/** Private letters that stand for placeholders while a shell's quotes are read. */
const marked = /\uE000(\w+)\uE001/g;

function filledWords(line: string, values: CommandValues): readonly string[] {
  const { words, needsShell } = shellWords(line.replace(placeholder, '\uE000$1\uE001'));
  if (!needsShell)
    return words.flatMap((word) => {
      const [, whole] = /^\uE000(\w+)\uE001$/.exec(word) ?? [];
      return whole === undefined
        ? [word.replace(marked, (_, key: string) => text(values[key]))]
        : values[whole];
    });
  const filled = line.replace(placeholder, (_, key: string) => {
    const value = values[key];
    return typeof value === 'string' ? shellQuoted(value) : shellLine(value);
  });
  return ['/bin/sh', '-c', filled];
}

function text(value: string | readonly string[]): string {
  return typeof value === 'string' ? value : shellLine(value);
}

/** A program as it is found on the PATH, or by its path. @returns what it prints. Throws as runCommand does. */
export async function run([program, ...args]: readonly string[], env = process.env): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(program, args, { env, timeout: patience, maxBuffer: 1 << 26 }, (error, out, err) => {
      if (error === null) resolve(out);
      else if (typeof error.code === 'string')
        reject(
          new Problem(`it cannot be started: ${error.message}`, {
            where: program,
            remedy: 'look whether Slurm is installed here, or name a computer where it is in the lane (send)',
            cause: error,
          }),
        );
      else {
        const said = error.killed === true ? `no answer in ${patience / 1000} s` : lastLine(err, program);
        reject(new CommandFailure(said, { where: program, cause: error }));
      }
    });
  });
}

/** `sbatch: error: invalid partition specified: x` without what is told already. */
function lastLine(err: string, program: string): string {
  const lines = err
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  // The first error is the cause, what comes after it says that nothing was done; unless it could not even begin.
  const cause =
    lines.find((line) => /fatal:/.test(line)) ??
    lines.find((line) => /error:/.test(line)) ??
    lines.at(-1) ??
    '';
  const base = program.slice(program.lastIndexOf('/') + 1);
  return cause
    .replace(new RegExp(`^${base.replace(/\W/g, '\\$&')}: `), '')
    .replace(/^(slurm_\w+ )?(fatal|error): /i, '');
}
