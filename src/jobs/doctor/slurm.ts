/** What Slurm there is: asked with its own commands, with a limit of time. */
import { execFile } from 'node:child_process';
import { errorCode } from '../../files/fileProblem';
import { ok, warning, type DoctorItem } from './item';

export interface SlurmPartition {
  readonly name: string;
  readonly isUp: boolean;
  /** As Slurm writes it: `1-00:00:00`, `infinite`. */
  readonly timeLimit: string;
  readonly nodes: number;
  /** Generic resources of a node: `gpu:a100:4`; empty for none. */
  readonly resources: string;
}

export type SlurmFacts =
  | { readonly isThere: false }
  | { readonly isThere: true; readonly version: string; readonly partitions: readonly SlurmPartition[] }
  | {
      readonly isThere: true;
      /** Null where it does not even tell that. */
      readonly version: string | null;
      readonly partitions: null;
      readonly why: string;
    };

/** ms */
const patience = 10_000;

/** @param run what runs a program and gives its output */
export async function slurmFacts(run = outputOf): Promise<SlurmFacts> {
  let version: string;
  try {
    version = (await run('sbatch', ['--version'])).replace(/^slurm(-wlm)?\s+/i, '').trim();
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return { isThere: false };
    return { isThere: true, version: null, partitions: null, why: messageOf(error, 'sbatch') };
  }
  try {
    const said = await run('sinfo', ['--noheader', '-o', '%P|%a|%l|%D|%G']);
    return { isThere: true, version, partitions: partitionsOf(said) };
  } catch (error) {
    return { isThere: true, version, partitions: null, why: messageOf(error, 'sinfo') };
  }
}

/** A partition has a line for each set of nodes with the same resources. */
export function partitionsOf(text: string): readonly SlurmPartition[] {
  return text
    .split('\n')
    .filter((line) => line.includes('|'))
    .map((line) => {
      const [name, state, timeLimit, nodes, resources = ''] = line.trim().split('|');
      return {
        // The default partition has a star.
        name: name.replace(/\*$/, ''),
        isUp: state === 'up',
        timeLimit,
        nodes: Number(nodes),
        resources: resources === '(null)' ? '' : resources,
      };
    });
}

export function slurmItem(facts: SlurmFacts): DoctorItem {
  const about = 'Slurm';
  if (!facts.isThere) return ok(about, 'not on this computer');
  if (facts.partitions === null)
    return warning(
      about,
      facts.version === null ? facts.why : `version ${facts.version}, but ${facts.why}`,
      'it is installed, but nothing can be submitted from here: go to a login node, or ask who runs the cluster',
    );
  const partitions = facts.partitions.map(
    ({ name, isUp, nodes, resources, timeLimit }) =>
      `${name}${isUp ? '' : ' (down)'}: ${nodes} nodes${resources === '' ? '' : ` with ${resources}`}, up to ${timeLimit}`,
  );
  return ok(about, [`version ${facts.version}`, ...partitions].join('; '));
}

async function outputOf(program: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(program, args, { timeout: patience }, (failure, stdout, stderr) => {
      if (failure === null) resolve(stdout);
      else if (failure.killed === true) reject(new Error(`no answer within ${patience / 1000} s`));
      else if (errorCode(failure) === 'ENOENT') reject(failure);
      else reject(new Error(stderr.trim().split('\n').at(-1) ?? failure.message));
    });
  });
}

/** Slurm's commands put their names before what they say. */
function messageOf(error: unknown, program: string): string {
  const said = error instanceof Error ? error.message : '';
  return said.startsWith(`${program}:`)
    ? said
    : `${program}: ${said === '' ? 'it failed and said nothing' : said}`;
}
