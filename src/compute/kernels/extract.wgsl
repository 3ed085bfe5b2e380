// Cuts boxes out of an image, zero outside of it; optionally under a soft circle about the box center.
struct Extraction {
  box: u32,
  width: u32,
  height: u32,
  count: u32,         // boxes
  radius: f32,        // pixels; of the circle
  edge: f32,          // pixels; of its raised-cosine border, 0 for no circle
}

@group(0) @binding(0) var<uniform> params: Extraction;
@group(0) @binding(1) var<storage, read> image: array<f32>;
@group(0) @binding(2) var<storage, read> origins: array<vec2i>;   // (box) pixel that becomes (0, 0)
@group(0) @binding(3) var<storage, read_write> boxes: array<vec2f>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let index = id.x + id.y * groups.x * 64u;
  let n = params.box;
  if (index >= params.count * n * n) {
    return;
  }
  let local = vec2i(i32(index % n), i32((index / n) % n));
  let at = origins[index / (n * n)] + local;
  var value = 0.0;
  if (at.x >= 0 && at.y >= 0 && at.x < i32(params.width) && at.y < i32(params.height)) {
    value = image[u32(at.y) * params.width + u32(at.x)];
  }
  if (params.edge > 0.0) {
    let r = length(vec2f(local) - f32(n / 2u));
    let t = clamp((r - params.radius) / params.edge, 0.0, 1.0);
    value *= 0.5 + 0.5 * cos(3.14159265 * t);
  }
  boxes[index] = vec2f(value, 0.0);
}
