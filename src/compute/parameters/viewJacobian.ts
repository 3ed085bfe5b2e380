/**
 * How the parameters move each view: linear in the parameters, so that one sparse matrix says it all. It moves the views, and its
 * transpose takes gradients back.
 */
import type { Channel } from '../channels/channel';
import type { ChannelLayout } from '../channels/viewChannels';

/** Adds `weight` times a parameter to one number of a channel of a view's motion. */
export type Emit = (channel: Channel, component: number, parameter: number, weight: number) => void;

/** Rows are (view, number of the motion), compressed: entries of row r are start[r] .. start[r + 1]. */
export interface ViewJacobian {
  readonly layout: ChannelLayout;
  readonly views: number;
  readonly start: Int32Array;
  readonly parameter: Int32Array;
  readonly weight: Float64Array;
}

/** @param describe emits all that moves view `index` */
export function buildViewJacobian(
  layout: ChannelLayout,
  views: number,
  describe: (index: number, emit: Emit) => void,
): ViewJacobian {
  const { size, at } = layout;
  const start = new Int32Array(views * size + 1);
  const parameters: number[] = [];
  const weights: number[] = [];
  const rows: { parameter: number; weight: number }[][] = Array.from({ length: size }, () => []);
  for (let index = 0; index < views; index++) {
    for (const row of rows) row.length = 0;
    describe(index, ({ name }, component, parameter, weight) => {
      if (weight !== 0) rows[at[name] + component].push({ parameter, weight });
    });
    for (let component = 0; component < size; component++) {
      for (const { parameter, weight } of rows[component]) {
        parameters.push(parameter);
        weights.push(weight);
      }
      start[index * size + component + 1] = parameters.length;
    }
  }
  return {
    layout,
    views,
    start,
    parameter: Int32Array.from(parameters),
    weight: Float64Array.from(weights),
  };
}

/** (view, number) motions under the parameters `x`. */
export function motionsOf(
  { layout, views, start, parameter, weight }: ViewJacobian,
  x: Float64Array,
): Float64Array {
  const motions = new Float64Array(views * layout.size);
  for (let row = 0; row < motions.length; row++) {
    let sum = 0;
    for (let i = start[row]; i < start[row + 1]; i++) sum += weight[i] * x[parameter[i]];
    motions[row] = sum;
  }
  return motions;
}

/** Adds the transpose applied to derivatives by motion, (view, number), to a gradient by parameters. */
export function addPulledBack(matrix: ViewJacobian, byMotion: Float64Array, gradient: Float64Array): void {
  const { start, parameter, weight } = matrix;
  for (let row = 0; row < byMotion.length; row++) {
    const value = byMotion[row];
    if (value === 0) continue;
    for (let i = start[row]; i < start[row + 1]; i++) gradient[parameter[i]] += weight[i] * value;
  }
}
