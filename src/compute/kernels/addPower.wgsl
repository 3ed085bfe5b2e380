// Adds the power of transformed boxes, pixel by pixel, to a running sum.
struct Power {
  pixels: u32,   // of one box
  count: u32,    // boxes
}

@group(0) @binding(0) var<uniform> params: Power;
@group(0) @binding(1) var<storage, read> source: array<vec2f>;       // (box, pixel)
@group(0) @binding(2) var<storage, read_write> sums: array<f32>;     // (pixel)

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let index = id.x + id.y * groups.x * 64u;
  if (index >= params.pixels) {
    return;
  }
  var sum = sums[index];
  for (var image = 0u; image < params.count; image++) {
    let value = source[image * params.pixels + index];
    sum += dot(value, value);
  }
  sums[index] = sum;
}
