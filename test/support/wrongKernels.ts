/** Kernels as a driver might compile them: one place of one shader's text, and what stands there instead. */
export interface WrongKernel {
  /** File name of the shader, without its ending. */
  readonly shader: string;
  readonly text: string;
  readonly wrong: string;
}

/** By the check of the self-test that is to find them. */
export const wrongKernels: Readonly<Record<string, readonly WrongKernel[]>> = {
  'Fourier transforms': [
    { shader: 'fftPass', text: 'v[1] = b + d;', wrong: 'v[1] = b - d;' },
    { shader: 'fftPass', text: 'const c3 = -0.90096886790241913', wrong: 'const c3 = -0.9008' },
    { shader: 'fftPass', text: 'if (index >= params.count)', wrong: 'if (index >= params.count - 1u)' },
    { shader: 'fftPrimePass', text: '(turn + step) % params.axis', wrong: '(turn + 1u) % params.axis' },
    { shader: 'fftPrimePass', text: 'w.y *= params.direction;', wrong: '' },
  ],
  'transforms of maps': [
    { shader: 'layout3d', text: 'select(1.0, -1.0, (sum & 1u) == 1u)', wrong: '1.0' },
    { shader: 'layout3d', text: 'select(factor, -factor, mirrored)', wrong: 'factor' },
  ],
  'preparation of tilt images': [
    { shader: 'complexImage', text: 'source[2u * index];', wrong: 'source[2u * index + 1u];' },
    {
      shader: 'complexImage',
      text: 'target_[2u * index + 1u] = 0.0;',
      wrong: 'target_[2u * index + 1u] = source[index];',
    },
    { shader: 'complexImage', text: 'params.up * y', wrong: 'params.up * x' },
    { shader: 'cropImage', text: 'k2 * (a[1].w * sin3', wrong: 'k2 * (a[1].w * cos3' },
    { shader: 'cropImage', text: 'found.x * t + found.y * c', wrong: 'found.y * c - found.x * t' },
    { shader: 'cropImage', text: 'radius >= params.lowest', wrong: 'radius >= 0.0' },
    { shader: 'cropImage', text: 'select(y, y + i32(params.height), y < 0)', wrong: 'abs(y)' },
  ],
  'particle images': [
    { shader: 'extract', text: 'at.x < i32(params.width)', wrong: 'at.x <= i32(params.width)' },
    { shader: 'extract', text: '0.5 + 0.5 * cos(3.14159265 * t)', wrong: '1.0 - t' },
    { shader: 'prepareBox', text: 'value.x * s + value.y * c', wrong: 'value.y * c - value.x * s' },
    { shader: 'prepareBox', text: 'select(sin(phase), cos(phase), QUADRATURE)', wrong: 'sin(phase)' },
    { shader: 'cropBox', text: 'select(x, x + m, x < 0)', wrong: 'abs(x)' },
    { shader: 'cropBox', text: '- params.radius)', wrong: ')' },
    { shader: 'packBox', text: 'select(k.y, k.y + n, k.y < 0)', wrong: 'abs(k.y)' },
    { shader: 'packBox', text: 'params.first * params.pixels + index', wrong: 'index' },
    { shader: 'addPower', text: 'var sum = sums[index];', wrong: 'var sum = 0.0;' },
    { shader: 'addPower', text: 'dot(value, value)', wrong: 'value.x * value.x' },
    { shader: 'ctf', text: 'cos(2.0 * (azimuth', wrong: 'cos((azimuth' },
    { shader: 'ctf', text: 'c * c - s * s', wrong: 'c * c + s * s' },
    { shader: 'ctf', text: '0.25 * optics.bfactor', wrong: '0.5 * optics.bfactor' },
  ],
  'scores and their derivatives': [
    { shader: 'score', text: 'let t1 = kappa.z * v.dx', wrong: 'let t1 = kappa.y * v.dx' },
    { shader: 'score', text: 's[8] = 2.0 * a2Turn.x', wrong: 's[8] = a2Turn.x' },
    { shader: 'score', text: 'other = 0u; other < LANES', wrong: 'other = 1u; other < LANES' },
    { shader: 'score', text: 's[13] += g * dot(t1, t2)', wrong: 's[13] += g * dot(t1, t1)' },
    { shader: 'slice', text: '(z + reach) * side + y', wrong: '(z + reach) * side - y' },
    { shader: 'references', text: 'select(0, secondAt, second)', wrong: '0' },
    { shader: 'magnification', text: 'byAB.y * k.x', wrong: 'byAB.x * k.y' },
  ],
  'phase residuals': [
    { shader: 'phaseResiduals', text: 'place - f32(low)', wrong: '0.0' },
    { shader: 'phaseResiduals', text: 'view.row + params.quadrature', wrong: 'view.row' },
    { shader: 'phaseResiduals', text: 'min(first + params.stretch, params.views)', wrong: 'first + 1u' },
  ],
  'sums of transfer functions': [
    { shader: 'ctfSlice', text: 'w * v.x + v.y, v.x - w * v.y', wrong: 'w * v.x - v.y, v.x - w * v.y' },
    { shader: 'ctfSlice', text: 'select(-at.x, n - at.x, at.x > 0)', wrong: 'at.x' },
    { shader: 'sliceValue', text: 'vec2f(1.0, flip)', wrong: 'vec2f(1.0, 1.0)' },
    { shader: 'padBox', text: '(0.5 + 0.5 * cos(3.14159265 * t))', wrong: '1.0' },
    { shader: 'padBox', text: 'select(y, y + n, y < 0)', wrong: 'abs(y)' },
    { shader: 'ctfSums', text: 'a.y + b.y, b.x - a.x', wrong: 'a.y + b.y, a.x - b.x' },
    { shader: 'ctfSums', text: 'select(1.0, 0.5, x == 0 && y == 0)', wrong: '1.0' },
    { shader: 'ctfSums', text: 'let which = halves[i];', wrong: 'let which = 1u - halves[i];' },
    { shader: 'ctfSums', text: 'r * 2.0 * s * c', wrong: 'r * s * c' },
    { shader: 'prepareBox', text: 'select(weight, 1.0, PLAIN)', wrong: 'weight' },
  ],
  'insertion of slices': [
    { shader: 'insert', text: 'value.y *= flip;', wrong: '' },
    { shader: 'insert', text: 'view.subset != params.subset', wrong: 'false' },
    { shader: 'settle', text: 'batch[index] = 0;', wrong: '' },
    { shader: 'settle', text: 'sums[index] += ', wrong: 'sums[index] = ' },
    { shader: 'largest', text: 'max(value.x, value.y)', wrong: 'value.x' },
    { shader: 'largest', text: 'var other = 1u; other < 64u', wrong: 'var other = 1u; other < 32u' },
  ],
  'symmetry and windows of sums': [
    { shader: 'symmetrize', text: '-source[m + 1]', wrong: 'source[m + 1]' },
    { shader: 'symmetrize', text: 'fract(dot(turned, shift) / params.edge)', wrong: '0.0' },
    { shader: 'windowSums', text: 'f32(side) * source[i + 1]', wrong: 'source[i + 1]' },
    { shader: 'windowSums', text: 'z <= 1; z++', wrong: 'z < 1; z++' },
  ],
  'local resolution': [
    { shader: 'bandPass', text: 'radius / band.step', wrong: 'radius' },
    { shader: 'bandPass', text: '2u * index > n', wrong: 'index > n' },
    { shader: 'localProducts', text: '0.5 * dot(pair, pair)', wrong: 'dot(pair, pair)' },
    { shader: 'localProducts', text: 'pair.x * pair.y', wrong: 'pair.x * pair.x' },
    { shader: 'localWindow', text: 'window[index].x', wrong: 'window[index].y' },
    { shader: 'localWindow', text: ' * params.scale', wrong: '' },
    { shader: 'localSettle', text: 'pending[index] = vec4f(0.0);', wrong: '' },
    { shader: 'localSettle', text: 'curve.earlier.x * vec2f(fall, fall * fall)', wrong: 'curve.earlier' },
    { shader: 'localSettle', text: '0.5 * density.y', wrong: '0.1 * density.y' },
  ],
};
