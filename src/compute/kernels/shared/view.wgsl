// One particle in one tilt, as the kernels see it.
struct View {
  columnX: vec3f,     // position in the reference: kappa = columnX kx + columnY ky, Fourier voxels
  subset: u32,        // half-set, 0 or 1
  columnY: vec3f,
  row: u32,           // of its image
  shift: vec2f,       // pixels; from where the image was cut out to where the particle is
  tilt: u32,          // row of the weights
  padding: u32,
}

