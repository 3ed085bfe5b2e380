// Sums, for every Fourier pixel, how particle images differ in phase from the slices of their references. Each
// invocation adds up one pixel over one stretch of the views, in their order: the same bits every time.
//
//   X = sum w C e F conj V     Y = sum w S e F conj V     F: Fourier transform of the image
//   C = -sin gamma, the transfer function; S = -cos gamma, a quarter of a period on; e the envelope
//
// An image F = a e (C cos d + S sin d) exp(i p) V with an odd phase error p and an even one d gives
// X = a (CC cos d + CS sin d) exp(i p), Y = a (CS cos d + SS sin d) exp(i p), with CC = sum w e^2 |V|^2 C^2, ...
const SUMS = 7u;

struct Measuring {
  pixels: u32,         // per image row
  views: u32,
  stretch: u32,        // views that one invocation adds up
  quadrature: u32,     // first row of the images with S instead of C
  reach: i32,          // of the reference
  secondAt: i32,       // of the second half's reference
  boxLength: f32,      // A
  farthest: f32,       // A, of the last value of copies
  wavelength: f32,     // A
  cs: f32,             // A
  cos2: f32,            // rad A^4, of the series: see SeriesOptics
  sin2: f32,
  cos4: f32,
  sin4: f32,
  copies: array<vec4f, 8>,   // share of a copy that is left under the circle, by how far it was moved
}

@group(0) @binding(0) var<uniform> params: Measuring;
@group(0) @binding(1) var<storage, read> frequencies: array<vec2f>;   // (pixel)
@group(0) @binding(2) var<storage, read> weights: array<vec2f>;       // (tilt, pixel) w in x
@group(0) @binding(3) var<storage, read> images: array<vec2f>;        // (image, pixel), with C and then with S
@group(0) @binding(6) var<storage, read> views: array<View>;          // shifts are not looked at
@group(0) @binding(7) var<storage, read> optics: array<ImageOptics>;  // (view)
@group(0) @binding(8) var<storage, read_write> sums: array<f32>;      // (stretch, pixel, 7): X, Y, CC, CS, SS

fn seriesOptics() -> SeriesOptics {
  return SeriesOptics(params.wavelength, params.cs, vec4f(params.cos2, params.sin2, params.cos4, params.sin4));
}

// C^2 is half a constant and half a wave, which stands for copies of the particle that the transfer function has moved
// away: what is left of them under the particle's circle.
fn copiesLeft(here: ImageOptics, at: vec2f) -> f32 {
  let lambda = params.wavelength;
  let k2 = dot(at, at);
  let moved = 2.0 * lambda * sqrt(k2) * (params.cs * lambda * lambda * k2 - localDefocus(here, at));
  let place = min(abs(moved) / params.farthest, 1.0) * 31.0;
  let low = min(u32(place), 30u);
  let a = params.copies[low / 4u][low % 4u];
  let b = params.copies[(low + 1u) / 4u][(low + 1u) % 4u];
  return mix(a, b, place - f32(low));
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let index = id.x + id.y * groups.x * 64u;
  let pixel = index % params.pixels;
  let first = index / params.pixels * params.stretch;
  if (first >= params.views) {
    return;
  }
  let k = frequencies[pixel];
  let at = k / params.boxLength;
  var x = vec2f(0.0);
  var y = vec2f(0.0);
  var model = vec3f(0.0);
  for (var i = first; i < min(first + params.stretch, params.views); i++) {
    let view = views[i];
    let weight = weights[view.tilt * params.pixels + pixel].x;
    let v = sliceValue(view.subset == 1u, view.columnX * k.x + view.columnY * k.y, params.reach, params.secondAt);
    let c = images[view.row * params.pixels + pixel];
    let s = images[(view.row + params.quadrature) * params.pixels + pixel];
    x += weight * vec2f(dot(c, v), c.y * v.x - c.x * v.y);
    y += weight * vec2f(dot(s, v), s.y * v.x - s.x * v.y);
    let here = optics[i];
    let twice = 2.0 * opticalPhase(here, at, seriesOptics());
    let left = copiesLeft(here, at);
    let e = envelope(here, at);
    model += 0.5 * weight * e * e * dot(v, v) * vec3f(1.0 - left * cos(twice), left * sin(twice), 1.0 + left * cos(twice));
  }
  let to = index * SUMS;
  sums[to] = x.x;
  sums[to + 1u] = x.y;
  sums[to + 2u] = y.x;
  sums[to + 3u] = y.y;
  sums[to + 4u] = model.x;
  sums[to + 5u] = model.y;
  sums[to + 6u] = model.z;
}
