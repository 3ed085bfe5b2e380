/** The edge of a species' maps, and the edge that the engine computes with. */

/** 2 round(diameter / pixel size), halves to even as .NET rounds, so that maps have the size that M expects. */
export function boxSize(diameter: number, pixelSize: number): number {
  return 2 * roundHalfToEven(diameter / pixelSize);
}

/** The next even length at or above `size` whose factors are 2, 3, 5 and 7, which transforms fast. */
export function fastSize(size: number): number {
  for (let candidate = size + (size % 2); ; candidate += 2) {
    let rest = candidate;
    for (const factor of [2, 3, 5, 7]) while (rest % factor === 0) rest /= factor;
    if (rest === 1) return candidate;
  }
}

function roundHalfToEven(value: number): number {
  const floor = Math.floor(value);
  const fraction = value - floor;
  // Decimal input such as 280 / 8 = 35.0 arrives exact; 0.5 is exact in binary too.
  if (fraction === 0.5) return floor % 2 === 0 ? floor : floor + 1;
  return Math.round(value);
}
