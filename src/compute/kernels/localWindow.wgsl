// Multiplies a spectrum with the real part of another: a convolution with something symmetric.
struct Window {
  voxels: u32,
  scale: f32,
}

@group(0) @binding(0) var<uniform> params: Window;
@group(0) @binding(1) var<storage, read> window: array<vec2f>;
@group(0) @binding(2) var<storage, read_write> spectrum: array<vec2f>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let index = id.x + id.y * groups.x * 64u;
  if (index >= params.voxels) {
    return;
  }
  spectrum[index] = spectrum[index] * (window[index].x * params.scale);
}
