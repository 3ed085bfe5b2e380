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
}
