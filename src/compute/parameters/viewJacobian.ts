/**
 * How all parameters move each view: linear in the parameters, group by group. It moves the views, and its transpose takes
 * gradients back. Never written out as a matrix: see groupMotion.
 */
import type { ChannelLayout } from '../channels/viewChannels';
import type { ParameterGroup } from './group';
import type { GroupMotion, MotionPart } from './groupMotion';

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
export function motionsOf(jacobian: ViewJacobian, x: Float64Array): Float64Array {
  const { layout, views } = jacobian;
  const motions = new Float64Array(views * layout.size);
  for (const part of partsOf(jacobian)) {
    const { size, column, axes, axisStride, matrix, step, nodes, base, weights, own, first } = part;
    const { offsets } = nodes;
    for (let view = 0; view < views; view++) {
      combineWeights(nodes, weights, view, own);
      const to = view * layout.size + column;
      for (let axis = 0; axis < axes; axis++) {
        const from = first + base[view] + axis * axisStride;
        let seen = 0;
        for (let node = 0; node < own.length; node++) seen += own[node] * x[from + offsets[node]];
        const by = view * step + axis;
        for (let number = 0; number < size; number++)
          motions[to + number] += matrix[by + number * axes] * seen;
      }
    }
  }
  return motions;
}

/** Adds the transpose applied to derivatives by motion, (view, number), to a gradient by parameters. */
export function addPulledBack(jacobian: ViewJacobian, byMotion: Float64Array, gradient: Float64Array): void {
  const { layout, views } = jacobian;
  for (const part of partsOf(jacobian)) {
    const { size, column, axes, axisStride, matrix, step, nodes, base, weights, own, first } = part;
    const { offsets } = nodes;
    for (let view = 0; view < views; view++) {
      combineWeights(nodes, weights, view, own);
      const from = view * layout.size + column;
      for (let axis = 0; axis < axes; axis++) {
        const by = view * step + axis;
        let pulled = 0;
        for (let number = 0; number < size; number++)
          pulled += matrix[by + number * axes] * byMotion[from + number];
        const to = first + base[view] + axis * axisStride;
        for (let node = 0; node < own.length; node++) gradient[to + offsets[node]] += own[node] * pulled;
      }
    }
  }
}

/** What some axes of a group do through one channel, and where all of it stands. */
interface PlacedPart extends Pick<GroupMotion, 'axisStride' | 'base' | 'weights'> {
  readonly nodes: Nodes;
  /** Of all parameters, that of its first axis for a base of 0. */
  readonly first: number;
  readonly axes: number;
  /** Of the channel, and its first number in a motion. */
  readonly size: number;
  readonly column: number;
  readonly matrix: Float64Array;
  /** From one view's matrix to the next; 0 where all have one. */
  readonly step: number;
  /** (node) the weights of the view that is at work. */
  readonly own: Float64Array;
}

function partsOf({ layout, groups }: ViewJacobian): readonly PlacedPart[] {
  return groups.flatMap(({ motion: { axisStride, base, weights, parts }, first, nodes }) =>
    parts.map((part) => ({
      ...{ axisStride, base, weights, nodes, axes: part.axes, matrix: part.matrix },
      first: first + part.firstAxis * axisStride,
      size: part.channel.size,
      column: layout.at[part.channel.name],
      step: matrixStep(part),
      own: new Float64Array(nodes.count),
    })),
  );
}

/** From one view's matrix to the next; 0 where all have one. */
export function matrixStep({ channel: { size }, axes, matrix }: MotionPart): number {
  return matrix.length > size * axes ? size * axes : 0;
}
