/** IMOD's command files (newst.com, tilt.com, align.com): the programs that they run, and the options of each. */
import { Problem } from '../../shared/problem';

export interface ImodCommand {
  /** `newstack`, `tilt`, ... */
  readonly program: string;
  readonly arguments: string;
  /** As the file spells them, in order; a name may occur several times. */
  readonly options: readonly { readonly name: string; readonly value: string }[];
  /** From 1. */
  readonly line: number;
}

/** Throws Problem with the line for what is no command file. */
export function parseImodCommands(text: string, where: string): readonly ImodCommand[] {
  const commands: (ImodCommand & { options: { name: string; value: string }[] })[] = [];
  text.split('\n').forEach((raw, i) => {
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) return;
    const program = /^\$\s*([^\s(]+)\s*(.*)$/.exec(line);
    if (program !== null) {
      commands.push({ program: program[1], arguments: program[2], options: [], line: i + 1 });
      return;
    }
    const option = /^([A-Za-z][\w.]*)(?:\s+(.*))?$/.exec(line);
    const last = commands.at(-1);
    if (option === null || last === undefined)
      throw new Problem(`expected $PROGRAM or OPTION VALUE, got ${line.slice(0, 40)}`, {
        where: `${where}:${i + 1}`,
        remedy: 'check whether this is a command file of IMOD 4 or later',
      });
    last.options.push({ name: option[1], value: option[2] ?? '' });
  });
  if (commands.length === 0) throw new Problem('it runs no program', { where });
  return commands;
}

/** The value of an option under any of its names, whose case does not matter; undefined when it is not given. */
export function imodOption(
  command: ImodCommand | undefined,
  ...names: readonly string[]
): string | undefined {
  const wanted = names.map((name) => name.toLowerCase());
  return command?.options.findLast(({ name }) => wanted.includes(name.toLowerCase()))?.value;
}

/** `1,4-6,20` from every use of the option, as numbers. Throws Problem. */
export function imodList(
  command: ImodCommand,
  where: string,
  ...names: readonly string[]
): readonly number[] {
  const wanted = names.map((name) => name.toLowerCase());
  return command.options
    .filter(({ name }) => wanted.includes(name.toLowerCase()))
    .flatMap(({ name, value }) =>
      value.split(/[\s,]+/).flatMap((part) => {
        if (part === '') return [];
        const match = /^(\d{1,6})(?:-(\d{1,6}))?$/.exec(part);
        if (match === null)
          throw new Problem(`${name} is no list of numbers: ${part.slice(0, 40)}`, { where });
        const [first, last] = [Number(match[1]), Number(match[2] ?? match[1])];
        return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i);
      }),
    );
}
