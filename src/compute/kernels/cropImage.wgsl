// Fourier-crops a transformed image to another size and keeps a band of frequencies.
struct Crop {
  width: u32,        // source
  height: u32,
  newWidth: u32,     // target
  newHeight: u32,
  // both as fractions of the sampling rate of each axis of the target: 0.5 is Nyquist
  lowest: f32,       // cycles per target pixel below which nothing passes
  scale: f32,
}

@group(0) @binding(0) var<uniform> params: Crop;
@group(0) @binding(1) var<storage, read> source: array<vec2f>;
@group(0) @binding(2) var<storage, read_write> target_: array<vec2f>;

fn signed(index: u32, size: u32) -> i32 {
  return select(i32(index), i32(index) - i32(size), index > size / 2u);
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let index = id.x + id.y * groups.x * 64u;
  if (index >= params.newWidth * params.newHeight) {
    return;
  }
  let x = signed(index % params.newWidth, params.newWidth);
  let y = signed(index / params.newWidth, params.newHeight);
  let frequency = vec2f(f32(x) / f32(params.newWidth), f32(y) / f32(params.newHeight));
  let radius = length(frequency);
  let inside = abs(x) < i32(min(params.width, params.newWidth) + 1u) / 2
    && abs(y) < i32(min(params.height, params.newHeight) + 1u) / 2;
  var value = vec2f(0.0);
  if (inside && radius >= params.lowest && radius <= 0.5) {
    let sx = u32(select(x, x + i32(params.width), x < 0));
    let sy = u32(select(y, y + i32(params.height), y < 0));
    value = source[sy * params.width + sx] * params.scale;
  }
  target_[index] = value;
}
