// Moves the particle of each transformed box to pixel 0, crops in Fourier space, and weights with the optics.
// SQUARED: no image, but the weight that belongs to it: the squared transfer function times the envelope.
override SQUARED: bool = false;
// QUADRATURE: with the transfer function a quarter of a period on, which tells errors of its phase by their sign.
override QUADRATURE: bool = false;
// PLAIN: without transfer function and envelope.
override PLAIN: bool = false;

struct Preparation {
  box: u32,             // edge of the source boxes
  cropped: u32,         // edge of the result
  count: u32,
  pixelSize: f32,       // A, of the source
  wavelength: f32,      // A
  cs: f32,              // A
  cos2: f32,            // rad A^4, of the series: see SeriesOptics
  sin2: f32,
  cos4: f32,
  sin4: f32,
}

@group(0) @binding(0) var<uniform> params: Preparation;
@group(0) @binding(1) var<storage, read> optics: array<ImageOptics>;     // (box)
@group(0) @binding(2) var<storage, read> source: array<vec2f>;           // (box, y, x)
@group(0) @binding(3) var<storage, read_write> target_: array<vec2f>;    // (box, y, x)

fn seriesOptics() -> SeriesOptics {
  return SeriesOptics(params.wavelength, params.cs, vec4f(params.cos2, params.sin2, params.cos4, params.sin4));
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let index = id.x + id.y * groups.x * 64u;
  let m = params.cropped;
  if (index >= params.count * m * m) {
    return;
  }
  let half = i32(m / 2u);
  var x = i32(index % m);
  var y = i32((index / m) % m);
  x = select(x, x - i32(m), x > half);
  y = select(y, y - i32(m), y > half);
  if (x == half || y == half) {
    target_[index] = vec2f(0.0);
    return;
  }
  let image = index / (m * m);
  let here = optics[image];
  let n = i32(params.box);
  let at = vec2f(f32(x), f32(y)) / (f32(n) * params.pixelSize);
  let phase = opticalPhase(here, at, seriesOptics());
  let ctf = -select(sin(phase), cos(phase), QUADRATURE);
  let weight = ctf * envelope(here, at);
  if (SQUARED) {
    target_[index] = vec2f(weight * ctf, 0.0);
    return;
  }
  let factor = select(weight, 1.0, PLAIN);
  let place = (i32(image) * n + select(y, y + n, y < 0)) * n + select(x, x + n, x < 0);
  let value = source[place] * factor / f32(n * n);
  let turns = (f32(x) * here.center.x + f32(y) * here.center.y) / f32(n);
  let shift = 6.28318530718 * fract(turns);
  let c = cos(shift);
  let s = sin(shift);
  target_[index] = vec2f(value.x * c - value.y * s, value.x * s + value.y * c);
}
