/** The frame of the command line: help, both spellings of names, results as text or JSON, errors in one sentence. */
import { Command, CommanderError } from 'commander';
import { version } from '../../package.json';
import { Problem } from '../../shared/problem';
import { Stopped } from './stopping';

export function newProgram(): Command {
  const program = new Command('murmur')
    .description('Multi-particle refinement of cryo-electron tomography data.')
    .usage('<command> [options]')
    .version(version, '--version', 'print the version')
    .showHelpAfterError(false)
    // Errors are told once, at the end, in the form that was asked for.
    .configureOutput({ outputError: () => undefined })
    .configureHelp({ subcommandTerm: (command) => command.name(), sortSubcommands: false })
    .exitOverride();
  return program;
}

/** Parses and runs; the exit code of the process is 0 only on success. */
export async function runProgram(program: Command, args: readonly string[]): Promise<void> {
  const commands = program.commands;
  for (const command of commands) {
    command.exitOverride().configureOutput({ outputError: () => undefined });
    const name = command.name();
    const other = name.includes('_') ? name.replaceAll('_', '-') : name.replaceAll('-', '_');
    if (other !== name) command.alias(other);
  }
  try {
    if (args.length === 0) program.help();
    await program.parseAsync(knownSpellings(program, args), { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return;
    process.exitCode = error instanceof Stopped ? error.exitCode : 1;
    tell(error, args);
  }
}

/** Prints the result of a command: one JSON object on standard output, or human-readable lines. */
export function printResult(asJson: boolean | undefined, result: object, lines: readonly string[]): void {
  process.stdout.write(
    asJson === true ? `${JSON.stringify(result)}\n` : lines.map((line) => `${line}\n`).join(''),
  );
}

/** Says what is going on; with --json standard output belongs to the result. */
export function printProgress(message: string): void {
  process.stderr.write(`${message}\n`);
}

/** Options may be written with hyphens or underscores, whichever the command declares. */
function knownSpellings(program: Command, args: readonly string[]): string[] {
  const command = program.commands.find((candidate) =>
    [candidate.name(), ...candidate.aliases()].includes(args[0] ?? ''),
  );
  const known = new Set((command ?? program).options.map((option) => option.long));
  return args.map((arg) => {
    const match = /^(--[^=]+)(=.*)?$/s.exec(arg);
    if (match === null || known.has(match[1])) return arg;
    const stem = match[1].slice(2);
    const spelling = [stem.replaceAll('_', '-'), stem.replaceAll('-', '_')]
      .map((text) => `--${text}`)
      .find((text) => known.has(text));
    return spelling === undefined ? arg : spelling + (match[2] ?? '');
  });
}

function tell(error: unknown, args: readonly string[]): void {
  const message = sentence(error);
  process.stderr.write(`murmur: ${message}\n`);
  if (!(error instanceof Problem || error instanceof CommanderError) && error instanceof Error)
    process.stderr.write(`${error.stack ?? ''}\n`);
  // A command that has started tells its own error event; before that, only this place knows.
  if (error instanceof CommanderError && args.includes('--events'))
    process.stdout.write(`${JSON.stringify({ event: 'error', message })}\n`);
  if (args.includes('--json')) process.stdout.write(`${JSON.stringify({ error: message })}\n`);
}

function sentence(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.replace(/^error: /, '').replace(/\s*\n\s*/g, ' ');
}
