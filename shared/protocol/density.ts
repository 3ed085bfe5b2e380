/** What a density editor and the extension host say to each other, beside the voxels. */
import type { Triple, VolumeHost } from './volume';

export interface DensityStart {
  /** The file of this tab. */
  readonly path: string;
  /** Voxel to look at first, x y z, where the tab was opened at a place. */
  readonly position: Triple | null;
  /** Whether files may be written and commands run. */
  readonly trusted: boolean;
}

export interface MapChoice {
  readonly label: string;
  readonly path: string;
}

/** Particles of one tomogram or of all, for display. */
export interface ParticleCloud {
  readonly fileName: string;
  /** (particle, 3) Å from the volume's corner, or from its middle. */
  readonly positions: Float32Array;
  readonly centered: boolean;
  /** (particle, 3) rot, tilt, psi, degrees. */
  readonly angles: Float32Array;
  /** Names of tomograms, and which one each particle is in. */
  readonly series: readonly string[];
  readonly seriesOf: Uint32Array;
  /** Columns of numbers, by label. */
  readonly columns: readonly { readonly label: string; readonly values: Float32Array }[];
}

/** Lengths in voxels, the low-pass in Å. */
export interface MaskSettings {
  readonly lowPass: number | null;
  readonly threshold: number;
  readonly extend: number;
  readonly softEdge: number;
}

/** What the extension host answers. */
export interface DensityHost extends VolumeHost {
  start(): DensityStart;
  /** Asks for another map among those nearby, or any; null when none was chosen. */
  pickMap(question: string): Promise<string | null>;
  /** Kept versions of this file, oldest first; empty where it belongs to no species. */
  versions(): Promise<readonly MapChoice[]>;
  /** Asks for a particle file and reads it; null when none was chosen. */
  pickParticles(): Promise<ParticleCloud | null>;
  /** Of a STAR file that is shown by itself. Rejects with one sentence. */
  particles(path: string): Promise<ParticleCloud>;
  /** Asks where, runs `murmur create_mask`; the file's name, or null. */
  saveMask(settings: MaskSettings): Promise<string | null>;
  /** Asks where and writes; the file's name, or null. */
  saveFile(name: string, content: Uint8Array): Promise<string | null>;
  copyText(text: string): Promise<void>;
  /** Opens another map, or this one again, beside this tab at the same voxel. */
  openElsewhere(position: Triple): Promise<void>;
}

/** What a command asks of the tab that is in front. */
export type DensityAction =
  | 'screenshot'
  | 'copyChimeraX'
  | 'exportSurface'
  | 'openElsewhere'
  | 'addMap'
  | 'showParticles'
  | 'maskStudio';

/** What the webview answers. */
export interface DensityView {
  fileChanged(): void;
  act(action: DensityAction): void;
}
