/** The voxels on the screen's side: a coarse level first, then the finest, turned so that x runs fastest. */
import type {
  PackedSections,
  Triple,
  VolumeHost,
  VolumeInfo,
  VolumeLevel,
} from '../../shared/protocol/volume';
import type { Remote } from '../../shared/rpc';

export interface DensityVolume {
  /** x, y, z */
  readonly size: readonly [number, number, number];
  /** Å along x, y, z; 1 where the file does not say. */
  readonly spacing: readonly [number, number, number];
  /** x fastest. */
  readonly data: Float32Array;
}

const voxelsPerCall = 2 ** 20;
/** Requests under way: the line is never idle while a section is on it. */
const atOnce = 3;

/** @param progress gets the fraction that has come; may throw to end the transfer */
export async function fetchLevel(
  host: Remote<VolumeHost>,
  info: VolumeInfo,
  level: number,
  progress: (fraction: number) => void = () => undefined,
): Promise<DensityVolume> {
  const wanted = info.levels[level];
  const [columns, rows, sections] = wanted.size;
  const data = new Float32Array(columns * rows * sections);
  const step = Math.max(1, Math.floor(voxelsPerCall / (columns * rows)));
  let next = 0;
  let come = 0;
  const worker = async (): Promise<void> => {
    while (next < sections) {
      const first = next;
      next += step;
      const count = Math.min(step, sections - first);
      const packed = await host.volumePacked(info.handle, level, first, count);
      unpack(packed, data.subarray(first * columns * rows));
      come += count;
      progress(come / sections);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return orient(data, levelGeometry(info, wanted));
}

/** @param target the first of them get the values */
export function unpack({ values, low, step }: PackedSections, target: Float32Array): void {
  for (let i = 0; i < values.length; i++) target[i] = low + step * values[i];
}

/** Size and voxels of a level, along the file's axes. */
export function levelGeometry(
  { axes, pixelSize }: VolumeInfo,
  { size, binning }: VolumeLevel,
): { readonly size: Triple; readonly axes: Triple; readonly pixelSize: Triple } {
  return {
    size,
    axes,
    pixelSize: [pixelSize[0] * binning[0], pixelSize[1] * binning[1], pixelSize[2] * binning[2]],
  };
}

/** Values along columns, rows, sections as values along x, y, z. */
export function alongXyz(axes: Triple, values: Triple): [number, number, number] {
  return [values[axes.indexOf(1)], values[axes.indexOf(2)], values[axes.indexOf(3)]];
}

/** Files may run along z first; shown that way the density would be mirrored. */
export function orient(
  data: Float32Array,
  info: { readonly size: Triple; readonly axes: Triple; readonly pixelSize: Triple },
): DensityVolume {
  const size = alongXyz(info.axes, info.size);
  const known = info.pixelSize.every((pixel) => pixel > 0);
  const spacing = known ? alongXyz(info.axes, info.pixelSize) : ([1, 1, 1] as const);
  if (info.axes[0] === 1 && info.axes[1] === 2) return { size, spacing, data };
  const stride = alongXyz(info.axes, [1, info.size[0], info.size[0] * info.size[1]]);
  const turned = new Float32Array(data.length);
  let to = 0;
  for (let z = 0; z < size[2]; z++)
    for (let y = 0; y < size[1]; y++)
      for (let x = 0; x < size[0]; x++) turned[to++] = data[x * stride[0] + y * stride[1] + z * stride[2]];
  return { size, spacing, data: turned };
}
