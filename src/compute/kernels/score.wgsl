// Compares every particle image with its slice of the reference, and says how the comparison changes with the
// particle's shift and rotation - all in one pass over the pixels. One workgroup an image.
//
//   AB = sum w Re(P e conj V)     A2 = sum v |V|^2     B2 = sum w |P|^2
//   e(k) = exp(2 pi i d k / edge) shifts the image by -d pixels; V is read at kappa = slice * k
//   rotation: kappa -> kappa + omega x kappa (reference frame)
//
// With INFORMATION instead the Fisher information of (dx, dy, omega): sum v Re(u_i conj u_j), u = dA/dparameter.
//
// What changes the phase of the transfer function since the images were cut out, by g, mixes them with those that have its
// derivative by the phase: P = P0 cos g + P1 sin g, and likewise v from the products of the two.
//
// Channels add sums of their own: see kernelChannel.ts, which also says PHASE, SUMS, addedPhase, channelDerivatives and
// channelInformation.
override LANES: u32 = 64u;
override INFORMATION: bool = false;

alias Sums = array<f32, SUMS>;

struct Scoring {
  pixels: u32,        // per image row
  used: u32,          // of them, a prefix that holds all within the resolution of this evaluation
  reach: i32,         // of the reference
  edge: f32,          // of the image box, pixels
  limit: f32,         // square of the radius of that resolution, pixels
  boxLength: f32,     // Å
  wavelength: f32,    // Å
  quadrature: u32,    // row of the first image with the derivative of the transfer function
  quadratureWeights: u32, // and of the first weights for them
  secondAt: i32,      // of the second half's reference
}

// One pixel of one image, compared.
struct Compared {
  k: vec2f,           // pixels
  q: vec2f,           // 1/Å
  wavelength: f32,
  columnX: vec3f,
  columnY: vec3f,
  v: Sample,
  weight: f32,        // of A2
  moved: vec2f,       // weighted image
  abByPhase: f32,
  a2ByPhase: f32,
  phaseInformation: f32,
}

@group(0) @binding(0) var<uniform> params: Scoring;
@group(0) @binding(1) var<storage, read> frequencies: array<vec2f>;   // (pixel)
@group(0) @binding(2) var<storage, read> weights: array<vec2f>;       // (tilt, pixel) of AB and B2; of A2; then of A2's mixed term and of its derivative's square
@group(0) @binding(3) var<storage, read> images: array<vec2f>;        // (image, pixel)
@group(0) @binding(6) var<storage, read> views: array<View>;
@group(0) @binding(7) var<storage, read_write> sums: array<f32>;      // (view, SUMS)

var<workgroup> partial: array<Sums, LANES>;

fn slice(second: bool, kappa: vec3f) -> Sample {
  // Friedel: the negative half is the conjugate of the positive one.
  let flip = select(1.0, -1.0, kappa.x < 0.0);
  let p = kappa * flip;
  let corner = floor(p);
  let f = p - corner;
  let side = 2 * params.reach + 1;
  let row = params.reach + 1;
  let start = referenceStart(second, params.secondAt);
  let base = start + referenceIndex(params.reach, i32(corner.x), i32(corner.y), i32(corner.z));
  let v000 = load(second, base);
  let v100 = load(second, base + 1);
  let v010 = load(second, base + row);
  let v110 = load(second, base + row + 1);
  let v001 = load(second, base + row * side);
  let v101 = load(second, base + row * side + 1);
  let v011 = load(second, base + row * side + row);
  let v111 = load(second, base + row * side + row + 1);
  let x00 = mix(v000, v100, f.x);
  let x10 = mix(v010, v110, f.x);
  let x01 = mix(v001, v101, f.x);
  let x11 = mix(v011, v111, f.x);
  let y0 = mix(x00, x10, f.y);
  let y1 = mix(x01, x11, f.y);
  let dx = mix(mix(v100 - v000, v110 - v010, f.y), mix(v101 - v001, v111 - v011, f.y), f.z);
  let dy = mix(x10 - x00, x11 - x01, f.z);
  let dz = y1 - y0;
  let mate = vec2f(1.0, flip);
  return Sample(mix(y0, y1, f.z) * mate, dx * mate * flip, dy * mate * flip, dz * mate * flip);
}

