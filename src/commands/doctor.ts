/** murmur doctor; Check This Computer */
import type { DoctorItem } from '../jobs/doctor/item';
import { command } from './command';

export const doctor = command({
  name: 'doctor',
  description:
    'Say what this computer is good for: GPUs, memory, disk, Slurm; exit code 1 where nothing can refine.',
  target: 'none',
  palette: { id: 'checkComputer', title: 'Check This Computer', icon: '$(pulse)' },
  fields: {
    folder: {
      kind: 'file',
      pick: 'folder',
      option: '--folder <folder>',
      default: '.',
      help: 'where projects are to be: its disk is looked at',
    },
  },
  async run({ folder }, { say }) {
    const { examine } = await import('../jobs/doctor/doctor');
    return examine(folder, say);
  },
  done: ({ items, canRefine }) => doctorLines(items, canRefine),
  failed: ({ canRefine }) => !canRefine,
});

/** For people; the extension shows the same. */
export function doctorLines(items: readonly DoctorItem[], canRefine: boolean): readonly string[] {
  return [
    ...items.map(
      ({ level, about, says, remedy }) =>
        `${level.padEnd(8)}${about}: ${says}${remedy === undefined ? '' : `; ${remedy}`}`,
    ),
    canRefine ? 'This computer can refine.' : 'Nothing can be refined on this computer as it is.',
  ];
}
