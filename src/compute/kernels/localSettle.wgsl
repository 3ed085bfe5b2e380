// What one band says about every voxel: where its curve ends, and what of the band to keep.
struct Settle {
  voxels: u32,
  // Index of the band.
  band: f32,
  // Energy that noise of density 1 has in the band.
  energy: f32,
  // Share of the band that the inner half of its neighbor's shell has, where density is even.
  leak: f32,
  // Correlation that counts as resolved.
  threshold: f32,
  // Factor of the band in the sharpened average.
  sharpening: f32,
}

// Structure over noise from which on it would be above the threshold beyond doubt.
const CERTAIN = 1.0;
// The least share of a shell's structure that the next is expected to have.
const STEEPEST = 0.2;

struct Curve {
  // Densities of the product and of the mean power in the shell of the band before.
  density: vec2f,
  // Densities of the product in the two shells before that.
  earlier: vec2f,
  // How far it was above the threshold.
  above: f32,
  // What all bands so far were above it, each by as much as it has coefficients; and the most that ever was.
  sum: f32,
  best: f32,
  // Where that was, in bands.
  end: f32,
}

@group(0) @binding(0) var<uniform> params: Settle;
// Both halves in this band.
@group(0) @binding(1) var<storage, read> halves: array<vec2f>;
// Their product and mean power, averaged over the window.
@group(0) @binding(2) var<storage, read> windowed: array<vec2f>;
@group(0) @binding(3) var<storage, read_write> curves: array<Curve>;
// The filtered and sharpened average, and each half with its Wiener filter: bands up to the end of the curve.
@group(0) @binding(4) var<storage, read_write> kept: array<vec4f>;
// Bands after it, kept if the curve turns out to go on.
@group(0) @binding(5) var<storage, read_write> pending: array<vec4f>;

// Where structure that falls as it did in shells before ends, in bands, if it ends at once: in the last shell that is above
// the threshold or in the next, by how much of it is missing there. Where it would have fallen below the threshold
// anyhow, `crossing` says where.
fn endOfStructure(curve: Curve, next: vec2f, last: f32, crossing: f32) -> f32 {
  let fall = clamp(curve.earlier.x / max(curve.earlier.y, 1e-30), STEEPEST, 1.0);
  let expected = curve.earlier.x * vec2f(fall, fall * fall);
  let noise = max(next.y - next.x, 1e-30);
  if (last < 3.0 || expected.y < CERTAIN * noise) {
    return crossing;
  }
  let there = clamp(vec2f(curve.density.x, next.x) / expected, vec2f(0.0), vec2f(1.0));
  return min(crossing, last - 0.5 + there.x + there.y);
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let index = id.x + id.y * groups.x * 64u;
  if (index >= params.voxels) {
    return;
  }
  let sums = windowed[index];
  // Before the first band everything counts as known.
  let isFirst = params.band == 0.0;
  let correlation = select(clamp(sums.x / max(sums.y, 1e-30), 0.0, 1.0), 1.0, isFirst);
  let pair = halves[index];
  let weight = sqrt(2.0 * correlation / (1.0 + correlation)) * params.sharpening;
  let part = vec4f(weight * 0.5 * (pair.x + pair.y), correlation * pair, 0.0);

  var curve = curves[index];
  // What the neighbor's shell spreads into this band goes, at most half of the band.
  let density = sums / params.energy;
  let spread = min(params.leak * curve.density.y, 0.5 * density.y);
  let spreadProduct = spread * curve.density.x / max(curve.density.y, 1e-30);
  let own = (density - vec2f(spreadProduct, spread)) / (1.0 - params.leak);
  let above = select(clamp(own.x / max(own.y, 1e-30), -1.0, 1.0), 1.0, isFirst) - params.threshold;
  curve.sum += params.band * params.band * above;
  if (above >= 0.0 && curve.sum >= curve.best) {
    curve.best = curve.sum;
    curve.end = params.band;
    kept[index] += pending[index] + part;
    pending[index] = vec4f(0.0);
  } else if (above < 0.0 && curve.end == params.band - 1.0) {
    // The band in which the curve crosses is the last one.
    curve.end = endOfStructure(curve, own, curve.end, curve.end + curve.above / (curve.above - above));
    kept[index] += part;
  } else {
    pending[index] += part;
  }
  curve.above = above;
  curve.earlier = vec2f(curve.density.x, curve.earlier.x);
  curve.density = own;
  curves[index] = curve;
}
