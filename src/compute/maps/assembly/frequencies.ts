/** Places of frequencies in a transform of n, negative ones in the second half, in AssemblyScript. */

/** Frequency at a place of a transform. */
export function frequency(place: i32, n: i32): i32 {
  return place <= n >> 1 ? place : place - n;
}

/** Where the frequency of the opposite sign is. */
export function mate(place: i32, n: i32): i32 {
  return place === 0 ? 0 : n - place;
}

export function reversed(values: v128): v128 {
  return v128.shuffle<f32>(values, values, 3, 2, 1, 0);
}
