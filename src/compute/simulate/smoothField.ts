/** Random smooth deformations as polynomials of low order: analytic, so that no grid is built into the truth. */

/** A field over [0,1]² of unit rms, made of Legendre polynomials of total order 1 to 3. */
export function smoothField(normal: () => number): (x: number, y: number) => number {
  const terms: { i: number; j: number; coefficient: number }[] = [];
  for (let i = 0; i <= 3; i++)
    for (let j = 0; i + j <= 3; j++) if (i + j > 0) terms.push({ i, j, coefficient: normal() / (i + j) });
  const rms = Math.hypot(...terms.map((term) => term.coefficient));
  return (x, y) => {
    let sum = 0;
    for (const { i, j, coefficient } of terms)
      sum += coefficient * legendre(i, 2 * x - 1) * legendre(j, 2 * y - 1);
    return sum / rms;
  };
}

/** A field over [0,1]³ that grows with dose u from zero at u = 0, of unit rms over space and dose. */
export function smoothFlow(normal: () => number): (x: number, y: number, z: number, u: number) => number {
  const terms: { i: number; j: number; k: number; early: number; late: number }[] = [];
  for (let i = 0; i <= 2; i++)
    for (let j = 0; i + j <= 2; j++)
      for (let k = 0; i + j + k <= 2; k++)
        if (i + j + k > 0) {
          const size = 1 / (i + j + k);
          terms.push({ i, j, k, early: size * normal(), late: 0.5 * size * normal() });
        }
  // The polynomials in space have unit rms and are orthogonal: what is left to average is dose.
  const steps = 100;
  let sum = 0;
  for (let step = 0; step < steps; step++) {
    const u = (step + 0.5) / steps;
    for (const { early, late } of terms) sum += (early * u + late * bump(u)) ** 2;
  }
  const rms = Math.sqrt(sum / steps);
  return (x, y, z, u) => {
    let value = 0;
    for (const { i, j, k, early, late } of terms)
      value +=
        (early * u + late * bump(u)) *
        legendre(i, 2 * x - 1) *
        legendre(j, 2 * y - 1) *
        legendre(k, 2 * z - 1);
    return value / rms;
  };
}

const bump = (u: number): number => 4 * u * (1 - u);

/** Legendre polynomials scaled to unit rms over [-1,1]. */
function legendre(order: number, x: number): number {
  switch (order) {
    case 0:
      return 1;
    case 1:
      return Math.sqrt(3) * x;
    case 2:
      return (Math.sqrt(5) * (3 * x * x - 1)) / 2;
    default:
      return (Math.sqrt(7) * x * (5 * x * x - 3)) / 2;
  }
}
