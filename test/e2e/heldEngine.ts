/** A Node.js for the engine under which refinements, or their workers, stand still at a chosen place, until they are let go. */
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

  /** From now on whatever says this stands still then: a refinement in its events, a worker in its lines. */
  holdAt(event: RegExp): void {
    const { NODE_OPTIONS, MURMUR_SIGNAL, MURMUR_WHEN_SAID } = signalledWhenSaid('SIGSTOP', event);
    const lines = Object.entries({ NODE_OPTIONS, MURMUR_SIGNAL, MURMUR_WHEN_SAID });
    writeFileSync(`${this.node}.env`, lines.map(([name, value]) => `export ${name}='${value}'\n`).join(''));
  }

  /** Lets the newest refinement of a population go on, once it stands still; later ones run through. */
  async letGo(population: string): Promise<void> {
    const engine = await this.standing(population);
    if (stateOf(engine) === 'T') process.kill(engine, 'SIGCONT');
  }

  /** Kills the newest refinement of a population, once it stands still; later ones run through. */
  async kill(population: string): Promise<void> {
    process.kill(await this.standing(population), 'SIGKILL');
  }

  /** The workers of the newest refinement, once so many stand still. */
  async standingWorkers(population: string, count: number): Promise<readonly number[]> {
    const engine = await engineOf(population);
    const standing = (): readonly number[] => childrenOf(engine).filter((child) => stateOf(child) === 'T');
    await until(`${count} workers stand still`, () => standing().length === count);
    return standing();
  }

  /** Lets workers go on that stand still, also those that come later, until it holds. */
  async letWorkersGo(population: string, holds: () => Promise<boolean>): Promise<void> {
    const engine = await engineOf(population);
    await until('the workers have done their work', async () => {
      for (const child of childrenOf(engine)) if (stateOf(child) === 'T') process.kill(child, 'SIGCONT');
      return holds();
    });
    rmSync(`${this.node}.env`);
  }

  private async standing(population: string): Promise<number> {
    rmSync(`${this.node}.env`);
    const engine = await engineOf(population);
    // One that was told to end and stood still for too long has been killed.
    await until('the refinement stands still', () => ['T', ''].includes(stateOf(engine)));
    return engine;
  }
}

async function engineOf(population: string): Promise<number> {
  const engine = (await readRunner(await newestJob(population))) as LocalRecord | null;
  if (engine === null) throw new Error('the refinement was never started');
  return engine.pid;
}

function childrenOf(processId: number): readonly number[] {
  const list = `/proc/${processId}/task/${processId}/children`;
  return existsSync(list) ? (readFileSync(list, 'utf8').match(/\d+/g) ?? []).map(Number) : [];
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
