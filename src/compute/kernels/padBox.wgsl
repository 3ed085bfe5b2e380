// Puts boxes into the middle of larger ones, about pixel 0, under a soft circle: what cropBox does, the other way.
struct Padding {
  box: u32,
  padded: u32,
  count: u32,
  radius: f32,   // pixels
  edge: f32,
  scale: f32,
}

@group(0) @binding(0) var<uniform> params: Padding;
@group(0) @binding(1) var<storage, read> source: array<vec2f>;
@group(0) @binding(2) var<storage, read_write> target_: array<vec2f>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let index = id.x + id.y * groups.x * 64u;
  let m = i32(params.padded);
  if (index >= params.count * u32(m * m)) {
    return;
  }
  var x = i32(index) % m;
  var y = (i32(index) / m) % m;
  x = select(x, x - m, x >= m / 2);
  y = select(y, y - m, y >= m / 2);
  let n = i32(params.box);
  if (x < -n / 2 || y < -n / 2 || x >= n / 2 || y >= n / 2) {
    target_[index] = vec2f(0.0);
    return;
  }
  let t = clamp((length(vec2f(f32(x), f32(y))) - params.radius) / params.edge, 0.0, 1.0);
  let factor = params.scale * (0.5 + 0.5 * cos(3.14159265 * t));
  let place = (i32(index) / (m * m)) * n * n + select(y, y + n, y < 0) * n + select(x, x + n, x < 0);
  target_[index] = source[place] * factor;
}
