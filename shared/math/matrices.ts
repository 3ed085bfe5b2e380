/** Many small matrices and vectors in one array, one after another: what is done to each is done to all in one loop. */

/** Some of the numbers of each row of an array (row, stride). */
export interface Columns {
  readonly values: Float64Array;
  readonly stride: number;
  /** The first of them. */
  readonly first: number;
}

/** 3 x 3, row-major: target = a b for each; `target` may be one of them. */
export function multiplyEach(a: Float64Array, b: Float64Array, target: Float64Array): void {
  for (let at = 0; at < target.length; at += 9) {
    const b0 = b[at];
    const b1 = b[at + 1];
    const b2 = b[at + 2];
    const b3 = b[at + 3];
    const b4 = b[at + 4];
    const b5 = b[at + 5];
    const b6 = b[at + 6];
    const b7 = b[at + 7];
    const b8 = b[at + 8];
    for (let row = at; row < at + 9; row += 3) {
      const x = a[row];
      const y = a[row + 1];
      const z = a[row + 2];
      target[row] = x * b0 + y * b3 + z * b6;
      target[row + 1] = x * b1 + y * b4 + z * b7;
      target[row + 2] = x * b2 + y * b5 + z * b8;
    }
  }
}

/** 3 x 3 times 3: target = m v for each; `target` may be `v`. */
export function applyEach(m: Float64Array, v: Float64Array, target: Float64Array): void {
  for (let at = 0, row = 0; at < target.length; at += 3, row += 9) {
    const x = v[at];
    const y = v[at + 1];
    const z = v[at + 2];
    target[at] = m[row] * x + m[row + 1] * y + m[row + 2] * z;
    target[at + 1] = m[row + 3] * x + m[row + 4] * y + m[row + 5] * z;
    target[at + 2] = m[row + 6] * x + m[row + 7] * y + m[row + 8] * z;
  }
}

/** The same with each matrix transposed. */
export function applyTransposedEach(m: Float64Array, v: Float64Array, target: Float64Array): void {
  for (let at = 0, row = 0; at < target.length; at += 3, row += 9) {
    const x = v[at];
    const y = v[at + 1];
    const z = v[at + 2];
    target[at] = m[row] * x + m[row + 3] * y + m[row + 6] * z;
    target[at + 1] = m[row + 1] * x + m[row + 4] * y + m[row + 7] * z;
    target[at + 2] = m[row + 2] * x + m[row + 5] * y + m[row + 8] * z;
  }
}

/** Rotations by rotation vectors, three numbers of each row: see `rotationVector`. */
export function rotationVectors({ values, stride, first }: Columns, target: Float64Array): void {
  for (let at = 0, from = first; at < target.length; at += 9, from += stride) {
    const vx = values[from];
    const vy = values[from + 1];
    const vz = values[from + 2];
    const angle = Math.sqrt(vx * vx + vy * vy + vz * vz);
    const scale = angle === 0 ? 0 : 1 / angle;
    const x = vx * scale;
    const y = vy * scale;
    const z = vz * scale;
    const s = Math.sin(angle);
    const c = Math.cos(angle);
    const half = Math.sin(angle / 2);
    const d = 2 * half * half;
    target[at] = c + d * x * x;
    target[at + 1] = d * x * y - s * z;
    target[at + 2] = d * x * z + s * y;
    target[at + 3] = d * x * y + s * z;
    target[at + 4] = c + d * y * y;
    target[at + 5] = d * y * z - s * x;
    target[at + 6] = d * x * z - s * y;
    target[at + 7] = d * y * z + s * x;
    target[at + 8] = c + d * z * z;
  }
}
