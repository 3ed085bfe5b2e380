// Adds up, for every frequency of the padded box, what tells how images and references agree under any other transfer function.
// One invocation a frequency, over the views in their order: the same bits every time.
//
//   X = e F conj U     R = e^2 U conj W     F: image, U: reference over the noise power, W: reference, e: envelope
//   P = -sin gamma Re X    Q = -cos gamma Re X    M = -sin gamma Im X
//   A = R / 2              C = R cos(2 gamma) / 2     S = R sin(2 gamma) / 2
//
// With gamma + d in place of gamma AB = sum P cos d + Q sin d and A2 = sum A - C cos 2d + S sin 2d; images times exp(i f) give
// AB = sum P cos f - M sin f.
const SUMS = 6u;

struct Adding {
  padded: u32,         // edge of the planes
  count: u32,          // views
  boxLength: f32,      // A, of the padded box
  wavelength: f32,     // A
  cs: f32,             // A
  cos2: f32,            // rad A^4, of the series: see SeriesOptics
  sin2: f32,
  cos4: f32,
  sin4: f32,
}

@group(0) @binding(0) var<uniform> params: Adding;
@group(0) @binding(1) var<storage, read> optics: array<ImageOptics>;   // (view)
@group(0) @binding(2) var<storage, read> halves: array<u32>;           // (view) 0 or 1
@group(0) @binding(3) var<storage, read> images: array<vec2f>;         // (view, y, x) F
@group(0) @binding(4) var<storage, read> slices: array<vec2f>;         // (view, y, x) U + i W
@group(0) @binding(5) var<storage, read_write> sums: array<f32>;       // (half, sum, y, x < padded / 2) added to

fn seriesOptics() -> SeriesOptics {
  return SeriesOptics(params.wavelength, params.cs, vec4f(params.cos2, params.sin2, params.cos4, params.sin4));
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let index = id.x + id.y * groups.x * 64u;
  let m = i32(params.padded);
  let half = m / 2;
  if (index >= u32(half * m)) {
    return;
  }
  let x = i32(index) % half;
  let row = i32(index) / half;
  let y = select(row, row - m, row >= half);
  // Nyquist's row is empty, and of the middle column one half is the other's mate.
  if (row == half || (x == 0 && y < 0)) {
    return;
  }
  let here = row * m + x;
  let mate = select(0, m - row, row > 0) * m + select(0, m - x, x > 0);
  let at = vec2f(f32(x), f32(y)) / params.boxLength;
  // The origin is its own mate.
  let share = select(1.0, 0.5, x == 0 && y == 0);
  var own: array<array<f32, SUMS>, 2>;
  for (var i = 0u; i < params.count; i++) {
    let plane = i32(i) * m * m;
    let a = slices[plane + here];
    let b = slices[plane + mate];
    let u = 0.5 * vec2f(a.x + b.x, a.y - b.y);
    let w = 0.5 * vec2f(a.y + b.y, b.x - a.x);
    let f = images[plane + here];
    let optic = optics[i];
    let e = share * envelope(optic, at);
    let phase = opticalPhase(optic, at, seriesOptics());
    let s = sin(phase);
    let c = cos(phase);
    let re = e * dot(f, u);
    let im = e * (f.y * u.x - f.x * u.y);
    let r = 0.5 * e * envelope(optic, at) * dot(u, w);
    let which = halves[i];
    own[which][0] -= s * re;
    own[which][1] -= c * re;
    own[which][2] -= s * im;
    own[which][3] += r;
    own[which][4] += r * (c * c - s * s);
    own[which][5] += r * 2.0 * s * c;
  }
  let pixels = u32(half * m);
  for (var h = 0u; h < 2u; h++) {
    for (var j = 0u; j < SUMS; j++) {
      sums[(h * SUMS + j) * pixels + index] += own[h][j];
    }
  }
}
