// A slice of a reference by trilinear interpolation, without derivatives.
fn sliceValue(second: bool, kappa: vec3f, reach: i32, secondAt: i32) -> vec2f {
  // Friedel: the negative half is the conjugate of the positive one.
  let flip = select(1.0, -1.0, kappa.x < 0.0);
  let p = kappa * flip;
  let corner = floor(p);
  let f = p - corner;
  let side = 2 * reach + 1;
  let row = reach + 1;
  let start = referenceStart(second, secondAt);
  let base = start + referenceIndex(reach, i32(corner.x), i32(corner.y), i32(corner.z));
  let far = base + row * side;
  let y0 = mix(
    mix(load(second, base), load(second, base + 1), f.x),
    mix(load(second, base + row), load(second, base + row + 1), f.x),
    f.y,
  );
  let y1 = mix(
    mix(load(second, far), load(second, far + 1), f.x),
    mix(load(second, far + row), load(second, far + row + 1), f.x),
    f.y,
  );
  return mix(y0, y1, f.z) * vec2f(1.0, flip);
}
