/**
 * How the parameters of a group move views: linear in the parameters, and known by its structure. The parameters are values on
 * nodes, so many axes each. A view sees the nodes around it with weights that are products of those along each direction, and
 * a small matrix takes what it sees along the axes to the numbers of its motion.
 */
import { writeWeights } from '../../../shared/math/cubicGrid';
import { identity3 } from '../../../shared/math/vector';
import type { Channel } from '../channels/channel';
import type { Views } from './views';

export interface GroupMotion {
  /** Of a node whose first parameter is p, the one of axis a is p + a axisStride. */
  readonly axisStride: number;
  /** Nodes around a view: all combinations of so many along each; none is one node. */
  readonly directions: readonly Direction[];
  /** (view) first parameter of the first of its nodes, counted within the group. */
  readonly base: Int32Array;
  /** (view, nodes of the first direction, then of the next ...) */
  readonly weights: Float64Array;
  readonly parts: readonly MotionPart[];
}

export interface Direction {
  readonly nodes: number;
  /** From a node's parameters to its neighbor's. */
  readonly stride: number;
}

/** What some axes do through one channel. */
export interface MotionPart {
  readonly channel: Channel;
  readonly firstAxis: number;
  readonly axes: number;
  /** (number of the channel, axis) for all views, or (view, number, axis). */
  readonly matrix: Float64Array;
}

/** Of parameters that are the same for all views. */
export function withoutNodes({ count }: Views, parts: readonly MotionPart[]): GroupMotion {
  return {
    axisStride: 1,
    directions: [],
    base: new Int32Array(count),
    weights: new Float64Array(0),
    parts,
  };
}

/**
 * All nodes of a plane of splines, width x height.
 * @param x of each view, as parts of the width; y as parts of the height
 */
export function onPlane(
  [width, height]: readonly [number, number],
  x: ArrayLike<number>,
  y: ArrayLike<number>,
): Pick<GroupMotion, 'directions' | 'weights'> {
  const perView = width + height;
  const weights = new Float64Array(x.length * perView);
  for (let view = 0, at = 0; view < x.length; view++, at += perView) {
    writeWeights(width, x[view], weights, at);
    writeWeights(height, y[view], weights, at + width);
  }
  const directions = [
    { nodes: width, stride: 1 },
    { nodes: height, stride: width },
  ];
  return { directions, weights };
}

/** Each number of a channel is an axis. */
export function everyNumber(channel: Channel): MotionPart {
  const { size } = channel;
  const matrix = new Float64Array(size * size);
  for (let i = 0; i < size; i++) matrix[i * size + i] = 1;
  return { channel, firstAxis: 0, axes: size, matrix };
}

/** Three axes that are the turns of a channel. */
export function ownTurns(channel: Channel, firstAxis: number): MotionPart {
  return { channel, firstAxis, axes: 3, matrix: Float64Array.from(identity3) };
}
