/**
 * How all parameters move each view: linear in the parameters, group by group. It moves the views, and its transpose takes
 * gradients back. Never written out as a matrix: see groupMotion.
 */
import type { ChannelLayout } from '../channels/viewChannels';
import type { ParameterGroup } from './group';
import type { GroupMotion } from './groupMotion';

export interface ViewJacobian {
  readonly layout: ChannelLayout;
  readonly views: number;
  readonly groups: readonly PlacedMotion[];
}

export interface PlacedMotion {
  readonly group: ParameterGroup;
  readonly motion: GroupMotion;
  /** Of all parameters, the first of the group. */
  readonly first: number;
  readonly nodes: Nodes;
}

/** The nodes around any view. */
export interface Nodes {
  readonly count: number;
  /** (node) parameters from the first of them. */
  readonly offsets: Int32Array;
  /** (direction) */
  readonly along: readonly number[];
  /** Weights that a view has. */
  readonly weights: number;
}

export function nodesOf({ directions }: GroupMotion): Nodes {
  const along = directions.map(({ nodes }) => nodes);
  let offsets = [0];
  for (const { nodes, stride } of directions)
    offsets = Array.from({ length: nodes }, (_, node) => offsets.map((from) => from + node * stride)).flat();
  return {
    count: offsets.length,
    offsets: Int32Array.from(offsets),
    along,
    weights: along.reduce((sum, nodes) => sum + nodes, 0),
  };
}

/** Writes the weights of the nodes around a view. */
export function combineWeights(
  { along, weights }: Nodes,
  all: Float64Array,
  view: number,
  target: Float64Array,
): void {
  let at = view * weights;
  let count = 1;
  target[0] = 1;
  for (const nodes of along) {
    // From the last on: the first overwrites what the others are made of.
    for (let node = nodes - 1; node >= 0; node--) {
      const weight = all[at + node];
      for (let i = 0; i < count; i++) target[node * count + i] = weight * target[i];
    }
    count *= nodes;
    at += nodes;
  }
}

/** (view, number) motions under the parameters `x`. */
export function motionsOf({ layout, views, groups }: ViewJacobian, x: Float64Array): Float64Array {
  const motions = new Float64Array(views * layout.size);
  for (const { motion, first, nodes } of groups) {
    const { axisStride, base, weights } = motion;
    const own = new Float64Array(nodes.count);
    const { offsets } = nodes;
    for (const { channel, firstAxis, axes, matrix } of motion.parts) {
      const { size } = channel;
      const column = layout.at[channel.name];
      const step = matrix.length > size * axes ? size * axes : 0;
      for (let view = 0; view < views; view++) {
        combineWeights(nodes, weights, view, own);
        const to = view * layout.size + column;
        for (let axis = 0; axis < axes; axis++) {
          const from = first + base[view] + (firstAxis + axis) * axisStride;
          let seen = 0;
          for (let node = 0; node < own.length; node++) seen += own[node] * x[from + offsets[node]];
          const by = view * step + axis;
          for (let number = 0; number < size; number++)
            motions[to + number] += matrix[by + number * axes] * seen;
        }
      }
    }
  }
  return motions;
}

/** Adds the transpose applied to derivatives by motion, (view, number), to a gradient by parameters. */
export function addPulledBack(
  { layout, views, groups }: ViewJacobian,
  byMotion: Float64Array,
  gradient: Float64Array,
): void {
  for (const { motion, first, nodes } of groups) {
    const { axisStride, base, weights } = motion;
    const own = new Float64Array(nodes.count);
    const { offsets } = nodes;
    for (const { channel, firstAxis, axes, matrix } of motion.parts) {
      const { size } = channel;
      const column = layout.at[channel.name];
      const step = matrix.length > size * axes ? size * axes : 0;
      for (let view = 0; view < views; view++) {
        combineWeights(nodes, weights, view, own);
        const from = view * layout.size + column;
        for (let axis = 0; axis < axes; axis++) {
          const by = view * step + axis;
          let pulled = 0;
          for (let number = 0; number < size; number++)
            pulled += matrix[by + number * axes] * byMotion[from + number];
          const to = first + base[view] + (firstAxis + axis) * axisStride;
          for (let node = 0; node < own.length; node++) gradient[to + offsets[node]] += own[node] * pulled;
        }
      }
    }
  }
}
