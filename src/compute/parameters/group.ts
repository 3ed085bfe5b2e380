/** What a group of parameters is: how many, how they move a view, what is known of them beforehand, where they go. */
import type { TiltSeries } from '../../model/tiltSeries';
import type { Vector3 } from '../../../shared/math/vector';
import type { Channel } from '../channels/channel';
import type { GroupMotion } from './groupMotion';
import type { SeriesParticles, Views } from './views';

export interface ParameterGroup {
  /** For people and events. */
  readonly name: string;
  readonly count: number;
  /** Consecutive parameters that depend on each other most: the preconditioner solves for them together. */
  readonly block: number;
  /** Through which it moves views. */
  readonly channels: readonly Channel[];
  /** How its parameters move the views of a species; null where they move none. */
  motion(views: Views, species: number): GroupMotion | null;
  /** What is known before the images are seen, in units of the parameters. */
  readonly prior: GroupPrior;
  /** Groups with the same parameters for every tilt, (tilt, axis, node): how much tilts differ, the images say. */
  readonly perTilt?: { readonly axes: number; readonly nodes: number };
  /** A motion of all particles that this group could make, too: particle poses take it over. */
  readonly common?: CommonMotion;
  /** Adds a common shift (Å) or turn (rad) to increments of this group, where it moves particles. */
  readonly takeCommon?: (own: Float64Array, kind: CommonMotion['kind'], common: Vector3) => void;
  /** The series with increments of this group added. */
  withSeries(series: TiltSeries, increments: Float64Array): TiltSeries;
  withParticles(particles: SeriesParticles, species: number, increments: Float64Array): SeriesParticles;
}

/** A shift (Å) or a turn (rad) of all particles in the volume, as it shows in every image. */
export interface CommonMotion {
  readonly kind: 'shift' | 'turn';
  /** Takes it out of increments of the group, for the tilt of view number `view`. */
  take(own: Float64Array, views: Views, view: number, common: Vector3): void;
}

/** A light one: it decides only where the images do not. Standard deviations of the increments of a sub-iteration. */
export interface GroupPrior {
  /** Of each parameter. */
  readonly sigma: (parameter: number) => number;
  /** Of differences between neighboring nodes. */
  readonly neighbors: readonly { readonly a: number; readonly b: number; readonly sigma: number }[];
}

/** For groups that only change the series, or only the particles. */
export const keepsParticles = (particles: SeriesParticles): SeriesParticles => particles;
export const keepsSeries = (series: TiltSeries): TiltSeries => series;
