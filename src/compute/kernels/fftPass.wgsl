// One pass of a Stockham Fourier transform along one axis of an array [outer][axis][inner].
// Each invocation transforms RADIX elements; the sorted order comes out by itself.
override RADIX: u32 = 2;

struct Pass {
  axis: u32,        // length of the axis
  inner: u32,       // elements between neighbors along the axis
  done: u32,        // product of the radices of earlier passes
  count: u32,       // invocations that have work
  direction: f32,   // +1 forward (exp -), -1 inverse (exp +)
}

@group(0) @binding(0) var<uniform> params: Pass;
@group(0) @binding(1) var<storage, read> source: array<vec2f>;
@group(0) @binding(2) var<storage, read> twiddles: array<vec2f>;  // exp(-2 pi i j / axis)
@group(0) @binding(3) var<storage, read_write> target_: array<vec2f>;

fn multiply(a: vec2f, b: vec2f) -> vec2f {
  return vec2f(a.x * b.x - a.y * b.y, a.x * b.y + a.y * b.x);
}

// a * (-i) forward, a * i inverse
fn quarter(a: vec2f) -> vec2f {
  return params.direction * vec2f(a.y, -a.x);
}

var<private> v: array<vec2f, 8>;

fn butterfly2() {
  let a = v[0];
  v[0] = a + v[1];
  v[1] = a - v[1];
}

fn butterfly3() {
  let sum = v[1] + v[2];
  let middle = v[0] - 0.5 * sum;
  let side = quarter(0.86602540378443865 * (v[1] - v[2]));
  v[0] = v[0] + sum;
  v[1] = middle + side;
  v[2] = middle - side;
}

fn butterfly4() {
  let a = v[0] + v[2];
  let b = v[0] - v[2];
  let c = v[1] + v[3];
  let d = quarter(v[1] - v[3]);
  v[0] = a + c;
  v[1] = b + d;
  v[2] = a - c;
  v[3] = b - d;
}

fn butterfly5() {
  let a = v[1] + v[4];
  let b = v[2] + v[3];
  let c = v[1] - v[4];
  let d = v[2] - v[3];
  let p = v[0] + 0.30901699437494742 * a - 0.80901699437494742 * b;
  let q = v[0] - 0.80901699437494742 * a + 0.30901699437494742 * b;
  let r = quarter(0.95105651629515357 * c + 0.58778525229247313 * d);
  let s = quarter(0.58778525229247313 * c - 0.95105651629515357 * d);
  v[0] = v[0] + a + b;
  v[1] = p + r;
  v[2] = q + s;
  v[3] = q - s;
  v[4] = p - r;
}

fn butterfly7() {
  let a1 = v[1] + v[6];
  let a2 = v[2] + v[5];
  let a3 = v[3] + v[4];
  let b1 = v[1] - v[6];
  let b2 = v[2] - v[5];
  let b3 = v[3] - v[4];
  const c1 = 0.62348980185873353;
  const c2 = -0.22252093395631440;
  const c3 = -0.90096886790241913;
  const s1 = 0.78183148246802981;
  const s2 = 0.97492791218182361;
  const s3 = 0.43388373911755812;
  let p1 = v[0] + c1 * a1 + c2 * a2 + c3 * a3;
  let p2 = v[0] + c2 * a1 + c3 * a2 + c1 * a3;
  let p3 = v[0] + c3 * a1 + c1 * a2 + c2 * a3;
  let q1 = quarter(s1 * b1 + s2 * b2 + s3 * b3);
  let q2 = quarter(s2 * b1 - s3 * b2 - s1 * b3);
  let q3 = quarter(s3 * b1 - s1 * b2 + s2 * b3);
  v[0] = v[0] + a1 + a2 + a3;
  v[1] = p1 + q1;
  v[2] = p2 + q2;
  v[3] = p3 + q3;
  v[4] = p3 - q3;
  v[5] = p2 - q2;
  v[6] = p1 - q1;
}

fn butterfly8() {
  const h = 0.70710678118654752;
  let e0 = v[0] + v[4];
  let e1 = v[0] - v[4];
  let e2 = v[2] + v[6];
  let e3 = quarter(v[2] - v[6]);
  let o0 = v[1] + v[5];
  let o1 = v[1] - v[5];
  let o2 = v[3] + v[7];
  let o3 = quarter(v[3] - v[7]);
  let f0 = e0 + e2;
  let f1 = e1 + e3;
  let f2 = e0 - e2;
  let f3 = e1 - e3;
  let g0 = o0 + o2;
  var g1 = o1 + o3;
  let g2 = quarter(o0 - o2);
  var g3 = o1 - o3;
  g1 = h * (g1 + quarter(g1));
  g3 = h * (quarter(g3) - g3);
  v[0] = f0 + g0;
  v[1] = f1 + g1;
  v[2] = f2 + g2;
  v[3] = f3 + g3;
  v[4] = f0 - g0;
  v[5] = f1 - g1;
  v[6] = f2 - g2;
  v[7] = f3 - g3;
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let index = id.x + id.y * groups.x * 64u;
  if (index >= params.count) {
    return;
  }
  let inner = index % params.inner;
  let rest = index / params.inner;
  let columns = params.axis / RADIX;
  let column = rest % columns;
  let outer = rest / columns;
  let base = outer * params.axis * params.inner + inner;
  let k = column % params.done;
  let turn = columns / params.done;  // axis / (done * RADIX)
  for (var q = 0u; q < RADIX; q++) {
    var value = source[base + (column + q * columns) * params.inner];
    var w = twiddles[k * q * turn];
    w.y *= params.direction;
    v[q] = multiply(value, w);
  }
  switch RADIX {
    case 2u: { butterfly2(); }
    case 3u: { butterfly3(); }
    case 4u: { butterfly4(); }
    case 5u: { butterfly5(); }
    case 7u: { butterfly7(); }
    default: { butterfly8(); }
  }
  let start = base + ((column - k) * RADIX + k) * params.inner;
  for (var q = 0u; q < RADIX; q++) {
    target_[start + q * params.done * params.inner] = v[q];
  }
}
