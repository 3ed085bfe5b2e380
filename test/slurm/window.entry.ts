/**
 * Starts a refinement as a window of VS Code does: `node ... POPULATION PLACE`, on this computer or on the first lane. Prints one
 * line of JSON: where its job is, or why it was refused.
 */
import { resolve } from 'node:path';
import { launchJob } from '../../src/jobs/runs/launchJob';
import type { JobRunner } from '../../src/jobs/runs/jobRunner';
import { local } from '../../src/jobs/runs/runners/local';
import { slurm } from '../../src/jobs/runs/runners/slurm';
import { Problem } from '../../shared/problem';
import { jobOptions } from '../support/job';
import { smallAnswers } from '../support/slurmProject';
import { shortSettings } from '../support/tinyProject';

const [population, where] = process.argv.slice(2);
const options = { ...jobOptions(population, shortSettings), created: new Date().toISOString() };
const program = { command: [process.execPath, resolve('bin/murmur')], env: process.env };
try {
  const { files } = await launchJob(options, program, await runner());
  process.stdout.write(`${JSON.stringify({ job: files.directory })}\n`);
} catch (error) {
  if (!(error instanceof Problem)) throw error;
  process.stdout.write(`${JSON.stringify({ refused: error.message })}\n`);
}

async function runner(): Promise<JobRunner> {
  if (where === 'here') return local;
  const [place] = (await slurm.places?.(population, '')) ?? [];
  return place.runner(smallAnswers);
}
