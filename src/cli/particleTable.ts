/** The table of particles that a command reads: an option for each format that there is. */
import { Option, type Command } from 'commander';
import { particleFormats, tableOptions } from '../model/particleFormats';

/** @param help what an option says where the command asks for anything but one table */
export function addTableOptions(
  command: Command,
  formats = particleFormats,
  help?: (from: string) => string,
): Command {
  for (const { name, help: text, format } of tableOptions(formats))
    command.addOption(new Option(`--${name} <file>`, help?.(format.from) ?? text));
  return command;
}
