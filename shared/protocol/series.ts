/** What the page of a tilt series and the extension host say to each other. */
import type { PlotHost } from './plots';

/** Which series a page shows; what it is opened with again after the window was closed. */
export interface SeriesState {
  /** Path of the population. */
  readonly population: string;
  /** Name and GUID of its data source. */
  readonly source: string;
  readonly owner: string;
  readonly series: string;
  /** Path of its XML. */
  readonly xml: string;
}

export interface SeriesDescription {
  readonly name: string;
  readonly source: string;
  /** `deselected`, `outside filters`; empty for a series like others. */
  readonly state: string;
  readonly tilts: readonly TiltDescription[];
  /** False in a folder that is not trusted. */
  readonly canChange: boolean;
}

export interface TiltDescription {
  /** Counted from 1, in file order. */
  readonly number: number;
  /** Degrees. */
  readonly angle: number;
  /** e/Å², before this tilt. */
  readonly dose: number;
  /** µm */
  readonly defocus: number;
  readonly weight: number;
  /** Log-likelihood an image in the last refinement; null where there was none. */
  readonly score: number | null;
  readonly isUsed: boolean;
  /** File name of its image. */
  readonly image: string;
}

/** Gray values, rows from the top. */
export interface Thumbnail {
  readonly width: number;
  readonly height: number;
  readonly gray: Uint8ClampedArray;
}

/** What the extension host answers; tilts are counted from 1. */
export interface SeriesHost extends PlotHost {
  state(): SeriesState;
  describe(): Promise<SeriesDescription>;
  /** Null where there is no image. */
  thumbnail(tilt: number): Promise<Thumbnail | null>;
  /** Ends when the file has been changed; its failure is one sentence. */
  use(tilts: readonly number[], used: boolean): Promise<void>;
  openImage(tilt: number): void;
  /** Asks how, and makes a tomogram of the series. */
  reconstruct(): void;
}

/** What the page answers. */
export interface SeriesView {
  changed(): void;
}
