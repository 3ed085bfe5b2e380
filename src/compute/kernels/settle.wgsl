// Moves what a batch added as integers into the floating-point sums, and clears the integers.
struct Settling {
  voxels: u32,
  perData: f32,      // what one integer step stands for
  perWeight: f32,
}

@group(0) @binding(0) var<uniform> params: Settling;
@group(0) @binding(1) var<storage, read_write> batch: array<i32>;   // (voxel, 3)
@group(0) @binding(2) var<storage, read_write> sums: array<f32>;    // (voxel, 3)

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let index = id.x + id.y * groups.x * 64u;
  if (index >= params.voxels * 3u) {
    return;
  }
  let step = select(params.perData, params.perWeight, index % 3u == 2u);
  sums[index] += f32(batch[index]) * step;
  batch[index] = 0;
}
