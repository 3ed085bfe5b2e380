/** Images one after the other, whatever file they are in. */
export interface ImageStack {
  /** Columns and rows. */
  readonly size: readonly [width: number, height: number];
  readonly frames: number;
  /** Å; 0 where the file does not say. */
  readonly pixelSize: number;
  /** Values of one image, from 0, rows from the bottom as in MRC files. Throws Problem. */
  readFrame(index: number): Promise<Float32Array>;
  close(): Promise<void>;
}
