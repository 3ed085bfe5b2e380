/** Lanes from cryoSPARC's and Warp's files: every key has its place, or is said to be left out. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { writeLane } from '../../../src/jobs/lanes/createLane';
import { laneScript } from '../../../src/jobs/lanes/fillLane';
import type { ImportedLane } from '../../../src/jobs/lanes/foreignScript';
import { importLane } from '../../../src/jobs/lanes/importLane';
import { readLane } from '../../../src/jobs/lanes/readLane';
import { useTemporaryFolder } from '../../support/temporaryFolder';

const clusterInfo = {
  name: 'GPU lane 1',
  title: 'All cards',
  worker_bin_path: '/opt/worker/bin/cryosparcw',
  cache_path: '/scratch',
  cache_reserve_mb: 10000,
  cache_quota_mb: null,
  send_cmd_tpl: 'ssh login {{ command }}',
  qsub_cmd_tpl: '/opt/slurm/bin/sbatch {{ script_path_abs }}',
  qstat_cmd_tpl: '/opt/slurm/bin/squeue -j {{ cluster_job_id }}',
  qdel_cmd_tpl: '/opt/slurm/bin/scancel {{ cluster_job_id }}',
  qinfo_cmd_tpl: 'sinfo',
  transfer_cmd_tpl: 'scp {{ src_path }} login:{{ dest_path }}',
};
const clusterScript = `#!/usr/bin/env bash
## {{ run_cmd }} - the complete command
## {{ num_cpu }} - cores, {{ job_creator }} - who
#SBATCH --job-name cryosparc_{{ project_uid }}_{{ job_uid }}
#SBATCH -n {{ num_cpu }}
{%- if num_gpu == 0 %}
#SBATCH --partition=cpu
{%- else %}
#SBATCH --partition={{ partition_requested }}
#SBATCH --gres=gpu:{{ num_gpu }}
{%- endif %}
#SBATCH --time={{ time_requested | default("24:00:00") }}
#SBATCH --mem={{ (ram_gb*2)|int }}G
#SBATCH --output={{ job_log_path_abs }}
#SBATCH --error={{ job_log_path_abs }}

devices=""
for index in $(seq 0 15); do devices=$devices,$index; done
cd {{ job_dir_abs }}
{{ run_cmd }}
`;

describe('A lane of another program', () => {
  const inFolder = useTemporaryFolder();

  async function imported(
    json: object,
    script: string | null,
    name = 'cluster_script.sh',
  ): Promise<ImportedLane> {
    writeFileSync(inFolder('cluster_info.json'), JSON.stringify(json));
    if (script !== null) writeFileSync(inFolder(name), script);
    return importLane(inFolder('cluster_info.json'));
  }

  it('of cryoSPARC submits, asks and cancels as there, and asks for what its script has', async () => {
    const lane = await imported(clusterInfo, clusterScript);
    assert.equal(lane.name, 'GPU_lane_1');
    await writeLane(inFolder('lanes'), lane.name, lane);
    const read = await readLane([inFolder('lanes')], lane.name);
    assert.equal(read.description, 'All cards');
    assert.deepEqual(read.commands, {
      send: 'ssh login {{ command }}',
      submit: '/opt/slurm/bin/sbatch --parsable {{ options }} {{ script }}',
      status: '/opt/slurm/bin/squeue {{ options }}',
      show: '/opt/slurm/bin/scontrol -o show job {{ id }}',
      accounting: '/opt/slurm/bin/sacct {{ options }}',
      cancel: '/opt/slurm/bin/scancel {{ id }}',
      pollSeconds: 10,
    });
    assert.deepEqual(
      read.variables.map(({ name, default: value }) => [name, value]),
      [
        ['cpus', '4'],
        ['gpus', '1'],
        ['partition_requested', ''],
        ['time_requested', '24:00:00'],
        ['memory', '32'],
      ],
    );
    const job = { folder: '/j', log: '/j/log.txt', project: 'p' };
    assert.equal(
      laneScript(read, { partition_requested: 'a100', memory: '12.6' }, job),
      `#!/usr/bin/env bash
## run_cmd - the complete command
## num_cpu - cores, job_creator - who
#SBATCH -n 4
#SBATCH --partition=a100
#SBATCH --gres=gpu:1
#SBATCH --time=24:00:00
#SBATCH --mem=25G

devices=""
for index in $(seq 0 15); do devices=$devices,$index; done
cd /j
/bin/bash /j/command.sh
`,
    );
    const keys = Object.keys(clusterInfo).filter((key) =>
      lane.notes.some((note) => note.startsWith(`${key} is left out: `)),
    );
    assert.deepEqual(keys, [
      'worker_bin_path',
      'cache_path',
      'cache_reserve_mb',
      'cache_quota_mb',
      'qinfo_cmd_tpl',
      'transfer_cmd_tpl',
    ]);
    assert.equal(lane.notes.filter((note) => note.startsWith('"#SBATCH --')).length, 3);
  });

  it('of Warp keeps its variables and how often the queue is asked', async () => {
    const lane = await imported(
      {
        submit: 'sbatch {{script_path}}',
        submit_job_id_regex: 'Submitted batch job (\\d+)',
        cancel: 'scancel {{job_id}}',
        status_list: 'squeue -u {{user}} -h -o "%i %T"',
        running_statuses: ['RUNNING'],
        pending_statuses: ['PENDING'],
        status_poll_seconds: 30,
        registration_grace_seconds: 120,
        max_submissions_per_tick: 32,
        max_submission_multiplier: 4,
        cancel_parallelism: 16,
      },
      '#!/bin/bash\n#SBATCH -p {{partition}}\n#SBATCH -o {{logs_dir}}/%j.log\ncd {{tasks_dir}}\n{{command}}\n',
      'warp.sh',
    );
    assert.equal(lane.name, '');
    await writeLane(inFolder('lanes'), 'warp', lane);
    const { commands, variables } = await readLane([inFolder('lanes')], 'warp');
    assert.deepEqual(
      [commands.submit, commands.cancel, commands.status, commands.pollSeconds],
      ['sbatch --parsable {{ options }} {{ script }}', 'scancel {{ id }}', 'squeue {{ options }}', 30],
    );
    assert.deepEqual(
      variables.map(({ name }) => name),
      ['partition'],
    );
    assert.equal(lane.notes.filter((note) => /^\w+ is left out: /.test(note)).length, 7);
  });

  it('is refused where it is none, or not of Slurm', async () => {
    await assert.rejects(
      imported(clusterInfo, null),
      /there is no cluster_script\.sh beside it; name the job script/,
    );
    await assert.rejects(
      imported({ ...clusterInfo, qsub_cmd_tpl: 'qsub {{ script_path_abs }}' }, clusterScript),
      /submitted with something else than sbatch: qsub/,
    );
    await assert.rejects(
      imported({ name: 'x' }, clusterScript),
      /it is neither cryoSPARC's cluster_info\.json/,
    );
    await assert.rejects(
      imported(clusterInfo, '#!/bin/bash\n\n{% for x in y %}\n{{ run_cmd }}\n{% endfor %}\n'),
      /cluster_script\.sh:3: \{% for x in y %\} is not supported/,
    );
    writeFileSync(inFolder('cluster_info.json'), '{ "name": "x", }');
    await assert.rejects(importLane(inFolder('cluster_info.json')), /cluster_info\.json: it is no JSON/);
  });
});
