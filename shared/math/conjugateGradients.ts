/** Conjugate gradients with a preconditioner, for symmetric positive systems known by their products (Shewchuk 1994). */

export interface ConjugateGradientOptions {
  readonly precondition: (residual: Float64Array) => Float64Array;
  /** Stop when the residual, measured by the preconditioner, has fallen by this factor. */
  readonly tolerance: number;
  readonly iterations: number;
}

/** An approximate solution x of product(x) = right; with no iterations the preconditioned right side. */
export function conjugateGradients(
  product: (x: Float64Array) => Float64Array,
  right: Float64Array,
  { precondition, tolerance, iterations }: ConjugateGradientOptions,
): Float64Array {
  const x = new Float64Array(right.length);
  const residual = Float64Array.from(right);
  let z = precondition(residual);
  const direction = Float64Array.from(z);
  let rz = dot(residual, z);
  const enough = rz * tolerance * tolerance;
  for (let i = 0; i < iterations && rz > enough; i++) {
    const image = product(direction);
    const curvature = dot(direction, image);
    if (!(curvature > 0)) break;
    const alpha = rz / curvature;
    for (let k = 0; k < x.length; k++) {
      x[k] += alpha * direction[k];
      residual[k] -= alpha * image[k];
    }
    z = precondition(residual);
    const next = dot(residual, z);
    const beta = next / rz;
    rz = next;
    for (let k = 0; k < x.length; k++) direction[k] = z[k] + beta * direction[k];
  }
  return x;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}
