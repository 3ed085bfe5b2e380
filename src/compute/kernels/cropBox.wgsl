// Crops boxes in real space about pixel 0, where the particle is, optionally under a soft circle.
struct Crop {
  box: u32,
  cropped: u32,
  count: u32,
  radius: f32,   // pixels of the result
  edge: f32,     // 0 for no circle
}

@group(0) @binding(0) var<uniform> params: Crop;
@group(0) @binding(1) var<storage, read> source: array<vec2f>;
@group(0) @binding(2) var<storage, read_write> target_: array<vec2f>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let index = id.x + id.y * groups.x * 64u;
  let r = i32(params.cropped);
  if (index >= params.count * u32(r * r)) {
    return;
  }
  var x = i32(index) % r;
  var y = (i32(index) / r) % r;
  x = select(x, x - r, x >= r / 2);
  y = select(y, y - r, y >= r / 2);
  let m = i32(params.box);
  let image = i32(index) / (r * r);
  var value = source[(image * m + select(y, y + m, y < 0)) * m + select(x, x + m, x < 0)].x;
  if (params.edge > 0.0) {
    let t = clamp((length(vec2f(f32(x), f32(y))) - params.radius) / params.edge, 0.0, 1.0);
    value *= 0.5 + 0.5 * cos(3.14159265 * t);
  }
  target_[index] = vec2f(value, 0.0);
}
