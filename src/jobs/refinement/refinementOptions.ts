/** What a refinement does: its settings, with the population, the GPU and what can stop it. */
import type { RefinedGroups } from '../../compute/parameters/refinedParameters';
import type { CtfSettings } from '../../compute/ctf/ctfParameters';
import type { Program } from '../runs/jobRunner';
import type { ArrayPlace } from './runners/slurmArray';
import type { DoubtName } from '../check/doubt';

export interface ReferenceOptions {
  /** Filter references by their local signal and noise, which both halves decide together. */
  readonly localReference?: boolean | undefined;
  /** Give both halves everything beyond 40 Å in common, as M does, also where the resolution is no finer than that. */
  readonly sharedReference?: boolean | undefined;
}

export interface RefinementOptions extends ReferenceOptions {
  readonly population: string;
  readonly groups: RefinedGroups;
  /** Of transfer functions; nothing where it is left out. */
  readonly ctf?: CtfSettings | undefined;
  /** Sub-iterations per series and round; 0 only reconstructs. */
  readonly subIterations: number;
  /** Maximum rounds; fewer when nothing improves any more. */
  readonly rounds: number;
  readonly firstFraction: number;
  /** Start each round at the resolution of FSC 0.5 instead. */
  readonly adaptive: boolean;
  /** Whether grid nodes that see no particle follow their neighbors. */
  readonly prior: boolean;
  readonly minParticles: number;
  /** Tilts count up to where their envelope, relative to the best tilt's, falls to this. */
  readonly weightThreshold: number;
  /** Bytes of particle images that may stay on a GPU; null for what it has free. */
  readonly memory: number | null;
  /** Doubts that do not stop it. */
  readonly accept?: readonly DoubtName[] | undefined;
  /** Parts of the names of GPUs; empty for the best available. */
  readonly adapters: readonly string[];
  /** Processes per GPU. */
  readonly workers: number;
  /** How workers are started, where there are several. */
  readonly murmur?: Program | undefined;
  /** Where tasks are jobs of a cluster, in place of GPUs of this computer. */
  readonly cluster?: ArrayPlace | undefined;
  /** Have the GPU prove that it computes right also where it has before. */
  readonly selfTest?: boolean | undefined;
  /** ms that it waits where the disk is full; an hour where it is left out. */
  readonly patience?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}
