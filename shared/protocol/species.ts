/** What the New Species form asks beside what every form does. */
import type { FormHost, FormValues } from './form';
import type { VolumeHost } from './volume';

export interface SpeciesHost extends FormHost, VolumeHost {
  /** Which series the particles belong to, as the engine says. */
  match(values: FormValues): Promise<ParticleMatch>;
}

export interface ParticleMatch {
  readonly particles: number;
  readonly matched: readonly { readonly series: string; readonly particles: number }[];
  readonly unmatched: readonly {
    readonly name: string;
    readonly particles: number;
    readonly closest: string | null;
    readonly holdsFrames?: true;
  }[];
  /** What turned numbers of the table into Å. */
  readonly pixelSizes: readonly {
    readonly of: 'coordinates' | 'shifts';
    readonly pixelSize: number;
    readonly from: string;
  }[];
  /** What is to be said of where the particles lie. */
  readonly warnings: readonly string[];
}
