/** The whole Fisher information of all parameters, from what each view tells: see refine/motionInformation. */
import { coreInformation, placed, sumFloats } from '../../src/compute/kernels/kernelChannel';
import type { SpeciesInformation } from '../../src/compute/refine/motionInformation';
import { multiply } from '../../shared/math/vector';
import type { PlainView } from './plainViews';

/** @param rows (view, number) by parameter @returns (parameter, parameter) */
export function plainInformation(
  { perView, weight, pixelSize, matrix: { layout } }: SpeciesInformation,
  plain: readonly PlainView[],
  rows: readonly Float64Array[],
): Float64Array {
  const n = rows[0].length;
  const whole = new Float64Array(n * n);
  plain.forEach((view, index) => {
    const own = rows.slice(index * layout.size, (index + 1) * layout.size);
    const from = index * sumFloats(layout.kernel);
    // What the image sees: shift in pixels, and the turn of the frequencies in the reference.
    const seen = Array.from({ length: 5 }, () => new Float64Array(n));
    const add = (row: number, number: number, factor: number): void =>
      own[number].forEach((value, p) => (seen[row][p] += factor * value));
    for (let i = 0; i < 2; i++) add(i, layout.at.shift + i, 1 / pixelSize);
    const toImage = multiply(view.rotation, view.orientation);
    for (let i = 0; i < 3; i++)
      for (let j = 0; j < 3; j++) {
        add(2 + i, layout.at.volumeTurn + j, -view.orientation[3 * j + i]);
        add(2 + i, layout.at.imageTurn + j, -toImage[3 * j + i]);
      }
    for (let i = 0, next = from; i < 5; i++)
      for (let j = i; j < 5; j++, next++) {
        addOuter(whole, seen[i], seen[j], weight * perView[next]);
        if (i !== j) addOuter(whole, seen[j], seen[i], weight * perView[next]);
      }
    for (const { channel, first } of placed(layout.kernel, 1, coreInformation))
      for (let i = 0; i < channel.size; i++) {
        const row = own[layout.at[channel.name] + i];
        addOuter(whole, row, row, weight * perView[from + first + i]);
      }
  });
  return whole;
}

function addOuter(whole: Float64Array, a: Float64Array, b: Float64Array, factor: number): void {
  a.forEach((value, i) => {
    if (value !== 0) b.forEach((other, j) => (whole[i * b.length + j] += factor * value * other));
  });
}
