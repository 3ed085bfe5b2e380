// Averages a sum of slices over operators, each a turn and a shift: a point group, a helix, or one that moves the map.
// Reading the plane x = 0 adds the conjugate of its mate: slices only fill one half, so each side of that plane holds a part.
struct Symmetry {
  reach: i32,
  operators: u32,
  limit: f32,      // Fourier voxels; nothing beyond
  edge: f32,       // of the map, voxels
}

@group(0) @binding(0) var<uniform> params: Symmetry;
@group(0) @binding(1) var<storage, read> rows: array<vec4f>;          // (operator, 3) rows of its matrix; w: shift along that row's axis, voxels
@group(0) @binding(2) var<storage, read> source: array<f32>;          // (z, y, x, 3): real, imaginary, weight
@group(0) @binding(3) var<storage, read_write> target_: array<f32>;   // same

fn fixed(x: i32, y: i32, z: i32) -> vec3f {
  let i = 3 * referenceIndex(params.reach, x, y, z);
  var value = vec3f(source[i], source[i + 1], source[i + 2]);
  if (x == 0) {
    let m = 3 * referenceIndex(params.reach, 0, -y, -z);
    value += vec3f(source[m], -source[m + 1], source[m + 2]);
  }
  return value;
}

fn interpolated(at: vec3f) -> vec3f {
  let flip = select(1.0, -1.0, at.x < 0.0);
  let p = at * flip;
  let corner = floor(p);
  let f = p - corner;
  var sum = vec3f(0.0);
  for (var c = 0; c < 8; c++) {
    let step = vec3i(c & 1, (c >> 1) & 1, c >> 2);
    let part = mix(vec3f(1.0) - f, f, vec3f(step));
    let share = part.x * part.y * part.z;
    if (share > 0.0) {
      let voxel = vec3i(corner) + step;
      sum += share * fixed(voxel.x, voxel.y, voxel.z);
    }
  }
  return sum * vec3f(1.0, flip, 1.0);
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let index = i32(id.x + id.y * groups.x * 64u);
  let side = 2 * params.reach + 1;
  let width = params.reach + 1;
  if (index >= width * side * side) {
    return;
  }
  let at = vec3f(
    f32(index % width),
    f32((index / width) % side - params.reach),
    f32(index / (width * side) - params.reach),
  );
  var sum = vec3f(0.0);
  if (length(at) < params.limit) {
    for (var o = 0u; o < params.operators; o++) {
      let turned = vec3f(dot(rows[3u * o].xyz, at), dot(rows[3u * o + 1u].xyz, at), dot(rows[3u * o + 2u].xyz, at));
      let value = interpolated(turned);
      // density(R x + s) = density(x): the transform read at R k turns by exp(2 pi i s.(R k) / edge)
      let shift = vec3f(rows[3u * o].w, rows[3u * o + 1u].w, rows[3u * o + 2u].w);
      let turn = 6.28318530718 * fract(dot(turned, shift) / params.edge);
      let c = cos(turn);
      let q = sin(turn);
      sum += vec3f(value.x * c - value.y * q, value.x * q + value.y * c, value.z);
    }
  }
  target_[3 * index] = sum.x;
  target_[3 * index + 1] = sum.y;
  target_[3 * index + 2] = sum.z;
}