@compute @workgroup_size(LANES)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let viewIndex = group.x + group.y * groups.x;
  // Groups past the end repeat the last view: barriers must be reached by all.
  let view = views[min(viewIndex, arrayLength(&views) - 1u)];
  let second = view.subset == 1u;
  let perPixel = 6.28318530718 / params.edge;

  var ab = 0.0;
  var a2 = 0.0;
  var b2 = 0.0;
  var abShift = vec2f(0.0);
  var abTurn = vec3f(0.0);
  var a2Turn = vec3f(0.0);
  var s: Sums;   // upper triangle of the 5 x 5 information matrix; then what channels add

  for (var i = lane; i < params.used; i += LANES) {
    let k = frequencies[i];
    if (dot(k, k) > params.limit) {
      continue;
    }
    let kappa = view.columnX * k.x + view.columnY * k.y;
    let v = slice(second, kappa);
    var weight = weights[view.tilt * params.pixels + i];
    var here: Compared;
    here.k = k;
    here.q = k / params.boxLength;
    here.wavelength = params.wavelength;
    here.columnX = view.columnX;
    here.columnY = view.columnY;
    here.v = v;
    var added = vec2f(1.0, 0.0);   // cosine and sine of the added phase
    if (PHASE) {
      let g = addedPhase(view, here.q, params.wavelength);
      added = vec2f(cos(g), sin(g));
      let other = weights[params.quadratureWeights + view.tilt * params.pixels + i];
      let square = weight.y;
      weight.y = square * added.x * added.x + 2.0 * other.x * added.x * added.y + other.y * added.y * added.y;
      let power = dot(v.value, v.value);
      // d(C^2)/dg and (dC/dg)^2
      here.a2ByPhase = 2.0 * power *
        (other.x * (added.x * added.x - added.y * added.y) + (other.y - square) * added.x * added.y);
      here.phaseInformation = power *
        (other.y * added.x * added.x - 2.0 * other.x * added.x * added.y + square * added.y * added.y);
    }
    here.weight = weight.y;
    // kappa x grad V
    let t0 = kappa.y * v.dz - kappa.z * v.dy;
    let t1 = kappa.z * v.dx - kappa.x * v.dz;
    let t2 = kappa.x * v.dy - kappa.y * v.dx;
    if (INFORMATION) {
      // dA/dd = -i k' conj(e) V up to the phase that all share: u = (-i k'x V, -i k'y V, t0, t1, t2)
      let g = weight.y;
      let kk = k * perPixel;
      let power = g * dot(v.value, v.value);
      let rotated = vec2f(v.value.y, -v.value.x) * g;
      let m = vec3f(dot(rotated, t0), dot(rotated, t1), dot(rotated, t2));
      s[0] += kk.x * kk.x * power;
      s[1] += kk.x * kk.y * power;
      s[2] += kk.x * m.x;
      s[3] += kk.x * m.y;
      s[4] += kk.x * m.z;
      s[5] += kk.y * kk.y * power;
      s[6] += kk.y * m.x;
      s[7] += kk.y * m.y;
      s[8] += kk.y * m.z;
      s[9] += g * dot(t0, t0);
      s[10] += g * dot(t0, t1);
      s[11] += g * dot(t0, t2);
      s[12] += g * dot(t1, t1);
      s[13] += g * dot(t1, t2);
      s[14] += g * dot(t2, t2);
      channelInformation(here, &s);
    } else {
      var image = images[view.row * params.pixels + i];
      let angle = perPixel * dot(view.shift, k);
      let c = cos(angle);
      let q = sin(angle);
      if (PHASE) {
        let other = images[(params.quadrature + view.row) * params.pixels + i];
        let slope = other * added.x - image * added.y;
        image = image * added.x + other * added.y;
        let movedSlope = weight.x * vec2f(slope.x * c - slope.y * q, slope.x * q + slope.y * c);
        here.abByPhase = dot(movedSlope, v.value);
      }
      let moved = weight.x * vec2f(image.x * c - image.y * q, image.x * q + image.y * c);
      here.moved = moved;
      ab += dot(moved, v.value);
      b2 += weight.x * dot(image, image);
      a2 += weight.y * dot(v.value, v.value);
      // Im(C conj V)
      abShift -= k * (moved.y * v.value.x - moved.x * v.value.y);
      abTurn += vec3f(dot(moved, t0), dot(moved, t1), dot(moved, t2));
      a2Turn += weight.y * vec3f(dot(v.value, t0), dot(v.value, t1), dot(v.value, t2));
      channelDerivatives(here, &s);
    }
  }

  if (!INFORMATION) {
    abShift *= perPixel;
    s[0] = ab;
    s[1] = a2;
    s[2] = b2;
    s[3] = abShift.x;
    s[4] = abShift.y;
    s[5] = abTurn.x;
    s[6] = abTurn.y;
    s[7] = abTurn.z;
    s[8] = 2.0 * a2Turn.x;
    s[9] = 2.0 * a2Turn.y;
    s[10] = 2.0 * a2Turn.z;
  }
  partial[lane] = s;
  workgroupBarrier();
  // A lane adds up a quantity in a fixed order: the same bits every time.
  if (viewIndex < arrayLength(&views)) {
    for (var quantity = lane; quantity < SUMS; quantity += LANES) {
      var total = 0.0;
      for (var other = 0u; other < LANES; other++) {
        total += partial[other][quantity];
      }
      sums[viewIndex * SUMS + quantity] = total;
    }
  }
}
