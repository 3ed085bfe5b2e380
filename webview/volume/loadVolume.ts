/** A file's voxels as they come: a coarse volume at once, then the finest, with statistics that become exact. */
import type { VolumeHost, VolumeInfo, VolumeStatistics } from '../../shared/protocol/volume';
import type { Remote } from '../../shared/rpc';
import { fetchLevel, type DensityVolume } from './fetchVolume';
import { measure } from './statistics';

export interface LoadedVolume {
  readonly volume: DensityVolume;
  readonly statistics: VolumeStatistics;
  /** The finest level has come. */
  readonly complete: boolean;
}

/** @param progress gets the fraction of the finest level that has come */
export async function* loadVolume(
  host: Remote<VolumeHost>,
  info: VolumeInfo,
  progress: (fraction: number) => void = () => undefined,
): AsyncGenerator<LoadedVolume> {
  const last = info.levels.length - 1;
  const first = await fetchLevel(host, info, 0);
  yield { volume: first, statistics: measure(first.data), complete: last === 0 };
  if (last === 0) return;
  const [volume, statistics] = await Promise.all([
    fetchLevel(host, info, last, progress),
    host.volumeStatistics(info.handle),
  ]);
  yield { volume, statistics, complete: true };
}
