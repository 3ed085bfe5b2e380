// One band of frequencies: a triangle about a radius, so that neighboring bands add up to one.
struct Band {
  n: u32,
  // Index of the band, and its width in shells of the box.
  center: f32,
  step: f32,
  scale: f32,
}

@group(0) @binding(0) var<uniform> band: Band;
@group(0) @binding(1) var<storage, read> spectrum: array<vec2f>;
@group(0) @binding(2) var<storage, read_write> passed: array<vec2f>;

fn frequency(index: u32, n: u32) -> f32 {
  return f32(index) - select(0.0, f32(n), 2u * index > n);
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let index = id.x + id.y * groups.x * 64u;
  let n = band.n;
  if (index >= n * n * n) {
    return;
  }
  let k = vec3f(frequency(index % n, n), frequency((index / n) % n, n), frequency(index / (n * n), n));
  let radius = length(k);
  let weight = max(0.0, 1.0 - abs(radius / band.step - band.center));
  passed[index] = spectrum[index] * select(weight * band.scale, 0.0, 2.0 * radius >= f32(n));
}
