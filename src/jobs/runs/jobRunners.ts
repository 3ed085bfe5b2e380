/** Everything that can run a job. A new runner is a file in `runners/` and a line here. */
import type { JobRunner } from './jobRunner';
import { local } from './runners/local';
import { slurm } from './runners/slurm';

export const jobRunners: readonly JobRunner[] = [local, slurm];
