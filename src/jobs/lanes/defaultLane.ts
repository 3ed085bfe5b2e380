/** A lane for plain Slurm: what `murmur lane create` writes, and what is used where there is none. */
import { laneOf } from './readLane';
import type { Lane } from './lane';

export const defaultLaneScript = `#!/bin/bash
#SBATCH --nodes=1
#SBATCH --ntasks=1
#SBATCH --cpus-per-task={{ cpus }}
#SBATCH --mem={{ (memory * 1024)|int }}M
{% if time %}
#SBATCH --time={{ time }}
{% endif %}
{% if gpus > 0 %}
#SBATCH --gres=gpu:{{ gpus }}
{% endif %}
{% if partition %}
#SBATCH --partition={{ partition }}
{% endif %}
{% if account %}
#SBATCH --account={{ account }}
{% endif %}

# What a job needs here goes before this line: modules, a container, TMPDIR on a fast disk.
{{ command }}
`;

/** As it is written into the lane's file. */
export const defaultLaneJson = {
  description: 'Slurm',
  variables: [
    { name: 'partition', label: 'Partition', help: "Empty takes the cluster's own.", default: '' },
    { name: 'account', label: 'Account', default: '' },
    {
      name: 'time',
      label: 'Time limit',
      help: 'Hours:minutes:seconds. Two minutes before it the refinement stops, and goes on in a new turn, three times at most.',
      default: '24:00:00',
    },
    { name: 'memory', type: 'number', label: 'Memory (GB)', default: 32, least: 0.1, most: 100000 },
    { name: 'cpus', type: 'number', whole: true, label: 'Processor cores', default: 4, least: 1, most: 1024 },
    {
      name: 'gpus',
      type: 'number',
      whole: true,
      label: 'GPUs',
      help: 'A refinement uses one; 0 where the partition has none.',
      default: 1,
      least: 0,
      most: 16,
    },
  ],
} as const;

/** Where no file has one. */
export function defaultLane(): Lane {
  return laneOf('slurm.json', defaultLaneJson, defaultLaneScript);
}
