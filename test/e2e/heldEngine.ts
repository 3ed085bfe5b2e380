/** A Node.js for the engine under which refinements stand still at a chosen place, until they are let go. */
import { chmodSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { listJobs, readRunner } from '../../src/jobs/runs/jobFolder';
import type { JobFiles } from '../../src/jobs/runs/jobRecords';
import type { LocalRecord } from '../../src/jobs/runs/runners/local';
import { signalledWhenSaid } from '../support/meddling';
import { until } from '../support/until';

export class HeldEngine {
  /** @param node the program to write, for the setting `murmuration.nodePath` */
  constructor(readonly node: string) {
    writeFileSync(node, `#!/bin/sh\n[ -f "$0.env" ] && . "$0.env"\nexec '${process.execPath}' "$@"\n`);
    chmodSync(node, 0o755);
  }

  /** From now on refinements stand still when they have said this. */
  holdAt(event: RegExp): void {
    const { NODE_OPTIONS, MURMUR_SIGNAL, MURMUR_WHEN_SAID } = signalledWhenSaid('SIGSTOP', event);
    const lines = Object.entries({ NODE_OPTIONS, MURMUR_SIGNAL, MURMUR_WHEN_SAID });
    writeFileSync(`${this.node}.env`, lines.map(([name, value]) => `export ${name}='${value}'\n`).join(''));
  }

  /** Lets the newest refinement of a population go on, once it stands still; later ones run through. */
  async letGo(population: string): Promise<void> {
    rmSync(`${this.node}.env`);
    const engine = (await readRunner(await newestJob(population))) as LocalRecord | null;
    if (engine === null) throw new Error('the refinement was never started');
    // One that was told to end and stood still for too long has been killed.
    await until('the refinement stands still', () => ['T', ''].includes(stateOf(engine.pid)));
    if (stateOf(engine.pid) === 'T') process.kill(engine.pid, 'SIGCONT');
  }
}

export async function newestJob(population: string): Promise<JobFiles> {
  const job = (await listJobs(population)).at(-1);
  if (job === undefined) throw new Error('there is no refinement');
  return job;
}

/** R, S, T, ... as Linux tells it; empty where it is gone. */
function stateOf(processId: number): string {
  const status = `/proc/${processId}/status`;
  return existsSync(status) ? (/^State:\s+(\w)/m.exec(readFileSync(status, 'utf8'))?.[1] ?? '') : '';
}
