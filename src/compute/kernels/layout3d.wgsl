// Changes the layout of a cube between real, full complex and half-complex (x = 0 .. n/2).
// The half-complex form has its phase origin at the center voxel n/2: for even n that is a factor of (-1)^(x+y+z).
override MODE: u32 = 0u;  // 0: real -> full, 1: full -> half, 2: half -> full, 3: full -> real

struct Layout {
  n: u32,
  scale: f32,
}

@group(0) @binding(0) var<uniform> params: Layout;
@group(0) @binding(1) var<storage, read> source: array<f32>;
@group(0) @binding(2) var<storage, read_write> target_: array<f32>;

fn parity(sum: u32) -> f32 {
  return select(1.0, -1.0, (sum & 1u) == 1u);
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let index = id.x + id.y * groups.x * 64u;
  let n = params.n;
  let h = n / 2u + 1u;
  if (MODE == 1u) {
    if (index >= n * n * h) {
      return;
    }
    let x = index % h;
    let y = (index / h) % n;
    let z = index / (h * n);
    let place = (z * n + y) * n + x;
    let factor = params.scale * parity(x + y + z);
    target_[2u * index] = source[2u * place] * factor;
    target_[2u * index + 1u] = source[2u * place + 1u] * factor;
    return;
  }
  if (index >= n * n * n) {
    return;
  }
  if (MODE == 0u) {
    target_[2u * index] = source[index] * params.scale;
    target_[2u * index + 1u] = 0.0;
  } else if (MODE == 3u) {
    target_[index] = source[2u * index] * params.scale;
  } else {
    let x = index % n;
    let y = (index / n) % n;
    let z = index / (n * n);
    let mirrored = x >= h;
    let hx = select(x, n - x, mirrored);
    let hy = select(y, (n - y) % n, mirrored);
    let hz = select(z, (n - z) % n, mirrored);
    let place = (hz * n + hy) * h + hx;
    let factor = params.scale * parity(x + y + z);
    target_[2u * index] = source[2u * place] * factor;
    target_[2u * index + 1u] = source[2u * place + 1u] * select(factor, -factor, mirrored);
  }
}
