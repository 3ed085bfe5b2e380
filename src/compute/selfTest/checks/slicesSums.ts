/** Sums of slices averaged over turns and shifts, and windowed. */
import { seededNormal } from '../../../../shared/math/random';
import { euler } from '../../../../shared/math/rotations';
import { identity3 } from '../../../../shared/math/vector';
import { accumulatorVoxels } from '../../kernels/insert';
import { symmetrize, windowSums } from '../../kernels/slicesSums';
import { column, relativeError, type KernelCheck } from '../check';
import { plainSymmetrized, plainWindowed, type PlainOperator } from '../plain/slicesSums';

const edge = 12;
const operators: readonly PlainOperator[] = [
  { rotation: identity3, shift: [0, 0, 0] },
  { rotation: euler(0.4, 0.9, -1.3), shift: [0.6, -1.1, 2.3] },
];

export const slicesSums: KernelCheck = {
  name: 'symmetry and windows of sums',
  limit: 2e-3,
  async run(gpu, own) {
    const sums = Float32Array.from({ length: 3 * accumulatorVoxels(edge) }, seededNormal(81));
    const source = own(gpu.upload(sums, 'sums'));
    const target = own(gpu.storage(sums.byteLength, 'result'));
    const rows = operators.flatMap(({ rotation, shift }) =>
      [0, 1, 2].flatMap((row) => [...rotation.slice(3 * row, 3 * row + 3), shift[row]]),
    );
    symmetrize(gpu, { source, target, edge }, Float32Array.from(rows));
    const symmetrized = await gpu.read(target, sums.length);
    windowSums(gpu, { source, target, edge });
    const windowed = await gpu.read(target, sums.length);
    const errors = [0, 1, 2].flatMap((part) =>
      (
        [
          [symmetrized, plainSymmetrized(sums, edge, operators)],
          [windowed, plainWindowed(sums, edge)],
        ] as const
      ).map(([found, expected]) => relativeError(column(found, 3, part), column(expected, 3, part))),
    );
    return Math.max(...errors);
  },
};
