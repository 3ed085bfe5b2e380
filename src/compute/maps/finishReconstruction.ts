/** From sums of slices to a half-map: symmetrize, window, divide by the weights, back to real space, mask. */
import type { Gpu } from '../gpu/gpu';
import type { Accumulator } from '../kernels/insert';
import { referenceReach } from '../kernels/score';
import { symmetrize, windowSums } from '../kernels/slicesSums';
import { rotationZ } from '../../../shared/math/rotations';
import { multiply } from '../../../shared/math/vector';
import type { Matrix3, Vector3 } from '../../../shared/math/vector';
import { softSphere } from './masks';
import { withoutInterpolationEnvelope, withoutWindow } from './interpolation';
import { toVolume } from './spectrum';
import { multiplied, padOrCrop } from './volume';
import type { Volume } from './volume';

/** The map is the same at rotation x + shift. */
export interface SymmetryOperator {
  readonly rotation: Matrix3;
  /** Å; along z for helices, 0 for point groups. */
  readonly shift: Vector3;
}

/** Units of a helix about its middle one: right-handed turns of `twist` (rad), steps of `rise` (Å). */
export function helix(units: number, twist: number, rise: number): readonly SymmetryOperator[] {
  return Array.from({ length: units }, (_, i) => {
    const step = i - Math.floor(units / 2);
    return { rotation: rotationZ(twist * step), shift: [0, 0, rise * step] };
  });
}

/** Every turn of a point group with every step of a helix. */
export function combined(
  group: readonly Matrix3[],
  steps: readonly SymmetryOperator[],
): readonly SymmetryOperator[] {
  return steps.flatMap(({ rotation, shift }) =>
    group.map((turn) => ({ rotation: multiply(rotation, turn), shift })),
  );
}

export interface FinishOptions {
  /** Point group, or helix, identity included. */
  readonly operators: readonly SymmetryOperator[];
  /** Å */
  readonly pixelSize: number;
  /** Edge of the result, voxels. */
  readonly edge: number;
}

/**
 * Weights are floored softly by this share of their shell's mean: directions that hardly any slice covers would turn
 * into noise otherwise. Relative, so that it does not depend on how weights are scaled.
 */
const relativeFloor = 0.05;

/**
 * Sums and weights are windowed in real space before one is divided by the other. A particle fills the middle of its box,
 * so neighboring Fourier voxels share what it is; where few slices lie unevenly, each voxel divided by itself would take
 * noise for it. The window is taken off the map afterwards. Where slices are many, nothing changes.
 */
export async function finishReconstruction(
  gpu: Gpu,
  accumulator: Accumulator,
  options: FinishOptions,
): Promise<Volume> {
  const n = accumulator.edge;
  const sums = await windowed(gpu, accumulator, options);
  const spectrum = { size: n, pixelSize: options.pixelSize, data: divided(sums, n) };
  const map = withoutWindow(withoutInterpolationEnvelope(await toVolume(gpu, spectrum, 1 / n)));
  const edge = Math.min(15, options.edge / 8);
  const inner = padOrCrop(map, options.edge);
  return multiplied(inner, softSphere(options.edge, options.edge - 2 * edge - 2, edge));
}

async function windowed(gpu: Gpu, accumulator: Accumulator, options: FinishOptions): Promise<Float32Array> {
  const { voxels, edge } = accumulator;
  const source = symmetrized(gpu, accumulator, options);
  const target = gpu.storage(voxels * 12, 'windowed sums');
  windowSums(gpu, { source, target, edge });
  const result = await gpu.read(target, voxels * 3);
  for (const owned of [source, target]) owned.destroy();
  return result;
}

/** On the adapter, to be destroyed by the caller. */
function symmetrized(gpu: Gpu, accumulator: Accumulator, { operators, pixelSize }: FinishOptions): GPUBuffer {
  const { voxels, edge } = accumulator;
  const rows = new Float32Array(operators.length * 12);
  operators.forEach(({ rotation: m, shift }, o) => {
    for (let row = 0; row < 3; row++)
      rows.set([m[3 * row], m[3 * row + 1], m[3 * row + 2], shift[row] / pixelSize], o * 12 + row * 4);
  });
  const target = gpu.storage(voxels * 12, 'symmetrized sums');
  symmetrize(gpu, { source: accumulator.sums, target, edge }, rows);
  return target;
}

/** Data over weights as a half-complex spectrum of edge n, up to the outermost shell, beyond which slices end. */
function divided(sums: Float32Array, n: number): Float32Array {
  const reach = referenceReach(n);
  const side = 2 * reach + 1;
  const shells = n / 2 - 1;
  const weightSums = new Float64Array(shells + 1);
  const counts = new Float64Array(shells + 1);
  const width = n / 2 + 1;
  const data = new Float32Array(2 * n * n * width);
  const visit = (each: (from: number, to: number, shell: number) => void): void => {
    for (let z = -n / 2 + 1; z < n / 2; z++)
      for (let y = -n / 2 + 1; y < n / 2; y++)
        for (let x = 0; x < n / 2; x++) {
          const radius = Math.sqrt(x * x + y * y + z * z);
          if (radius > shells) continue;
          const shell = Math.round(radius);
          const from = 3 * (((z + reach) * side + y + reach) * (reach + 1) + x);
          const to = 2 * ((((z + n) % n) * n + ((y + n) % n)) * width + x);
          each(from, to, shell);
        }
  };
  visit((from, _, shell) => {
    weightSums[shell] += sums[from + 2];
    counts[shell]++;
  });
  visit((from, to, shell) => {
    const floor = (relativeFloor * weightSums[shell]) / counts[shell];
    const weight = sums[from + 2] + floor;
    if (!(weight > 0)) return;
    data[to] = sums[from] / weight;
    data[to + 1] = sums[from + 1] / weight;
  });
  return data;
}
