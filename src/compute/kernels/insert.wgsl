// Adds Fourier slices to a volume: the adjoint of reading them. Float additions in arbitrary order would differ from
// run to run, so values are added as integers, scaled by a power of two that the caller chose for this batch.
struct Insertion {
  pixels: u32,
  count: u32,        // images
  reach: i32,
  scaleData: f32,
  scaleWeight: f32,
  subset: u32,
}

@group(0) @binding(0) var<uniform> params: Insertion;
@group(0) @binding(1) var<storage, read> frequencies: array<vec2f>;   // (pixel)
@group(0) @binding(2) var<storage, read> data: array<vec2f>;          // (image, pixel)
@group(0) @binding(3) var<storage, read> weights: array<vec2f>;       // (image, pixel) real part
@group(0) @binding(4) var<storage, read> views: array<View>;
@group(0) @binding(5) var<storage, read_write> volume: array<atomic<i32>>;   // (z, y, x, 3): real, imaginary, weight

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let index = id.x + id.y * groups.x * 64u;
  if (index >= params.count * params.pixels) {
    return;
  }
  let view = views[index / params.pixels];
  if (view.subset != params.subset) {
    return;
  }
  let k = frequencies[index % params.pixels];
  let row = view.row * params.pixels + index % params.pixels;
  var value = data[row] * params.scaleData;
  let weight = weights[row].x * params.scaleWeight;
  let kappa = view.columnX * k.x + view.columnY * k.y;
  let flip = select(1.0, -1.0, kappa.x < 0.0);
  value.y *= flip;
  let p = kappa * flip;
  let corner = floor(p);
  let f = p - corner;
  for (var c = 0; c < 8; c++) {
    let step = vec3i(c & 1, (c >> 1) & 1, c >> 2);
    let part = mix(vec3f(1.0) - f, f, vec3f(step));
    let share = part.x * part.y * part.z;
    let at = vec3i(corner) + step;
    let to = 3 * referenceIndex(params.reach, at.x, at.y, at.z);
    atomicAdd(&volume[to], i32(round(value.x * share)));
    atomicAdd(&volume[to + 1], i32(round(value.y * share)));
    atomicAdd(&volume[to + 2], i32(round(weight * share)));
  }
}
