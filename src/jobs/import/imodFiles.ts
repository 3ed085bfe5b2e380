/** The command files of IMOD beside an alignment, and the files that they name. */
import { existsSync } from 'node:fs';
import { readForeignText } from '../../files/fileProblem';
import { imodOption, parseImodCommands, type ImodCommand } from '../../formats/imodCommands';
import { resolveFrom } from '../../formats/paths';

export interface FoundCommand {
  readonly path: string;
  readonly command: ImodCommand;
}

/** The program's part of a command file; undefined without the file or the program. Throws Problem. */
export async function imodCommand(path: string, program: string): Promise<FoundCommand | undefined> {
  if (!existsSync(path)) return undefined;
  const command = parseImodCommands(await readForeignText(path), path).find(
    (entry) => entry.program === program,
  );
  return command === undefined ? undefined : { path, command };
}

/** The file that an option names, from the folder of the command file. */
export function imodFile(found: FoundCommand | undefined, option: string): string | undefined {
  const value = imodOption(found?.command, option);
  return found === undefined || value === undefined || value === ''
    ? undefined
    : resolveFrom(found.path, value);
}
