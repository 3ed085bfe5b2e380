// Fourier-crops a transformed image to another size, keeps a band of frequencies, and takes odd aberrations out.
struct Crop {
  width: u32,        // source
  height: u32,
  newWidth: u32,     // target
  newHeight: u32,
  // both as fractions of the sampling rate of each axis of the target: 0.5 is Nyquist
  lowest: f32,       // cycles per target pixel below which nothing passes
  scale: f32,
  across: f32,       // 1/A, from one pixel to the next
  up: f32,
  aberrations: array<vec4f, 3>,   // rad A^n: see oddPhase
}

@group(0) @binding(0) var<uniform> params: Crop;
@group(0) @binding(1) var<storage, read> source: array<vec2f>;
@group(0) @binding(2) var<storage, read_write> target_: array<vec2f>;

fn signed(index: u32, size: u32) -> i32 {
  return select(i32(index), i32(index) - i32(size), index > size / 2u);
}

// k^n times sine or cosine of m azimuths: m = 1 of n = 1; 3, 1, 1, 3 of 3; 5, 3, 1, 1, 3, 5 of 5; sines first.
fn oddPhase(at: vec2f) -> f32 {
  let a = params.aberrations;
  let s = at * at;
  let k2 = s.x + s.y;
  let cos3 = at.x * (s.x - 3.0 * s.y);
  let sin3 = at.y * (3.0 * s.x - s.y);
  let cos5 = at.x * (s.x * s.x - 10.0 * s.x * s.y + 5.0 * s.y * s.y);
  let sin5 = at.y * (5.0 * s.x * s.x - 10.0 * s.x * s.y + s.y * s.y);
  let first = a[0].x * at.y + a[0].y * at.x;
  let third = a[0].z * sin3 + k2 * (a[0].w * at.y + a[1].x * at.x) + a[1].y * cos3;
  let fifth = a[1].z * sin5 + k2 * (a[1].w * sin3 + a[2].z * cos3) + k2 * k2 * (a[2].x * at.y + a[2].y * at.x) + a[2].w * cos5;
  return first + third + fifth;
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
    let found = source[sy * params.width + sx] * params.scale;
    let phase = oddPhase(vec2f(f32(x) * params.across, f32(y) * params.up));
    let c = cos(phase);
    let t = sin(phase);
    value = vec2f(found.x * c - found.y * t, found.x * t + found.y * c);
  }
  target_[index] = value;
}
