/** The rotation that comes nearest to a matrix. */
import type { Matrix3 } from './vector';

/**
 * Maximizes the trace of R^T B over rotations R. With B a sum of R_i S_i^T it is the best common rotation
 * from the S to the R (Horn 1987: the leading eigenvector of a 4 x 4 matrix, as a quaternion).
 */
export function nearestRotation(b: Matrix3): Matrix3 {
  const k = [
    [b[0] + b[4] + b[8], b[7] - b[5], b[2] - b[6], b[3] - b[1]],
    [b[7] - b[5], b[0] - b[4] - b[8], b[1] + b[3], b[2] + b[6]],
    [b[2] - b[6], b[1] + b[3], b[4] - b[0] - b[8], b[5] + b[7]],
    [b[3] - b[1], b[2] + b[6], b[5] + b[7], b[8] - b[0] - b[4]],
  ];
  const [w, x, y, z] = leadingEigenvector(k);
  return [
    1 - 2 * (y * y + z * z),
    2 * (x * y - w * z),
    2 * (x * z + w * y),
    2 * (x * y + w * z),
    1 - 2 * (x * x + z * z),
    2 * (y * z - w * x),
    2 * (x * z - w * y),
    2 * (y * z + w * x),
    1 - 2 * (x * x + y * y),
  ];
}

/** Jacobi's rotations: exact for symmetric matrices, however close the eigenvalues. */
function leadingEigenvector(symmetric: readonly (readonly number[])[]): number[] {
  const n = symmetric.length;
  const a = symmetric.map((row) => [...row]);
  const v = symmetric.map((_, i) => symmetric.map((__, j): number => (i === j ? 1 : 0)));
  for (let sweep = 0; sweep < 50; sweep++)
    for (let p = 0; p < n; p++)
      for (let q = p + 1; q < n; q++) {
        if (a[p][q] === 0) continue;
        const theta = 0.5 * Math.atan2(2 * a[p][q], a[q][q] - a[p][p]);
        const [c, s] = [Math.cos(theta), Math.sin(theta)];
        for (let i = 0; i < n; i++)
          [a[i][p], a[i][q]] = [c * a[i][p] - s * a[i][q], s * a[i][p] + c * a[i][q]];
        for (let i = 0; i < n; i++)
          [a[p][i], a[q][i]] = [c * a[p][i] - s * a[q][i], s * a[p][i] + c * a[q][i]];
        for (let i = 0; i < n; i++)
          [v[i][p], v[i][q]] = [c * v[i][p] - s * v[i][q], s * v[i][p] + c * v[i][q]];
      }
  const best = a.reduce((top, row, i) => (row[i] > a[top][top] ? i : top), 0);
  return v.map((row) => row[best]);
}
