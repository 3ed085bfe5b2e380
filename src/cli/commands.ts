/** The commands of `murmur`, made of their descriptions. */
import type { Command as Program } from 'commander';
import { Problem } from '../../shared/problem';
import type { Command, CommandWork } from '../commands/command';
import { commandFiles } from '../commands/index';
import { addFields, givenValues } from './options';
import { printProgress, printResult } from './program';

/** `lane test x` is `lane_test x`: the first two words may be one command's name. */
export function asTyped(args: readonly string[], files = commandFiles): readonly string[] {
  const [first = '', second = '', ...rest] = args;
  const name = `${first}_${second}`.replaceAll('-', '_');
  return !Object.hasOwn(files, first) && Object.hasOwn(files, name) ? [name, ...rest] : args;
}

/** Loads only the command that was asked for, which then starts sooner and takes less memory; all where help is needed. */
export async function registerCommands(
  program: Program,
  asked: string | undefined,
  files = commandFiles,
): Promise<void> {
  const name = asked?.replaceAll('-', '_') ?? '';
  const family = familyOf(name, files);
  if (!Object.hasOwn(files, name) && family.length > 0) {
    registerFamily(program, name, family);
    return;
  }
  const wanted = Object.hasOwn(files, name) ? [files[name]] : Object.values(files);
  for (const listed of await Promise.all(wanted.map((load) => load())))
    if ('fields' in listed) registerCommand(program, listed);
    // Its options are the settings of a refinement.
    else (await import('./refine')).registerRefine(program);
}

/** `list` and `test` of `lane`. */
function familyOf(name: string, files: typeof commandFiles): readonly string[] {
  return name === ''
    ? []
    : Object.keys(files).flatMap((one) => (one.startsWith(`${name}_`) ? [one.slice(name.length + 1)] : []));
}

/** What is typed is only the first half of commands. */
function registerFamily(program: Program, name: string, family: readonly string[]): void {
  const words = `is followed by ${family.join(', ')}`;
  program
    .command(name)
    .description(`${name} ${words}`)
    .argument('[word]')
    .action(() => {
      throw new Problem(`"${name}" ${words}`, { remedy: `murmur ${name} ${family[0]} --help says more` });
    });
}

function registerCommand(program: Program, command: Command): void {
  const { name, description, fields, jsonUnits } = command;
  const registered = program.command(name).description(description);
  addFields(registered, fields);
  registered
    .option('--json', `print the result as one JSON object${jsonUnits === undefined ? '' : `: ${jsonUnits}`}`)
    .action(async () => {
      const values = givenValues(registered, fields);
      const result = await command.run(values, work);
      if (registered.opts<{ json?: boolean }>().json === true)
        printResult(true, (await command.json?.(result, values)) ?? (result as object), []);
      else printResult(false, {}, command.done(result, values));
      if (command.failed?.(result) === true) process.exitCode = 1;
    });
}

const work: CommandWork = {
  say: printProgress,
  cancelled(sentence) {
    const controller = new AbortController();
    const cancel = (): void => controller.abort(new Problem(sentence));
    process.once('SIGINT', cancel);
    process.once('SIGTERM', cancel);
    return controller.signal;
  },
};
