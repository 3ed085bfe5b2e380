// Convolves sums of slices with 1/4, 1/2, 1/4 along each axis: the map is multiplied with cos^2(pi x / edge) along each.
// The plane x = 0 is whole: what lies at -x is the conjugate of its mate at x.
struct Window {
  reach: i32,
  limit: f32,      // Fourier voxels; nothing beyond
}

@group(0) @binding(0) var<uniform> params: Window;
@group(0) @binding(1) var<storage, read> source: array<f32>;          // (z, y, x, 3): real, imaginary, weight
@group(0) @binding(2) var<storage, read_write> target_: array<f32>;   // same

fn sumAt(x: i32, y: i32, z: i32) -> vec3f {
  let side = select(1, -1, x < 0);
  let i = 3 * referenceIndex(params.reach, side * x, side * y, side * z);
  return vec3f(source[i], f32(side) * source[i + 1], source[i + 2]);
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let index = i32(id.x + id.y * groups.x * 64u);
  let side = 2 * params.reach + 1;
  let width = params.reach + 1;
  if (index >= width * side * side) {
    return;
  }
  let at = vec3i(index % width, (index / width) % side - params.reach, index / (width * side) - params.reach);
  var sum = vec3f(0.0);
  if (length(vec3f(at)) < params.limit) {
    for (var z = -1; z <= 1; z++) {
      for (var y = -1; y <= 1; y++) {
        for (var x = -1; x <= 1; x++) {
          let share = f32((2 - abs(x)) * (2 - abs(y)) * (2 - abs(z))) / 64.0;
          sum += share * sumAt(at.x + x, at.y + y, at.z + z);
        }
      }
    }
  }
  target_[3 * index] = sum.x;
  target_[3 * index + 1] = sum.y;
  target_[3 * index + 2] = sum.z;
}
