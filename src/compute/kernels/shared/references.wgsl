// The references of both half-maps, as slice.wgsl reads them: in one buffer, which is bound twice and has the second half from
// a voxel on, or in two. A gather that has to choose between buffers takes longer.
override JOINED: bool = false;

@group(0) @binding(4) var<storage, read> reference1: array<vec2f>;
@group(0) @binding(5) var<storage, read> reference2: array<vec2f>;

fn referenceStart(second: bool, secondAt: i32) -> i32 {
  return select(0, secondAt, second);
}

fn load(second: bool, index: i32) -> vec2f {
  if (!JOINED && second) {
    return reference2[index];
  }
  return reference1[index];
}
