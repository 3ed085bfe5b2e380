/** Small symmetric positive systems: factored once, solved often. */

/** Lower factor L of a (n, n) row-major matrix, L L' = matrix. A pivot that is not positive is raised to keep it so. */
export function choleskyFactor(matrix: Float64Array, n: number): Float64Array {
  const factor = new Float64Array(n * n);
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i * n + j];
      for (let k = 0; k < j; k++) sum -= factor[i * n + k] * factor[j * n + k];
      if (i === j) factor[i * n + i] = Math.sqrt(Math.max(sum, 1e-12 * Math.abs(matrix[i * n + i]) + 1e-300));
      else factor[i * n + j] = sum / factor[j * n + j];
    }
  return factor;
}

/** Solves L L' x = b for the block of `target` that starts at `offset`, in place. */
export function choleskySolve(factor: Float64Array, n: number, target: Float64Array, offset: number): void {
  for (let i = 0; i < n; i++) {
    let sum = target[offset + i];
    for (let k = 0; k < i; k++) sum -= factor[i * n + k] * target[offset + k];
    target[offset + i] = sum / factor[i * n + i];
  }
  for (let i = n - 1; i >= 0; i--) {
    let sum = target[offset + i];
    for (let k = i + 1; k < n; k++) sum -= factor[k * n + i] * target[offset + k];
    target[offset + i] = sum / factor[i * n + i];
  }
}
