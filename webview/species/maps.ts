/** Maps from which masks are made: their voxels, as fine as they come to the screen. */
import type { SpeciesHost } from '../../shared/protocol/species';
import type { VolumeInfo } from '../../shared/protocol/volume';
import type { Remote } from '../../shared/rpc';
import { fetchLevel, type DensityVolume } from '../volume/fetchVolume';

export interface LoadedMap {
  readonly path: string;
  readonly info: VolumeInfo;
  readonly volume: DensityVolume;
  /** Voxels of the file along an edge of one of these. */
  readonly binning: number;
}

/** Null where there is no file that could be shown; the form says why. */
export async function loadMap(host: Remote<SpeciesHost>, path: string): Promise<LoadedMap | null> {
  if (path === '') return null;
  try {
    const info = await host.openVolume(path);
    try {
      if (!info.isVolume) return null;
      const finest = info.levels.length - 1;
      const volume = await fetchLevel(host, info, finest);
      return { path, info, volume, binning: info.levels[finest].binning[0] };
    } finally {
      await host.closeVolume(info.handle);
    }
  } catch {
    return null;
  }
}
