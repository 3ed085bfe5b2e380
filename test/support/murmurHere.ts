/** Runs the command line in this process, for tests that try a hundred command lines: Node.js takes longer to start than to refuse. */
import { registerCommands } from '../../src/cli/commands';
import { newProgram, runProgram } from '../../src/cli/program';

export async function murmurHere(
  ...args: readonly string[]
): Promise<{ code: number; out: string; err: string }> {
  const { stdout, stderr, exitCode } = process;
  const writers = { out: stdout.write.bind(stdout), err: stderr.write.bind(stderr) };
  const said = { out: '', err: '' };
  const listen =
    (to: 'out' | 'err') =>
    (text: string | Uint8Array): boolean => {
      said[to] += text.toString();
      return true;
    };
  process.exitCode = 0;
  stdout.write = listen('out');
  stderr.write = listen('err');
  try {
    const program = newProgram();
    await registerCommands(program, args.at(0));
    await runProgram(program, args);
    return { code: process.exitCode, ...said };
  } finally {
    stdout.write = writers.out;
    stderr.write = writers.err;
    process.exitCode = exitCode;
  }
}
