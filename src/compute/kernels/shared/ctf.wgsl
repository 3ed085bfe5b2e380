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

fn localDefocus(optics: ImageOptics, at: vec2f) -> f32 {
  let azimuth = atan2(at.y, at.x + select(0.0, 1e-20, dot(at, at) == 0.0));
  return optics.defocus + 0.5 * optics.astigmatism * cos(2.0 * (azimuth - optics.astigmatismAngle));
}

// Phase that the optics give, rad, but for whole turns.
fn opticalPhase(optics: ImageOptics, at: vec2f, wavelength: f32, cs: f32) -> f32 {
  let k2 = dot(at, at);
  // In turns, so that the whole turns can be taken off before the sine sees them.
  let turns = 0.5 * wavelength * k2 * (0.5 * cs * wavelength * wavelength * k2 - localDefocus(optics, at));
  return 6.28318530718 * fract(turns) - optics.phase;
}

fn contrastTransfer(optics: ImageOptics, at: vec2f, wavelength: f32, cs: f32) -> f32 {
  return -sin(opticalPhase(optics, at, wavelength, cs));
}

fn envelope(optics: ImageOptics, at: vec2f) -> f32 {
  return optics.scale * exp(0.25 * optics.bfactor * dot(at, at));
}
