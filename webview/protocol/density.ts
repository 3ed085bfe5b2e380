/** What a density editor and the extension host say to each other, beside the voxels. */
import type { VolumeHost } from './volume';

/** What the extension host answers. */
export interface DensityHost extends VolumeHost {
  /** The file of this tab. */
  path(): string;
}

/** What the webview answers. */
export interface DensityView {
  fileChanged(): void;
}
