/** murmur: the command line. */
import { registerCommands } from './commands';
import { newProgram, runProgram } from './program';

const args = process.argv.slice(2);
const program = newProgram();
await registerCommands(program, args.at(0));
await runProgram(program, args);
