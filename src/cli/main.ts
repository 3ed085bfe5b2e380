/** murmur: the command line. */
import { setFlagsFromString } from 'node:v8';
import { asTyped, registerCommands } from './commands';
import { onNotice } from '../files/notices';
import { onMissingExit } from '../files/processes';
import { newProgram, printProgress, runProgram } from './program';

// Most commands are done in tenths of a second. Compiling functions to faster code pays only for those that go on running:
// after ten times as much work as by default.
setFlagsFromString('--interrupt-budget=675840');
setFlagsFromString('--no-liftoff');

async function main(typed: readonly string[]): Promise<void> {
  onNotice(printProgress);
  onMissingExit(async (exitFile) => {
    // What knows of clusters is loaded where it is needed.
    const { noteDeadJob } = await import('../jobs/runs/slurm/deadJob');
    await noteDeadJob(exitFile);
  });
  const args = asTyped(typed);
  const program = newProgram();
  await registerCommands(program, args.at(0));
  await runProgram(program, args);
}

void main(process.argv.slice(2));
