/** A lane from cryoSPARC's cluster_info.json and cluster_script.sh. */
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

/** Our names of placeholders by cryoSPARC's. */
const names: Readonly<Record<string, string>> = {
  run_cmd: 'command',
  job_dir_abs: 'job_dir',
  job_log_path_abs: 'log',
  project_uid: 'project',
  job_uid: 'job',
  num_cpu: 'cpus',
  num_gpu: 'gpus',
  ram_gb: 'memory',
  cryosparc_username: 'user',
  job_creator: 'user',
};

const leftOut: Readonly<Record<string, string>> = {
  worker_bin_path: 'murmur runs by its own path',
  cache_path: 'particles are not copied to a cache',
  cache_reserve_mb: 'particles are not copied to a cache',
  cache_quota_mb: 'particles are not copied to a cache',
  qinfo_cmd_tpl: 'nothing asks about the whole cluster',
  transfer_cmd_tpl: 'job scripts have to be in a folder that the cluster sees',
};

const mapped = ['name', 'title', 'send_cmd_tpl', 'qsub_cmd_tpl', 'qstat_cmd_tpl', 'qdel_cmd_tpl'];

/** Throws Problem. */
export function cryosparcLane(
  json: Readonly<Record<string, unknown>>,
  { file, scriptPath, script: theirs }: LaneSource,
): ImportedLane {
  const { script, dropped } = renamedScript(theirs, names);
  const submit = textOf(json, 'qsub_cmd_tpl', file);
  if (submit === undefined) throw new Problem('"qsub_cmd_tpl" is missing', { where: file });
  const cancel = textOf(json, 'qdel_cmd_tpl', file);
  const name = textOf(json, 'name', file) ?? textOf(json, 'title', file) ?? '';
  const worker = textOf(json, 'worker_bin_path', file);
  return {
    name: name.replace(/[^\p{L}\p{N}_.-]+/gu, '_'),
    json: {
      description: textOf(json, 'title', file) ?? name,
      send: textOf(json, 'send_cmd_tpl', file) ?? '{{ command }}',
      submit: submitLine(submit, 'script_path_abs', file),
      ...questionLines(textOf(json, 'qstat_cmd_tpl', file) ?? ''),
      ...(cancel !== undefined && { cancel: replaced(cancel, 'cluster_job_id', '{{ id }}') }),
      variables: questionsOf(script, scriptPath, worker === undefined ? {} : { worker_bin_path: worker }),
    },
    script,
    notes: [
      ...Object.keys(json)
        .filter((key) => !mapped.includes(key))
        .map((key) => `${key} is left out: ${leftOut[key] ?? 'it has no meaning here'}`),
      'qstat_cmd_tpl only says where squeue is: jobs are asked about all at once',
      ...dropped.map((line) => `"${line}" is left out: the job's folder has its messages`),
    ],
  };
}
