/** Runs a job as a process of this computer that outlives whoever started it. */
import { spawn } from 'node:child_process';
import { open, stat } from 'node:fs/promises';
import { isGone, isHere, processHere, signal, type ProcessIdentity } from '../../../files/processes';
import { Problem } from '../../../../shared/problem';
import type { JobRunner } from '../jobRunner';

export interface LocalRecord extends ProcessIdentity {
  readonly kind: 'local';
}

/** How long a job on another computer may say nothing before nobody knows what became of it, ms. */
const silence = 10 * 60_000;
/** How long the engine has to end by itself after it was asked to, ms. */
const patience = 10_000;

export const local: JobRunner<LocalRecord> = {
  kind: 'local',
  label: 'This computer',

  async launch(job, { command, env }, args) {
    const [program, ...before] = command;
    const [events, log] = await Promise.all([open(job.events, 'a'), open(job.log, 'a')]);
    try {
      const child = spawn(program, [...before, ...args], {
        env,
        cwd: job.directory,
        detached: true,
        stdio: ['ignore', events.fd, log.fd],
      });
      await new Promise<void>((resolve, reject) => {
        child.once('spawn', resolve);
        child.once('error', (cause) =>
          reject(new Problem(`the engine could not be started: ${cause.message}`, { where: program, cause })),
        );
      });
      child.unref();
      if (child.pid === undefined) throw new Problem('the engine could not be started', { where: program });
      return { kind: 'local', ...(await processHere(child.pid)) };
    } finally {
      await Promise.all([events.close(), log.close()]);
    }
  },

  async state(record, job) {
    if (isHere(record)) return (await isOver(record)) ? 'ended' : 'running';
    // Only its silence can tell.
    const said = await stat(job.events).catch(() => null);
    return said !== null && Date.now() - said.mtimeMs < silence ? 'running' : 'lost';
  },

  async cancel(record) {
    if (!isHere(record))
      throw new Problem(`this refinement runs on another computer, ${record.host}`, {
        remedy: `cancel it there: kill ${record.pid}`,
      });
    if (await isOver(record)) return;
    await signal(record, 'SIGTERM');
    const end = Date.now() + patience;
    while (!(await isGone(record))) {
      if (Date.now() > end) await signal(record, 'SIGKILL');
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  },

  place: ({ host, pid }) => `process ${pid} on ${host}`,
};

/** A number alone is no proof where the system tells when processes started: the folder may come from somebody else. */
async function isOver(record: LocalRecord): Promise<boolean> {
  if (await isGone(record)) return true;
  return record.processStart === null && (await processHere()).processStart !== null;
}

/** Of a job that this very process works on. */
export async function thisRun(): Promise<LocalRecord> {
  return { kind: 'local', ...(await processHere()) };
}
