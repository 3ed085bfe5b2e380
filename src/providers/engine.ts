/** Starts `murmur`: the screen changes nothing by itself, so whatever it can do a script can do too. */
import { spawn } from 'node:child_process';
import { open } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import type { JobFiles } from '../jobs/runs/jobDirectory';
import { Problem } from '../../shared/problem';
import { findNode } from './engineNode';
import type { CancellationToken } from './forms/form';

export class Engine {
  constructor(
    private readonly extensionPath: string,
    private readonly log: vscode.LogOutputChannel,
  ) {}

  /** Runs a short command with `--json` and returns its result; a failure is a Problem with the command's sentence. */
  async run<Result>(
    args: readonly string[],
    token?: CancellationToken,
    say: (line: string) => void = () => undefined,
  ): Promise<Result> {
    const { command, env } = await this.invocation([...args, '--json']);
    this.log.info(`murmur ${args.join(' ')}`);
    const child = spawn(command[0], command.slice(1), { env, stdio: ['ignore', 'pipe', 'pipe'] });
    const cancelling = token?.onCancellationRequested(() => child.kill('SIGTERM'));
    let out = '';
    let err = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      err += text;
      this.log.info(text.trimEnd());
      const line = lastLine(text);
      if (line !== undefined) say(line);
    });
    try {
      const code = await new Promise<number | null>((resolve, reject) => {
        child.once('error', (cause) =>
          reject(
            new Problem(`the engine could not be started: ${cause.message}`, { where: command[0], cause }),
          ),
        );
        child.once('close', resolve);
      });
      return readResult(code, out, err) as Result;
    } catch (error) {
      this.log.error(error instanceof Error ? error.message : String(error));
      throw error;
    } finally {
      cancelling?.dispose();
    }
  }

  /**
   * Starts a long command that outlives this window: events and log go straight to the job's files.
   * @returns its process id
   */
  async start(args: readonly string[], job: JobFiles): Promise<number> {
    const { command, env } = await this.invocation(args);
    this.log.info(`murmur ${args.join(' ')} (job ${job.id})`);
    const [events, log] = await Promise.all([open(job.events, 'a'), open(job.log, 'a')]);
    try {
      const child = spawn(command[0], command.slice(1), {
        env,
        cwd: job.directory,
        detached: true,
        stdio: ['ignore', events.fd, log.fd],
      });
      await new Promise<void>((resolve, reject) => {
        child.once('spawn', resolve);
        child.once('error', (cause) =>
          reject(
            new Problem(`the engine could not be started: ${cause.message}`, { where: command[0], cause }),
          ),
        );
      });
      child.unref();
      if (child.pid === undefined)
        throw new Problem('the engine could not be started', { where: command[0] });
      return child.pid;
    } finally {
      await Promise.all([events.close(), log.close()]);
    }
  }

  private async invocation(args: readonly string[]): Promise<{ command: string[]; env: NodeJS.ProcessEnv }> {
    requireTrust();
    const node = await findNode({
      setting: vscode.workspace.getConfiguration('murmuration').get('nodePath', ''),
      ownExecutable: process.execPath,
      electron: process.versions.electron,
      searchPath: process.env.PATH ?? '',
      windows: process.platform === 'win32',
    });
    return {
      command: [node, path.join(this.extensionPath, 'dist', 'murmur.cjs'), ...args],
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

/** Arguments that the settings add to commands that use the GPU; of `memory` only those that plan with it. */
export function deviceArguments(wanted: readonly ('adapter' | 'memory')[] = ['adapter', 'memory']): string[] {
  const settings = vscode.workspace.getConfiguration('murmuration');
  const adapter = settings.get('adapter', '');
  const memory = settings.get('memory', 0);
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
  const parsed = parseObject(out);
  if (code === 0 && parsed !== null) return parsed;
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
