// Contrast transfer function of one particle image. `at` is the frequency in 1/A.
struct ImageOptics {
  center: vec2f,         // particle center in its box, pixels
  defocus: f32,          // A, underfocus positive
  astigmatism: f32,      // A, full difference
  astigmatismAngle: f32, // rad
  phase: f32,            // rad: phase plate and amplitude contrast
  bfactor: f32,          // A^2, negative damps
  scale: f32,
}

// What all images of a series have in common.
struct SeriesOptics {
  wavelength: f32,       // A
  cs: f32,               // A
  quartic: vec4f,        // rad A^4, of k^4 times cosine and sine of twice the azimuth, then of four times
}

fn localDefocus(optics: ImageOptics, at: vec2f) -> f32 {
  let azimuth = atan2(at.y, at.x + select(0.0, 1e-20, dot(at, at) == 0.0));
  return optics.defocus + 0.5 * optics.astigmatism * cos(2.0 * (azimuth - optics.astigmatismAngle));
}

// Phase that the optics give, rad, but for whole turns.
fn opticalPhase(optics: ImageOptics, at: vec2f, series: SeriesOptics) -> f32 {
  let k2 = dot(at, at);
  let lambda = series.wavelength;
  // In turns, so that the whole turns can be taken off before the sine sees them.
  let turns = 0.5 * lambda * k2 * (0.5 * series.cs * lambda * lambda * k2 - localDefocus(optics, at));
  // k^2 times cosine and sine of twice the azimuth.
  let c = at.x * at.x - at.y * at.y;
  let s = 2.0 * at.x * at.y;
  let further = dot(series.quartic, vec4f(k2 * c, k2 * s, c * c - s * s, 2.0 * c * s));
  return 6.28318530718 * fract(turns) + further - optics.phase;
}

fn envelope(optics: ImageOptics, at: vec2f) -> f32 {
  return optics.scale * exp(0.25 * optics.bfactor * dot(at, at));
}
