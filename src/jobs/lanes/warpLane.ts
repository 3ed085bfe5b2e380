/** A lane from the JSON and the script that Warp's --cluster_config and --cluster_script take. */
import { Problem } from '../../../shared/problem';
import {
  questionLines,
  questionsOf,
  renamedScript,
  replaced,
  submitLine,
  textOf,
  type ImportedLane,
  type LaneSource,
} from './foreignScript';

/** Our names of placeholders by Warp's. */
const names: Readonly<Record<string, string>> = { tasks_dir: 'job_dir', logs_dir: 'job_dir' };

const leftOut: Readonly<Record<string, string>> = {
  submit_job_id_regex: 'sbatch prints the number alone',
  running_statuses: "Slurm's states are known",
  pending_statuses: "Slurm's states are known",
  registration_grace_seconds: 'no worker registers: the queue says whether a job waits',
  max_submissions_per_tick: 'a refinement is one job',
  max_submission_multiplier: 'a refinement is one job',
  cancel_parallelism: 'a refinement is one job',
};

const mapped = ['submit', 'cancel', 'status_list', 'status_poll_seconds'];

/** Throws Problem. */
export function warpLane(
  json: Readonly<Record<string, unknown>>,
  { file, scriptPath, script: theirs }: LaneSource,
): ImportedLane {
  const { script, dropped } = renamedScript(theirs, names);
  const submit = textOf(json, 'submit', file) ?? '';
  const cancel = textOf(json, 'cancel', file) ?? '';
  const { status_poll_seconds: poll } = json;
  if (poll !== undefined && typeof poll !== 'number')
    throw new Problem('"status_poll_seconds" is no number', { where: file });
  return {
    name: '',
    json: {
      description: '',
      submit: submitLine(submit, 'script_path', file),
      ...questionLines(textOf(json, 'status_list', file) ?? ''),
      cancel: replaced(cancel, 'job_id', '{{ id }}'),
      ...(poll !== undefined && { pollSeconds: poll }),
      variables: questionsOf(script, scriptPath),
    },
    script,
    notes: [
      ...Object.keys(json)
        .filter((key) => !mapped.includes(key))
        .map((key) => `${key} is left out: ${leftOut[key] ?? 'it has no meaning here'}`),
      ...('status_list' in json
        ? ['status_list only says where squeue is: jobs are asked about by their numbers']
        : []),
      ...dropped.map((line) => `"${line}" is left out: the job's folder has its messages`),
    ],
  };
}
