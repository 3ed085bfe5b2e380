/** Show Log: of the refinement it is called on, else of the running or newest one, else of the extension. */
import { showJobLog } from '../notices';
import type { Command } from './command';
import { currentJob } from './jobTarget';

export const showLog: Command = async (services, target) => {
  const job = currentJob(services.jobs, target) ?? services.jobs.active() ?? services.jobs.jobs.at(0);
  if (job === undefined) services.log.show();
  else await showJobLog(job);
};
