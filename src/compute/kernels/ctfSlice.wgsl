// Writes the slice of the reference of each view as the whole transform of two real images in one: the slice over the noise
// power as the real part, the slice itself as the imaginary one. One invocation a pixel of the list, and its mate.
struct Slicing {
  edge: u32,          // of the planes
  pixels: u32,        // in a row of the weights
  count: u32,         // views
  reach: i32,         // of the reference
  secondAt: i32,      // of the second half's reference
}

@group(0) @binding(0) var<uniform> params: Slicing;
@group(0) @binding(1) var<storage, read> frequencies: array<vec2f>;   // (pixel)
@group(0) @binding(2) var<storage, read> weights: array<vec2f>;       // (tilt, pixel) one over the noise power in x
@group(0) @binding(3) var<storage, read_write> planes: array<vec2f>;  // (view, y, x), zeros before
@group(0) @binding(6) var<storage, read> views: array<View>;          // shifts are not looked at

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let index = id.x + id.y * groups.x * 64u;
  if (index >= params.count * params.pixels) {
    return;
  }
  let view = views[index / params.pixels];
  let pixel = index % params.pixels;
  let w = weights[view.tilt * params.pixels + pixel].x;
  let k = frequencies[pixel];
  // What has no weight takes no part in the comparison.
  let kappa = view.columnX * k.x + view.columnY * k.y;
  let v = select(vec2f(0.0), sliceValue(view.subset == 1u, kappa, params.reach, params.secondAt), w > 0.0);
  let n = i32(params.edge);
  let at = vec2i(k);
  let here = select(at.y, at.y + n, at.y < 0) * n + select(at.x, at.x + n, at.x < 0);
  let mate = select(-at.y, n - at.y, at.y > 0) * n + select(-at.x, n - at.x, at.x > 0);
  let first = i32(index / params.pixels) * n * n;
  planes[first + here] = vec2f(w * v.x - v.y, w * v.y + v.x);
  planes[first + mate] = vec2f(w * v.x + v.y, v.x - w * v.y);
}
