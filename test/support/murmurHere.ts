/** Runs the command line in this process, for tests that try a hundred command lines: a start of Node.js takes longer than an error. */
import { allCommands } from '../../src/cli/commands';
import { runProgram } from '../../src/cli/program';

export async function murmurHere(
  ...args: readonly string[]
): Promise<{ code: number; out: string; err: string }> {
  const { stdout, stderr } = process;
  const said = { out: '', err: '' };
  const writers = { out: stdout.write.bind(stdout), err: stderr.write.bind(stderr) };
  const before = process.exitCode;
  process.exitCode = 0;
  stdout.write = (text: string | Uint8Array): boolean => ((said.out += text.toString()), true);
  stderr.write = (text: string | Uint8Array): boolean => ((said.err += text.toString()), true);
  try {
    await runProgram(allCommands(), args);
    return { code: Number(process.exitCode), ...said };
  } finally {
    process.exitCode = before;
    stdout.write = writers.out;
    stderr.write = writers.err;
  }
}
