// Gathers the Fourier pixels inside the disc into one dense row an image.
struct Packing {
  box: u32,
  pixels: u32,
  count: u32,
  first: u32,    // row of the result that the first box goes to
  scale: f32,
}

@group(0) @binding(0) var<uniform> params: Packing;
@group(0) @binding(1) var<storage, read> source: array<vec2f>;          // (box, y, x)
@group(0) @binding(2) var<storage, read> frequencies: array<vec2f>;     // (pixel) integer frequencies
@group(0) @binding(3) var<storage, read_write> rows: array<vec2f>;      // (image, pixel)

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let index = id.x + id.y * groups.x * 64u;
  if (index >= params.count * params.pixels) {
    return;
  }
  let image = index / params.pixels;
  let k = vec2i(frequencies[index % params.pixels]);
  let n = i32(params.box);
  let at = (i32(image) * n + select(k.y, k.y + n, k.y < 0)) * n + select(k.x, k.x + n, k.x < 0);
  rows[params.first * params.pixels + index] = source[at] * params.scale;
}
