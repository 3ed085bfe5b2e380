// The largest absolute component of each image row; one workgroup a row.
struct Rows {
  pixels: u32,
}

@group(0) @binding(0) var<uniform> params: Rows;
@group(0) @binding(1) var<storage, read> rows: array<vec2f>;         // (image, pixel)
@group(0) @binding(2) var<storage, read_write> largest: array<f32>;  // (image)

var<workgroup> partial: array<f32, 64>;

@compute @workgroup_size(64)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let row = min(group.x + group.y * groups.x, arrayLength(&largest) - 1u);
  var most = 0.0;
  for (var i = lane; i < params.pixels; i += 64u) {
    let value = abs(rows[row * params.pixels + i]);
    most = max(most, max(value.x, value.y));
  }
  partial[lane] = most;
  workgroupBarrier();
  if (lane == 0u) {
    for (var other = 1u; other < 64u; other++) {
      most = max(most, partial[other]);
    }
    largest[row] = most;
  }
}
