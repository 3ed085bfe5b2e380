/** Sections of a file as values: from the voxels that are here at once, then the file's own where those are finer. */
import type { DensityHost } from '../../shared/protocol/density';
import type { Triple, VolumeInfo } from '../../shared/protocol/volume';
import type { Remote } from '../../shared/rpc';
import { alongXyz, type DensityVolume } from '../volume/fetchVolume';

export interface Plane {
  readonly name: string;
  /** Axes that run to the right, up, and into the screen: 0 x, 1 y, 2 z. */
  readonly right: number;
  readonly up: number;
  readonly depth: number;
}

export const planes: readonly Plane[] = [
  { name: 'XY', right: 0, up: 1, depth: 2 },
  { name: 'XZ', right: 0, up: 2, depth: 1 },
  { name: 'YZ', right: 1, up: 2, depth: 0 },
];

export interface PlaneValues {
  readonly width: number;
  readonly height: number;
  /** Row after row, upwards. */
  readonly data: Float32Array;
  /** These are the file's own voxels, not averages. */
  readonly exact: boolean;
}

export class PlaneSource {
  /** Voxels of the file along x, y, z. */
  readonly size: Triple;
  /** Å; 1 where the file does not say. */
  readonly spacing: Triple;
  volume: DensityVolume | null = null;

  constructor(
    private readonly host: Remote<DensityHost>,
    readonly info: VolumeInfo,
  ) {
    this.size = alongXyz(info.axes, info.size);
    const known = info.pixelSize.every((pixel) => pixel > 0);
    this.spacing = known ? alongXyz(info.axes, info.pixelSize) : [1, 1, 1];
  }

  /** What can be shown without asking the host; null before the first voxels have come. */
  now({ right, up, depth }: Plane, index: number): PlaneValues | null {
    if (this.volume === null) return null;
    const { size, data } = this.volume;
    const stride = [1, size[0], size[0] * size[1]];
    const exact = size.every((edge, axis) => edge === this.size[axis]);
    const at = Math.min(size[depth] - 1, Math.floor((index * size[depth]) / this.size[depth]));
    const [width, height] = [size[right], size[up]];
    const values = new Float32Array(width * height);
    for (let v = 0, to = 0; v < height; v++) {
      let from = at * stride[depth] + v * stride[up];
      for (let u = 0; u < width; u++, from += stride[right]) values[to++] = data[from];
    }
    return { width, height, data: values, exact };
  }

  /** The file's own voxels; null where reading them would take the whole of a large file. */
  async exact({ right, up, depth }: Plane, index: number): Promise<PlaneValues | null> {
    const data = await this.host.volumeSlice(this.info.handle, depth, index);
    return data === null ? null : { width: this.size[right], height: this.size[up], data, exact: true };
  }
}
