// Real images as complex ones without the plane under them, and back: so that no zeros go between the host and the adapter.
struct Image {
  count: u32,
  toComplex: u32,    // 0: the real part of `source` is taken
  width: u32,
  level: f32,        // of the plane: level + across x + up y
  across: f32,
  up: f32,
}

@group(0) @binding(0) var<uniform> params: Image;
@group(0) @binding(1) var<storage, read> source: array<f32>;
@group(0) @binding(2) var<storage, read_write> target_: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let index = id.x + id.y * groups.x * 64u;
  if (index >= params.count) {
    return;
  }
  if (params.toComplex == 0u) {
    target_[index] = source[2u * index];
    return;
  }
  let x = f32(index % params.width);
  let y = f32(index / params.width);
  target_[2u * index] = source[index] - (params.level + params.up * y) - params.across * x;
  target_[2u * index + 1u] = 0.0;
}
