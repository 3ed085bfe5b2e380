// What one band says about every voxel: where its correlation falls below the threshold, and what of the band to keep.
struct Settle {
  voxels: u32,
  // Index of the band.
  band: f32,
  threshold: f32,
  // Factor of the band in the sharpened average.
  sharpening: f32,
}

@group(0) @binding(0) var<uniform> params: Settle;
// Both halves in this band.
@group(0) @binding(1) var<storage, read> halves: array<vec2f>;
// Their product and mean power, averaged over the window.
@group(0) @binding(2) var<storage, read> windowed: array<vec2f>;
// How far the band before was above its threshold; where the curve fell below it, in bands, 0 until it does.
@group(0) @binding(3) var<storage, read_write> state: array<vec2f>;
// The average of both halves, filtered and sharpened.
@group(0) @binding(4) var<storage, read_write> average: array<f32>;
// Each half with its Wiener filter.
@group(0) @binding(5) var<storage, read_write> references: array<vec2f>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let index = id.x + id.y * groups.x * 64u;
  if (index >= params.voxels) {
    return;
  }
  let sums = windowed[index];
  // Before the first band everything counts as known.
  let correlation = select(clamp(sums.x / max(sums.y, 1e-30), 0.0, 1.0), 1.0, params.band == 0.0);
  let before = state[index];
  let above = correlation - params.threshold;
  if (before.y > 0.0) {
    return;
  }
  if (above < 0.0) {
    state[index] = vec2f(above, params.band - 1.0 + before.x / (before.x - above));
  } else {
    state[index] = vec2f(above, 0.0);
  }
  // The band in which the curve crosses is the last one.
  let pair = halves[index];
  average[index] += sqrt(2.0 * correlation / (1.0 + correlation)) * params.sharpening * 0.5 * (pair.x + pair.y);
  references[index] += correlation * pair;
}
