// Two maps in one complex array become their product and their mean power, voxel by voxel.
struct Count {
  voxels: u32,
}

@group(0) @binding(0) var<uniform> count: Count;
@group(0) @binding(1) var<storage, read> halves: array<vec2f>;
@group(0) @binding(2) var<storage, read_write> products: array<vec2f>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let index = id.x + id.y * groups.x * 64u;
  if (index >= count.voxels) {
    return;
  }
  let pair = halves[index];
  products[index] = vec2f(pair.x * pair.y, 0.5 * dot(pair, pair));
}
