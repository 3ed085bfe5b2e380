/** How voxels come from a file to any webview: the header, then sections of a coarse level, then finer ones, slices, statistics. */

export type Triple = readonly [number, number, number];

/** A version of the volume with fewer voxels; all along the file's own axes: columns, rows, sections. */
export interface VolumeLevel {
  readonly size: Triple;
  /** Voxels of the file that one of these stands for. */
  readonly binning: Triple;
  /** Averaged from some of these voxels rather than all, since reading all would take long. */
  readonly sampled: boolean;
}

export interface VolumeInfo {
  /** What the other calls name it by. */
  readonly handle: number;
  readonly path: string;
  readonly fileName: string;
  /** Columns, rows, sections of the file. */
  readonly size: Triple;
  /** Å along columns, rows, sections; 0 if unknown. */
  readonly pixelSize: Triple;
  /** Which axis (1 x, 2 y, 3 z) columns, rows and sections run along. */
  readonly axes: Triple;
  /** Å, x y z: where the first voxel lies. */
  readonly origin: Triple;
  /** One volume, rather than an image or a stack of images. */
  readonly isVolume: boolean;
  /** Coarsest first; the last has the file's own voxels where those are few enough. */
  readonly levels: readonly VolumeLevel[];
  /** The header, human-readable: label and value. */
  readonly table: readonly (readonly [string, string])[];
}

export interface VolumeStatistics {
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  readonly sigma: number;
  /** Voxels that are numbers. */
  readonly count: number;
  /** How many of them lie in each of 65536 equal parts of the range. */
  readonly histogram: Uint32Array;
  /** False where a file is so large that only a part of it was read. */
  readonly exact: boolean;
}

/** Voxels in half the bytes: `low + step * value`. */
export interface PackedSections {
  readonly values: Uint16Array | Float32Array;
  readonly low: number;
  readonly step: number;
}

/** What the extension host answers to every webview that shows volumes. */
export interface VolumeHost {
  /** Reads the header; a broken file is an error in one sentence. */
  openVolume(path: string): Promise<VolumeInfo>;
  /** Some sections of a level, columns fastest. */
  volumeSections(handle: number, level: number, first: number, count: number): Promise<Float32Array>;
  /** The same for surfaces: within half a 65535th of the range that the values of these sections have. */
  volumePacked(handle: number, level: number, first: number, count: number): Promise<PackedSections>;
  /**
   * The file's own voxels at one place along x, y or z (0, 1, 2), the lower of the other axes fastest;
   * null where that would mean to read a large file whole.
   */
  volumeSlice(handle: number, axis: number, index: number): Promise<Float32Array | null>;
  volumeStatistics(handle: number): Promise<VolumeStatistics>;
  closeVolume(handle: number): Promise<void>;
}
