// One Stockham pass for a prime factor that has no butterfly of its own: each invocation makes one element.
struct Pass {
  axis: u32,        // length of the axis
  inner: u32,       // elements between neighbors along the axis
  done: u32,        // product of the radices of earlier passes
  count: u32,       // invocations that have work
  direction: f32,   // +1 forward (exp -), -1 inverse (exp +)
  radix: u32,
}

@group(0) @binding(0) var<uniform> params: Pass;
@group(0) @binding(1) var<storage, read> source: array<vec2f>;
@group(0) @binding(2) var<storage, read> twiddles: array<vec2f>;  // exp(-2 pi i j / axis)
@group(0) @binding(3) var<storage, read_write> target_: array<vec2f>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let index = id.x + id.y * groups.x * 64u;
  if (index >= params.count) {
    return;
  }
  let inner = index % params.inner;
  let rest = index / params.inner;
  let position = rest % params.axis;
  let outer = rest / params.axis;
  let base = outer * params.axis * params.inner + inner;
  let columns = params.axis / params.radix;
  // position = (column - k) * radix + k + p * done
  let block = position / (params.done * params.radix);
  let within = position % (params.done * params.radix);
  let p = within / params.done;
  let k = within % params.done;
  let column = block * params.done + k;
  // exp(-2 pi i q (k / (done radix) + p / radix)), as a step in the table of the whole axis
  let step = (k + p * params.done) * (columns / params.done);
  var sum = vec2f(0.0);
  var turn = 0u;
  for (var q = 0u; q < params.radix; q++) {
    let value = source[base + (column + q * columns) * params.inner];
    var w = twiddles[turn];
    w.y *= params.direction;
    sum += vec2f(value.x * w.x - value.y * w.y, value.x * w.y + value.y * w.x);
    turn = (turn + step) % params.axis;
  }
  target_[base + position * params.inner] = sum;
}
