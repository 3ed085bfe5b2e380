/** Voxels for the screen in half the bytes: what a surface and a gray value show of them, and no less. */
import type { PackedSections } from '../../shared/protocol/volume';

const steps = 65535;

/**
 * As multiples of a 65535th of their range, so that the error is at most half of one; lowest and highest value stay.
 * Values that are no numbers, or too few different ones, come as they are.
 */
export function pack(values: Float32Array): PackedSections {
  let [low, high] = [Infinity, -Infinity];
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (!(Math.abs(value) < Infinity)) return { values, low: 0, step: 1 };
    if (value < low) low = value;
    if (value > high) high = value;
  }
  const step = (high - low) / steps;
  if (!(step > 0)) return { values, low: 0, step: 1 };
  const packed = new Uint16Array(values.length);
  const scale = 1 / step;
  for (let i = 0; i < values.length; i++) packed[i] = (values[i] - low) * scale + 0.5;
  return { values: packed, low, step };
}
