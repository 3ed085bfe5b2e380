/** What a density editor and the extension host say to each other. */

export interface DensityInfo {
  readonly fileName: string;
  /** Columns, rows, sections as they come over the line (binned when the file is large). */
  readonly size: readonly [number, number, number];
  /** How many voxels of the file one of these is averaged from, along columns, rows and sections. */
  readonly binning: readonly [number, number, number];
  /** Å of one of these voxels; 0 if unknown. */
  readonly pixelSize: readonly [number, number, number];
  /** Which axis (1 x, 2 y, 3 z) columns, rows and sections run along. */
  readonly axes: readonly [number, number, number];
  /** One volume, rather than an image or a stack of images. */
  readonly isVolume: boolean;
  /** The header for people: label and value. */
  readonly table: readonly (readonly [string, string])[];
}

/** What the extension host answers. */
export interface DensityHost {
  /** Reads the header; a broken file is an error in one sentence. */
  open(): Promise<DensityInfo>;
  /** Voxels of some sections, columns fastest. */
  sections(first: number, count: number): Promise<Float32Array>;
}

/** What the webview answers. */
export interface DensityView {
  fileChanged(): void;
}
