/** murmur error_report; Copy Error Report */
import { command } from './command';
import { onJobs } from './palette';

export const errorReport = command({
  name: 'error_report',
  description:
    'Tell all that is needed to find out why a refinement failed, without names of people and folders: to be sent to others.',
  target: 'none',
  palette: {
    id: 'copyErrorReport',
    title: 'Copy Error Report',
    icon: '$(copy)',
    menus: onJobs('job.(failed|lost)', 'inline@2', '2_log@2'),
  },
  fields: {
    job: { kind: 'file', pick: 'folder', option: '--job <folder>', help: 'a folder in refinement_temp/jobs' },
    population: {
      kind: 'file',
      option: '-p, --population <file>',
      help: 'the .population file, whose newest failed refinement is meant',
    },
  },
  async run(which) {
    const job = await import('../jobs/runs/errorReport');
    return job.errorReport(which);
  },
  done: ({ text }) => text.trimEnd().split('\n'),
});
