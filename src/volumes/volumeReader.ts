/** Serves open volumes by number: what a webview needs of them, read where it lies. Runs in a thread of its own. */
import path from 'node:path';
import { Problem } from '../../shared/problem';
import { openDensityFile, type DensityFile, type OpenOptions } from '../formats/maps/densityFile';
import { heldByName } from '../formats/mapFormats';
import type { ParticleCloud } from '../../shared/protocol/density';
import type { VolumeHost, VolumeInfo, VolumeLevel, VolumeStatistics } from '../../shared/protocol/volume';
import { headerTable } from './headerTable';
import { chooseLevels, readLevelSections } from './levels';
import { pack } from './packed';
import { readParticleCloud } from './particleCloud';
import { readSlice } from './slice';
import { measureFile } from './statistics';

/** What the thread answers: to webviews, and to the extension host alone. */
export interface VolumeReader extends VolumeHost {
  particleCloud(path: string): Promise<ParticleCloud>;
}

interface OpenVolume {
  readonly file: DensityFile;
  readonly levels: readonly VolumeLevel[];
  statistics?: Promise<VolumeStatistics>;
}

export function volumeReader(options?: OpenOptions): VolumeReader {
  const volumes = new Map<number, OpenVolume>();
  let last = 0;
  const find = (handle: number): OpenVolume => {
    const volume = volumes.get(handle);
    if (volume === undefined) throw new Problem('this map has been closed');
    return volume;
  };
  return {
    particleCloud: readParticleCloud,
    async openVolume(file) {
      const opened = asNamed(await openDensityFile(file, options), options);
      const { size, isVolume } = opened.header;
      const levels = chooseLevels(size, isVolume, opened.bytes);
      const handle = ++last;
      volumes.set(handle, { file: opened, levels });
      return describe(handle, opened, levels);
    },
    volumeSections: async (handle, level, first, count) => {
      const { file, levels } = find(handle);
      return readLevelSections(file, levels[level], first, count);
    },
    volumePacked: async (handle, level, first, count) => {
      const { file, levels } = find(handle);
      return pack(await readLevelSections(file, levels[level], first, count));
    },
    volumeSlice: async (handle, axis, index) => readSlice(find(handle).file, axis, index),
    volumeStatistics: async (handle) => {
      const volume = find(handle);
      // Asked for before the page is there, and then by the page.
      volume.statistics ??= measureFile(volume.file, volume.levels);
      const found = await volume.statistics;
      // An answer's arrays are handed over, and these are wanted again.
      return { ...found, histogram: found.histogram.slice() };
    },
    async closeVolume(handle) {
      const volume = volumes.get(handle);
      volumes.delete(handle);
      await volume?.file.close();
    },
  };
}

function describe(handle: number, file: DensityFile, levels: readonly VolumeLevel[]): VolumeInfo {
  const { size, pixelSize, axes, origin, start, isVolume } = file.header;
  const stated = origin[0] !== 0 || origin[1] !== 0 || origin[2] !== 0;
  // Starts count along columns, rows and sections, the origin is given along x, y, z.
  const along = [1, 2, 3].map((axis) => axes.indexOf(axis));
  const place = (axis: number) => (stated ? origin[axis] : start[along[axis]] * pixelSize[along[axis]]);
  return {
    handle,
    path: file.path,
    fileName: path.basename(file.path),
    size,
    pixelSize,
    axes,
    origin: [place(0), place(1), place(2)],
    isVolume,
    levels,
    table: headerTable(file, levels[levels.length - 1]),
  };
}

/** IMOD writes tilt series and tomograms with the same header; their names tell. */
function asNamed(file: DensityFile, options?: OpenOptions): DensityFile {
  const { header } = file;
  const held = heldByName(file.path, options?.formats);
  const stack = held === 'stack' && header.volumes === 1;
  const volume = held === 'volume' && header.size[2] > 1;
  return { ...file, header: { ...header, isVolume: stack ? false : volume || header.isVolume } };
}
