/** murmur: the command line. */
import { setFlagsFromString } from 'node:v8';
import { asTyped, registerCommands } from './commands';
import { onNotice } from '../files/notices';
import { newProgram, printProgress, runProgram } from './program';

// Most commands are done in tenths of a second. Compiling functions to faster code pays only for those that go on running:
// after ten times as much work as by default.
setFlagsFromString('--interrupt-budget=675840');
setFlagsFromString('--no-liftoff');

async function main(typed: readonly string[]): Promise<void> {
  onNotice(printProgress);
  const args = asTyped(typed);
  const program = newProgram();
  await registerCommands(program, args.at(0));
  await runProgram(program, args);
}

void main(process.argv.slice(2));
