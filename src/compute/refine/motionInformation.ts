/** What each image tells of its view's motion: a small symmetric matrix, kept packed. */
import { coreInformation, placed, sumFloats } from '../kernels/kernelChannel';
import type { Jacobians } from '../channels/channel';
import type { ViewJacobian } from '../parameters/viewJacobian';
import { viewsBetween, type Views } from '../parameters/views';

/** One species' part. */
export interface SpeciesInformation {
  readonly views: Views;
  readonly matrix: ViewJacobian;
  /** (view, sumFloats): upper triangle of (shift per pixel, omega), then the diagonal of each channel that the kernel sums. */
  readonly perView: Float32Array;
  /** Turns the kernel's numbers into information: twice coverage times squared amplitude. */
  readonly weight: number;
  /** Å, of the refinement box. */
  readonly pixelSize: number;
}

/** Channels that the kernel sums are told from all others by their images: they have a diagonal alone. */
export interface MotionInformation {
  /** Numbers of a motion, and how many of them, the first ones, have a matrix. */
  readonly size: number;
  readonly core: number;
  /** (view, packed) upper triangle over the first `core` numbers, row by row, then the diagonal of the others. */
  readonly values: Float64Array;
  readonly packed: number;
}

/** Views whose matrices are made together. */
const atOnce = 1024;

export function motionInformation(one: SpeciesInformation): MotionInformation {
  const { size, channels, kernel } = one.matrix.layout;
  const core = channels.reduce(
    (sum, { channel }) => sum + (channel.kernel === undefined ? channel.size : 0),
    0,
  );
  const packed = (core * (core + 1)) / 2 + size - core;
  const values = new Float64Array(one.views.count * packed);
  for (let first = 0; first < one.views.count; first += atOnce) {
    const views = viewsBetween(one.views, first, Math.min(first + atOnce, one.views.count));
    const jacobians: Jacobians = { columns: core, values: new Float64Array(views.count * 5 * core) };
    for (const { channel, first: column } of channels)
      channel.atRest?.(views, one.pixelSize, jacobians, column);
    for (let view = 0; view < views.count; view++)
      addSeen(one, first + view, jacobians, values.subarray((first + view) * packed));
  }
  const stride = sumFloats(kernel);
  for (const { channel, first } of placed(kernel, 1, coreInformation)) {
    const own = (core * (core + 1)) / 2 + one.matrix.layout.at[channel.name] - core;
    for (let view = 0; view < one.views.count; view++)
      for (let i = 0; i < channel.size; i++)
        values[view * packed + own + i] = one.weight * one.perView[view * stride + first + i];
  }
  return { size, core, values, packed };
}

const seen = new Float64Array(25);

/** Adds J' I J of one view, J being what its image sees of a motion, and I what it tells of that. */
function addSeen(
  { perView, weight, matrix }: SpeciesInformation,
  view: number,
  { columns, values: jacobian }: Jacobians,
  target: Float64Array,
): void {
  const from = view * sumFloats(matrix.layout.kernel);
  for (let i = 0, next = from; i < 5; i++)
    for (let j = i; j < 5; j++, next++) seen[5 * i + j] = seen[5 * j + i] = weight * perView[next];
  const at = (view % atOnce) * 5 * columns;
  for (let k = 0; k < 5; k++)
    for (let i = 0, to = 0; i < columns; i++) {
      const value = jacobian[at + k * columns + i];
      for (let j = i; j < columns; j++, to++) {
        if (value === 0) continue;
        let half = 0;
        for (let l = 0; l < 5; l++) half += seen[5 * k + l] * jacobian[at + l * columns + j];
        target[to] += value * half;
      }
    }
}

/** Multiplies the motions of all views, (view, number), by what is known of each, in place. */
export function multiplyMotions(
  { size, core, values, packed }: MotionInformation,
  motions: Float64Array,
): void {
  const result = new Float64Array(core);
  for (let at = 0, from = 0; at < motions.length; at += size, from += packed) {
    result.fill(0);
    let next = from;
    for (let i = 0; i < core; i++) {
      const x = motions[at + i];
      let sum = values[next++] * x;
      for (let j = i + 1; j < core; j++, next++) {
        sum += values[next] * motions[at + j];
        result[j] += values[next] * x;
      }
      result[i] += sum;
    }
    for (let i = 0; i < core; i++) motions[at + i] = result[i];
    for (let i = core; i < size; i++) motions[at + i] *= values[next++];
  }
}

/** Writes the whole matrix of one view, (number, number). */
export function unpack(
  { size, core, values, packed }: MotionInformation,
  view: number,
  target: Float64Array,
): void {
  let next = view * packed;
  for (let i = 0; i < core; i++)
    for (let j = i; j < core; j++) target[i * size + j] = target[j * size + i] = values[next++];
  for (let i = core; i < size; i++) target[i * (size + 1)] = values[next++];
}
