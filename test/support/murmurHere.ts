/** Runs the command line in this process, for tests that try a hundred command lines: Node.js takes longer to start than to refuse. */
import { asTyped, registerCommands } from '../../src/cli/commands';
import { commandFiles } from '../../src/commands/index';
import { newProgram, runProgram } from '../../src/cli/program';

interface Said {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export async function murmurHere(...args: readonly string[]): Promise<Said> {
  return murmurOf(commandFiles, ...args);
}

/** With other commands than there are. */
export async function murmurOf(files: typeof commandFiles, ...typed: readonly string[]): Promise<Said> {
  const args = asTyped(typed, files);
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
    await registerCommands(program, args.at(0), files);
    await runProgram(program, args);
    return { code: process.exitCode, ...said };
  } finally {
    stdout.write = writers.out;
    stderr.write = writers.err;
    process.exitCode = exitCode;
  }
}
