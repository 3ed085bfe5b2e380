// The Fourier transform of a reference, half-complex with its origin in the middle of y and z, read by trilinear
// interpolation. Extent: x = 0 .. reach, y and z = -reach .. reach, with reach = edge/2 + 1 so that the corners of
// every cell that a slice can touch are there.
struct Sample {
  value: vec2f,
  dx: vec2f,       // derivatives by position, per Fourier voxel
  dy: vec2f,
  dz: vec2f,
}

fn referenceIndex(reach: i32, x: i32, y: i32, z: i32) -> i32 {
  let side = 2 * reach + 1;
  return ((z + reach) * side + y + reach) * (reach + 1) + x;
}
