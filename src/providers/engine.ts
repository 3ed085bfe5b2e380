/** Starts `murmur`: the screen changes nothing by itself, so whatever it can do a script can do too. */
import { spawn } from 'node:child_process';
import path from 'node:path';
import * as vscode from 'vscode';
import type { Program } from '../jobs/runs/jobRunner';
import { withoutLibraryWarnings } from '../jobs/runs/libraryWarnings';
import { Problem } from '../../shared/problem';
import { findNode } from './engineNode';
import type { CancellationToken } from './forms/form';

export class Engine {
  constructor(
    private readonly extensionPath: string,
    private readonly log: vscode.LogOutputChannel,
  ) {}

  /**
   * Runs a short command with `--json` and returns its result; a failure is a Problem with the command's sentence.
   *
   * @param input what it reads from standard input
   */
  async run<Result>(
    args: readonly string[],
    token?: CancellationToken,
    say: (line: string) => void = () => undefined,
    input = '',
  ): Promise<Result> {
    const { command, env } = await this.program();
    const [program, ...before] = command;
    this.log.info(`murmur ${args.join(' ')}`);
    const child = spawn(program, [...before, ...args, '--json'], { env, stdio: 'pipe' });
    // One that ends before it has read all says why itself.
    child.stdin.on('error', () => undefined).end(input);
    const cancelling = token?.onCancellationRequested(() => child.kill('SIGTERM'));
    let out = '';
    let err = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      err += text;
      this.log.info(text.trimEnd());
      const line = lastLine(withoutLibraryWarnings(text));
      // What ended it is thrown, and said once.
      if (line !== undefined && !line.startsWith('murmur: ')) say(line);
    });
    try {
      const code = await new Promise<number | null>((resolve, reject) => {
        child.once('error', (cause) =>
          reject(new Problem(`the engine could not be started: ${cause.message}`, { where: program, cause })),
        );
        child.once('close', resolve);
      });
      return readResult(code, out, withoutLibraryWarnings(err)) as Result;
    } catch (error) {
      this.log.error(error instanceof Error ? error.message : String(error));
      throw error;
    } finally {
      cancelling?.dispose();
    }
  }

  /** `murmur` as this extension has it. Throws Problem where there is no Node.js, and in a folder that is not trusted. */
  async program(): Promise<Program> {
    requireTrust();
    const node = await findNode({
      setting: vscode.workspace.getConfiguration('murmuration').get('nodePath', ''),
      ownExecutable: process.execPath,
      electron: process.versions.electron,
      searchPath: process.env.PATH ?? '',
      windows: process.platform === 'win32',
    });
    return {
      command: [node, path.join(this.extensionPath, 'dist', 'murmur.cjs')],
      env: engineEnvironment(),
    };
  }
}

/** Throws Problem in a folder that can be looked at only. */
export function requireTrust(): void {
  if (!vscode.workspace.isTrusted)
    throw new Problem('nothing is started or changed in a folder that you have not trusted', {
      remedy: 'run "Workspaces: Manage Workspace Trust" first',
    });
}

/** The user's own; empty and 0 where the engine is to choose. */
export function deviceSettings(): { readonly adapter: string; readonly memory: number } {
  const settings = vscode.workspace.getConfiguration('murmuration');
  return { adapter: settings.get('adapter', ''), memory: Math.max(0, settings.get('memory', 0)) };
}

/** Arguments that the settings add to commands that use the GPU; of `memory` only those that plan with it. */
export function deviceArguments(wanted: readonly ('adapter' | 'memory')[] = ['adapter', 'memory']): string[] {
  const { adapter, memory } = deviceSettings();
  return [
    ...(adapter === '' || !wanted.includes('adapter') ? [] : ['--adapter', adapter]),
    ...(memory > 0 && wanted.includes('memory') ? ['--memory', String(memory)] : []),
  ];
}

/** VS Code's own variables change how Node starts; the engine gets the user's environment without them. */
function engineEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(VSCODE_|ELECTRON_|NODE_OPTIONS$)/.test(name)),
  );
}

function readResult(code: number | null, out: string, err: string): unknown {
  // Libraries of drivers write there, too, when memory runs out.
  const parsed = parseObject(lastLine(out) ?? '');
  // A command that has found what is wrong ends with 1, and has a result all the same.
  if (parsed !== null && (code === 0 || (code === 1 && !('error' in parsed)))) return parsed;
  const said = typeof parsed?.error === 'string' ? parsed.error : lastLine(err)?.replace(/^murmur: /, '');
  throw new Problem(
    said ?? (code === null ? 'the engine was ended' : `the engine ended with code ${code} and said nothing`),
  );
}

function parseObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

function lastLine(text: string): string | undefined {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .pop()
    ?.trim();
}
