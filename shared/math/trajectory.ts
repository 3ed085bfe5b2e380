/** Interpolates a particle's trajectory between its temporal samples. */

/**
 * Values at dose fraction `u` in [0,1] of samples spread evenly over it: constant for one sample, linear for two,
 * monotone cubic for more (PCHIP: Fritsch & Carlson 1980, with MATLAB's end slopes).
 *
 * @param values (sample, stride) of one particle
 */
export function sampleTrajectory(
  values: ArrayLike<number>,
  stride: number,
  u: number,
  out: Float64Array = new Float64Array(stride),
): Float64Array {
  const samples = values.length / stride;
  if (samples < 3) {
    const second = samples === 1 ? 0 : u;
    for (let c = 0; c < stride; c++)
      out[c] = samples === 1 ? values[c] : (1 - second) * values[c] + second * values[stride + c];
    return out;
  }
  const at = u * (samples - 1);
  const i = Math.min(Math.max(Math.floor(at), 0), samples - 2);
  const t = at - i;
  for (let c = 0; c < stride; c++) {
    const secant = (j: number): number => values[(j + 1) * stride + c] - values[j * stride + c];
    const from = values[i * stride + c];
    const delta = secant(i);
    const d0 = slopeAt(secant, i, samples);
    const d1 = slopeAt(secant, i + 1, samples);
    out[c] = from + t * (d0 + t * (3 * delta - 2 * d0 - d1 + t * (d0 + d1 - 2 * delta)));
  }
  return out;
}

/** Weights of the samples at `u`, for trajectories of one or two samples, which are linear in their values. */
export function trajectoryWeights(samples: 1 | 2, u: number): readonly number[] {
  return samples === 1 ? [1] : [1 - u, u];
}

/** Slope at sample `j` in units of one sample spacing. */
function slopeAt(secant: (j: number) => number, j: number, samples: number): number {
  if (j === 0) return endSlope(secant(0), secant(1));
  if (j === samples - 1) return endSlope(secant(samples - 2), secant(samples - 3));
  const before = secant(j - 1);
  const after = secant(j);
  return before * after <= 0 ? 0 : (2 * before * after) / (before + after);
}

/** Three-point slope at an end, limited so that the curve keeps the shape of the samples. */
function endSlope(near: number, next: number): number {
  const slope = (3 * near - next) / 2;
  if (slope * near <= 0) return 0;
  return near * next <= 0 && Math.abs(slope) > 3 * Math.abs(near) ? 3 * near : slope;
}
