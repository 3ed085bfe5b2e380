/** The voxels on the screen's side: fetched a few sections at a time, then turned so that x runs fastest. */
import type { DensityHost, DensityInfo } from '../protocol/density';
import type { Remote } from '../shared/rpc';

export interface DensityVolume {
  /** x, y, z */
  readonly size: readonly [number, number, number];
  /** Å along x, y, z; 1 where the file does not say. */
  readonly spacing: readonly [number, number, number];
  /** x fastest. */
  readonly data: Float32Array;
}

const bytesPerCall = 4 * 2 ** 20;

/** @param progress gets the fraction that has come */
export async function fetchVolume(
  host: Remote<DensityHost>,
  info: DensityInfo,
  progress: (fraction: number) => void,
): Promise<DensityVolume> {
  const [columns, rows, sections] = info.size;
  const data = new Float32Array(columns * rows * sections);
  const step = Math.max(1, Math.floor(bytesPerCall / (4 * columns * rows)));
  for (let first = 0; first < sections; first += step) {
    const slab = await host.sections(first, Math.min(step, sections - first));
    data.set(slab, first * columns * rows);
    progress(Math.min(1, (first + step) / sections));
  }
  return orient(data, info);
}

/** Files may run along z first; shown that way the density would be mirrored. */
export function orient(
  data: Float32Array,
  info: Pick<DensityInfo, 'size' | 'axes' | 'pixelSize'>,
): DensityVolume {
  // For x, y, z: which of columns, rows, sections runs along it.
  const from = [1, 2, 3].map((axis) => info.axes.indexOf(axis));
  const pick = (values: readonly [number, number, number]): [number, number, number] => [
    values[from[0]],
    values[from[1]],
    values[from[2]],
  ];
  const size = pick(info.size);
  const known = info.pixelSize.every((pixel) => pixel > 0);
  const spacing = known ? pick(info.pixelSize) : ([1, 1, 1] as const);
  if (from[0] === 0 && from[1] === 1) return { size, spacing, data };
  const stride = pick([1, info.size[0], info.size[0] * info.size[1]]);
  const turned = new Float32Array(data.length);
  let to = 0;
  for (let z = 0; z < size[2]; z++)
    for (let y = 0; y < size[1]; y++)
      for (let x = 0; x < size[0]; x++) turned[to++] = data[x * stride[0] + y * stride[1] + z * stride[2]];
  return { size, spacing, data: turned };
}
